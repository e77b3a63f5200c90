"""Where keys come from, who may read them, and that no text keeps one."""

import asyncio
import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from director_kernel.errors import NoKey, StudioError, UsageError
from director_kernel.providers import seal
from director_kernel.providers.keys import Key
from director_kernel.providers.pool import Keyring
from director_kernel.providers.scrub import Scrubber
from director_kernel.providers.seal import Seal, Unopened
from director_kernel.providers.vault import VARIABLES, listed
from director_kernel.schema.key import KeyState
from director_kernel.store import Workspace
from tests.providers.key_worker import Service

SECRET = "sk-or-v1-0123456789abcdef0123456789abcdef"
OTHER = "sk-or-v1-fedcba9876543210fedcba9876543210"
FAL = "11112222-aaaa-bbbb-cccc-333344445555:0f1e2d3c4b5a69788796a5b4c3d2e1f0"


class Drawer(KeyringBackend):
    """A keyring in memory; `broken` makes it fail as a locked one does."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.broken: Exception | None = None

    def _open(self) -> None:
        if self.broken is not None:
            raise self.broken

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    """A system keyring that works."""
    before, drawer = keyring.get_keyring(), Drawer()
    keyring.set_keyring(drawer)
    yield drawer
    keyring.set_keyring(before)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase is derived in no time; how long it takes otherwise is a constant of the seal."""
    monkeypatch.setattr(seal, "SCRYPT_COST", 2**4)


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened


# A key is not shown


def test_a_key_shows_four_letters_whoever_prints_it() -> None:
    key = Key("openrouter", SECRET)
    for said in (str(key), repr(key), f"{key}", f"{[key]}", repr({"key": key})):
        assert SECRET not in said and "0123456789" not in said
    assert str(key) == "…cdef"
    assert str(Key("local", "short123")) == "…" and str(Key("local", "")) == "…"
    assert Key("fal", SECRET).id != key.id and SECRET not in key.id


# The environment


@pytest.mark.parametrize(("service", "variable"), VARIABLES.items())
def test_every_service_has_its_variable_and_its_list(workspace: Workspace, service: str, variable: str) -> None:
    ring = Keyring(workspace, {variable: f" '{SECRET}' ", f"{variable}S": f"{OTHER},\n{SECRET}\n,,"})
    assert [held.key.secret for held in ring.held(service)] == [SECRET, OTHER]
    assert ring.services() == (service,)


def test_a_local_server_needs_no_key(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Keyring(workspace, {})
    assert ring.services() == ()
    monkeypatch.setenv("DIRECTOR_LOCAL_BASE_URL", "http://127.0.0.1:8080/v1")
    assert ring.services() == ("local",)
    service = Service()
    asyncio.run(ring.pool("local").call(service))
    assert service.said == [""]
    assert [card.shown for card in ring.cards()] == ["none"]


def test_what_no_key_can_be_is_never_sent(workspace: Workspace) -> None:
    """httpx would quote it in its error, and a service would never take it."""
    ring = Keyring(workspace, {"FAL_KEY": "fal-“curly”-key-1234"})
    service = Service()
    with pytest.raises(Exception, match="copy it again"):
        asyncio.run(ring.pool("fal").call(service))
    assert service.said == []
    assert ring.reset("1234").state is KeyState.INVALID, "not even when a person says so"
    assert Keyring(workspace, {"FAL_KEY": "fal-“curly”-key-1234"}).cards()[0].state is KeyState.INVALID


@given(st.text(max_size=200))
def test_any_text_is_a_list_of_keys(text: str) -> None:
    assert all(key and key == key.strip() and "," not in key and "\n" not in key for key in listed(text))


# The system keyring


def test_the_keyring_keeps_several_keys_for_every_workspace(workspace: Workspace, tmp_path: Path, drawer: Drawer) -> None:
    ring = Keyring(workspace, {})
    ring.add("openrouter", SECRET)
    card = ring.add("openrouter", f" {OTHER}\n")
    assert (card.shown, card.source, card.state) == ("…3210", "keyring", KeyState.ACTIVE)
    with Workspace.open(tmp_path / "other") as second:
        assert [each.shown for each in Keyring(second, {}).cards()] == ["…cdef", "…3210"]
    ring.remove("cdef")
    assert drawer.kept == {("director-kernel", "openrouter"): OTHER}
    ring.remove("…3210")
    assert drawer.kept == {} and ring.services() == ()


def test_a_running_kernel_notices_what_is_added_and_removed_elsewhere(
    workspace: Workspace, workspace_folder: Path, drawer: Drawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("director_kernel.providers.pool.EVERY", 0.0)
    ring, service = Keyring(workspace, {}), Service()
    pool = ring.pool("openrouter")
    with pytest.raises(NoKey):
        asyncio.run(pool.call(service))
    with Workspace.open(workspace_folder) as second:
        other = Keyring(second, {})
        other.add("openrouter", SECRET)
        asyncio.run(pool.call(service))
        assert service.said == [SECRET]
        id = ring.cards()[0].id
        assert pool.key(id).secret == SECRET
        other.remove("cdef")
        with pytest.raises(NoKey):
            asyncio.run(pool.call(service))
        with pytest.raises(NoKey, match="director keys add openrouter"):
            pool.key(id)
        other.add("openrouter", SECRET)
        asyncio.run(pool.call(service))
    assert service.said == [SECRET, SECRET]


@pytest.mark.parametrize("broken", [KeyringLocked("locked: nobody unlocked it"), RuntimeError("org.freedesktop.DBus is not there")])
def test_a_keyring_that_fails_is_a_message_never_a_crash(workspace: Workspace, drawer: Drawer, broken: Exception) -> None:
    drawer.broken = broken
    ring = Keyring(workspace, {"FAL_KEY": FAL})
    assert ring.services() == ("fal",), "what is in the environment works"
    assert type(broken).__name__ in ring.keyring_says
    with pytest.raises(StudioError, match=r"OPENROUTER_API_KEY in the environment.*--where workspace.*studio previs works"):
        ring.add("openrouter", SECRET)


def test_a_backend_that_repeats_the_key_is_not_repeated(workspace: Workspace, drawer: Drawer) -> None:
    ring = Keyring(workspace, {})
    ring.services()
    drawer.get_password = lambda service, username: ""  # type: ignore[method-assign]

    def tells(service: str, username: str, password: str) -> None:
        raise RuntimeError(f"can't keep {password}")

    drawer.set_password = tells  # type: ignore[method-assign]
    with pytest.raises(StudioError) as caught:
        ring.add("openrouter", SECRET)
    assert SECRET not in str(caught.value) and caught.value.__cause__ is None


def test_a_keyring_that_keeps_nothing_is_found_out(workspace: Workspace) -> None:
    """The null backend, which the tests run with, takes everything and keeps nothing."""
    with pytest.raises(StudioError, match="keeps nothing"):
        Keyring(workspace, {}).add("fal", FAL)
    assert Keyring(workspace, {}).services() == ()


# Sealed in the workspace


def test_a_sealed_key_opens_with_its_passphrase_only(workspace: Workspace, quick: None) -> None:
    Keyring(workspace, {"DIRECTOR_SECRET": "correct horse"}).add("openrouter", SECRET, "workspace")
    opened = Keyring(workspace, {"DIRECTOR_SECRET": "correct horse"})
    service = Service()
    asyncio.run(opened.pool("openrouter").call(service))
    assert service.said == [SECRET]
    for environment, told in (({"DIRECTOR_SECRET": "battery staple"}, "does not open it"), ({}, "not set")):
        closed = Keyring(workspace, environment)
        assert closed.services() == ()
        with pytest.raises(NoKey, match=rf"{told}.*DIRECTOR_SECRET.*director keys remove …cdef"):
            asyncio.run(closed.pool("openrouter").call(service))
        assert closed.cards()[0].state is KeyState.LOCKED
    with pytest.raises(StudioError, match="another DIRECTOR_SECRET"):
        Keyring(workspace, {"DIRECTOR_SECRET": "battery staple"}).add("openrouter", OTHER, "workspace")
    closed.remove("cdef")
    assert opened.cards() == ()


def test_without_a_passphrase_the_keyring_holds_what_opens_it(workspace: Workspace, drawer: Drawer) -> None:
    ring = Keyring(workspace, {})
    ring.add("openrouter", SECRET, "workspace")
    ring.add("fal", FAL, "workspace")
    assert [entry for _, entry in drawer.kept] == ["master"]
    assert {card.source for card in Keyring(workspace, {}).cards()} == {"workspace"}
    drawer.kept.clear()
    assert {card.state for card in Keyring(workspace, {}).cards()} == {KeyState.LOCKED}


def test_nothing_to_seal_with_says_what_to_set(workspace: Workspace) -> None:
    with pytest.raises(StudioError, match="set DIRECTOR_SECRET"):
        Keyring(workspace, {}).add("fal", FAL, "workspace")


def test_the_workspace_never_holds_a_key_in_the_open(workspace: Workspace, workspace_folder: Path, quick: None) -> None:
    ring = Keyring(workspace, {"DIRECTOR_SECRET": "correct horse"})
    ring.add("openrouter", SECRET, "workspace")
    ring.remove("cdef")
    ring.add("fal", FAL, "workspace")
    everything = b"".join(path.read_bytes() for path in workspace_folder.rglob("*") if path.is_file())
    assert b"openrouter" in everything
    for secret in (SECRET, FAL, "correct horse", *FAL.split(":")):
        assert secret.encode() not in everything and base64.b64encode(secret.encode()) not in everything


@given(secret=st.text(min_size=1, max_size=80), flip=st.integers(0, 10_000))
def test_a_seal_gives_back_what_it_took_or_nothing(secret: str, flip: int) -> None:
    master = Seal(master=seal.new_master())
    text = master.close_up(secret, "fal:1")
    assert master.open_up(text, "fal:1") == secret
    with pytest.raises(Unopened):
        master.open_up(text, "fal:2")
    with pytest.raises(Unopened):
        Seal(master=seal.new_master()).open_up(text, "fal:1")
    at = flip % len(text)
    broken = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
    try:
        assert master.open_up(broken, "fal:1") == secret, "bits of padding may change nothing"
    except Unopened:
        pass


@given(st.text(max_size=60))
def test_garbage_does_not_open(text: str) -> None:
    with pytest.raises(Unopened):
        Seal("p", seal.new_master()).open_up(f"v1.keyring.{text}.{text}", "fal:1")


# What people type


@pytest.mark.parametrize(
    ("service", "secret", "told"),
    [
        ("fla", SECRET, "did you mean fal"),
        ("fal", "", "no key"),
        ("fal", f"{SECRET},{OTHER}", "more than one"),
        ("fal", "two words", "copy it again"),
        ("fal", "fäl-key-123", "copy it again"),
        (SECRET, SECRET, "no service of that name"),
    ],
)
def test_what_is_no_key_is_refused_without_being_repeated(workspace: Workspace, service: str, secret: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        Keyring(workspace, {}).add(service, secret)
    assert "0123456789" not in caught.value.message


def test_a_key_is_named_by_its_end_or_its_id(workspace: Workspace) -> None:
    ring = Keyring(workspace, {"FAL_KEYS": "first-key-9999,second-key-9999,third-key-1111"})
    assert ring.find("…1111").shown == ring.find(ring.find("1111").id[:6]).shown == "…1111"
    with pytest.raises(UsageError, match="several keys end so"):
        ring.find("9999")
    with pytest.raises(UsageError, match="there is no key '1112'; did you mean …1111"):
        ring.find("1112")
    with pytest.raises(UsageError, match="take it out of FAL_KEY"):
        ring.remove("1111")
    for bad in ("", "…", "1"):
        with pytest.raises(UsageError):
            ring.find(bad)


def test_limits_change_one_at_a_time(workspace: Workspace) -> None:
    ring = Keyring(workspace, {"FAL_KEY": FAL})
    ring.limit("e1f0", rpm=60, concurrency=2)
    card = ring.limit("e1f0", rpm=0, rpd=1000)
    assert (card.limits.rpm, card.limits.rpd, card.limits.concurrency) == (0, 1000, 2)
    with pytest.raises(UsageError):
        ring.limit("e1f0", rpm=-1)


# Scrubbing


@given(
    secret=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=90),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
    name=st.binary(max_size=5),
)
def test_no_form_of_a_key_stays_in_a_text(secret: str, before: str, after: str, name: bytes) -> None:
    scrub = Scrubber()
    scrub.learn([secret])
    coded = base64.b64encode(name + b":" + secret.encode()).decode()
    for form in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1], json.dumps({"k": secret}), repr(secret)):
        said = scrub(f"{before} {form} {after}")
        assert secret not in said or secret in f"{before} … {after}"
    if len(secret) >= 20:
        assert coded[8:-8] not in scrub(f"Authorization: Basic {coded}")
        assert secret not in scrub(f"cut: {secret[: len(secret) - 1]}") and secret[:16] not in scrub(f"cut: {secret[:17]}…")


def test_the_longest_key_goes_first_and_both_names_are_right() -> None:
    scrub = Scrubber()
    assert not scrub and scrub(SECRET) == SECRET
    scrub.learn([SECRET[:20], SECRET, FAL])
    assert scrub(f"a {SECRET} b {SECRET[:20]} c") == "a …cdef b …789a c"
    assert scrub(f"Key {FAL}") == "Key …e1f0" and FAL.split(":")[1] not in scrub(f"half {FAL.split(':')[1]}")
    scrub.learn(["correct horse"], nameless=True)
    assert scrub("it is correct horse") == "it is …"


def test_short_words_are_no_secrets() -> None:
    scrub = Scrubber()
    scrub.learn(["none", "sk-1", ""])
    assert scrub("none of sk-1") == "none of sk-1"


# Testing


def answering(status: int, body: object = None, **headers: str) -> tuple[httpx.MockTransport, list[httpx.Request]]:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if isinstance(body, str):
            return httpx.Response(status, text=body, headers=headers)
        return httpx.Response(status, json=body if body is not None else {}, headers=headers)

    return httpx.MockTransport(answer), asked


READS = {
    "fal": ("https://api.fal.ai/v1/models/pricing?endpoint_id=fal-ai/flux/schnell", "authorization", f"Key {SECRET}"),
    "openrouter": ("https://openrouter.ai/api/v1/key", "authorization", f"Bearer {SECRET}"),
    "openai": ("https://api.openai.com/v1/models", "authorization", f"Bearer {SECRET}"),
    "moonshot": ("https://api.moonshot.ai/v1/models", "authorization", f"Bearer {SECRET}"),
    "yunwu": ("https://yunwu.ai/v1/models", "authorization", f"Bearer {SECRET}"),
    "anthropic": ("https://api.anthropic.com/v1/models", "x-api-key", SECRET),
    "replicate": ("https://api.replicate.com/v1/account", "authorization", f"Bearer {SECRET}"),
}


@pytest.mark.parametrize("service", READS)
def test_each_service_is_read_its_own_way(workspace: Workspace, service: str) -> None:
    transport, asked = answering(200, {"data": []})
    ring = Keyring(workspace, {VARIABLES[service]: SECRET}, transport=transport)
    (found,) = asyncio.run(ring.test(service))
    url, header, value = READS[service]
    assert found.verdict == "valid" and SECRET not in repr(found)
    assert [(request.method, str(request.url), request.headers[header]) for request in asked] == [("GET", url, value)]


@pytest.mark.parametrize("service", ["fal", "anthropic", "openai"])
def test_one_base_stands_in(workspace: Workspace, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"DIRECTOR_{service.upper()}_BASE_URL", "http://127.0.0.1:9/x/")
    transport, asked = answering(200)
    asyncio.run(Keyring(workspace, {VARIABLES[service]: SECRET}, transport=transport).test(service))
    path = {"fal": "/x/v1/models/pricing", "anthropic": "/x/v1/models", "openai": "/x/models"}[service]
    assert asked[0].url.host == "127.0.0.1" and asked[0].url.path == path


@pytest.mark.parametrize(
    ("status", "body", "verdict", "state"),
    [
        (200, {"data": []}, "valid", KeyState.ACTIVE),
        (200, "<html>log in to the hotel</html>", "unreachable", KeyState.INVALID),
        (401, {"error": {"message": f"Incorrect API key provided: {SECRET}"}}, "invalid", KeyState.INVALID),
        (403, {"detail": "User is locked. Reason: Exhausted balance. Top up your balance"}, "exhausted", KeyState.EXHAUSTED),
        (403, ["odd"], "invalid", KeyState.INVALID),
        (402, {"error": {"message": "requires more credits"}}, "exhausted", KeyState.EXHAUSTED),
        (429, {"error": {"message": "slow down"}}, "limited", KeyState.INVALID),
        (429, {"error": {"type": "exceeded_current_quota_error"}}, "exhausted", KeyState.EXHAUSTED),
        (308, "", "unreachable", KeyState.INVALID),
        (502, "<html>Bad gateway</html>", "unreachable", KeyState.INVALID),
    ],
)
def test_what_the_answer_means(workspace: Workspace, status: int, body: object, verdict: str, state: KeyState) -> None:
    """An invalid key becomes what the test found; what shows nothing changes nothing."""
    transport, _ = answering(status, body, location="https://elsewhere.example/")
    ring = Keyring(workspace, {"OPENROUTER_API_KEY": SECRET}, transport=transport)
    ring._set_state("openrouter", ring.cards()[0].id, KeyState.INVALID, "before")
    (found,) = asyncio.run(ring.test())
    assert found.verdict == verdict and found.says and SECRET not in found.says
    assert ring.cards()[0].state is state
    assert Keyring(workspace, {"OPENROUTER_API_KEY": SECRET}).cards()[0].state is state


def test_no_network_is_said_and_changes_nothing(workspace: Workspace) -> None:
    def refuses(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"no route, sent {request.headers['authorization']}")

    ring = Keyring(workspace, {"FAL_KEY": FAL}, transport=httpx.MockTransport(refuses))
    (found,) = asyncio.run(ring.test("fal"))
    assert found.verdict == "unreachable" and "network" in found.says and FAL not in found.says
    assert ring.cards()[0].state is KeyState.ACTIVE
    assert asyncio.run(Keyring(workspace, {}).test()) == ()


def test_nothing_of_the_environment_is_read_at_import() -> None:
    assert not any(name in os.environ for name in VARIABLES.values())
