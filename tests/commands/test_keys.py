"""`director keys`: keys are given in hiding and shown as four letters, in a shell, a pipe and a notebook."""

import getpass
import io
import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import click
import pytest

from director_kernel.commands.session import Session
from director_kernel.commands.tree import completions, invoke
from director_kernel.errors import UsageError
from director_kernel.providers import seal
from tests.commands.conftest import Answer

SECRET = "fal-0123456789abcdef0123456789abcdef"
Call = Callable[..., Answer]


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "SCRYPT_COST", 2**4)
    monkeypatch.setenv("DIRECTOR_SECRET", "correct horse")


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


class Terminal(io.StringIO):
    """A stdin at which a person sits."""

    def isatty(self) -> bool:
        return True


def test_the_way_of_a_key(director: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "None" not in director("keys").out and "studio previs" in director("keys").out
    piped(monkeypatch, f"{SECRET}\n")
    added = director("keys", "add", "fal", "--where", "workspace")
    assert added.code == 0 and "Added …cdef for fal" in added.out
    listed = director("keys", "list", "--json").json
    assert [(card["service"], card["shown"], card["source"], card["state"]) for card in listed] == [("fal", "…cdef", "workspace", "active")]
    assert "60/min, 2 at once" in director("keys", "limit", "cdef", "--rpm", "60", "--concurrency", "2").out
    assert "60/min" in director("keys", "list", "fal").out
    assert director("keys", "list", "openai", "--json").json == []
    assert "active again" in director("keys", "reset", "…cdef").out
    assert "Nothing was sent" in director("keys", "stats").out
    assert (
        director("keys", "turns", "least-loaded", "--json").json == director("keys", "turns", "--json").json == {"strategy": "least_loaded"}
    )
    assert "Removed …cdef" in director("keys", "remove", "cdef").out
    assert director("keys", "--json").json == []


def test_a_key_as_an_argument_is_refused_and_not_repeated(director: Call) -> None:
    for words in (
        ("add", "fal", SECRET),
        ("add", "fal", SECRET, "--json"),
        ("add", SECRET),
        ("remove", SECRET),
        ("test", SECRET),
        (SECRET,),
    ):
        answer = director("keys", *words)
        assert answer.code == 2
        assert SECRET not in answer.out + answer.err
    refused = director("keys", "add", "fal", SECRET)
    assert "history" in refused.err and "`director keys add fal` alone" in refused.err


def test_a_terminal_is_asked_in_hiding(director: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {}

    def prompt(text: str, **how: object) -> str:
        asked.update(how, text=text)
        return SECRET

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(click, "prompt", prompt)
    answer = director("keys", "add", "fal", "--where", "workspace")
    assert answer.code == 0 and asked["hide_input"] is True and asked["err"] is True and "FAL_KEY" in str(asked["text"])
    assert SECRET not in answer.out + answer.err


def test_leaving_the_question_is_no_key(director: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal())

    def prompt(text: str, **how: object) -> str:
        raise click.Abort

    monkeypatch.setattr(click, "prompt", prompt)
    assert director("keys", "add", "fal").code == 130
    piped(monkeypatch, "")
    assert "that is no key" in director("keys", "add", "fal").err


class Notebook:
    """The surface of a cell, as far as keys go."""

    name, json, live = "notebook", False, False

    def note(self, text: str) -> None:
        raise AssertionError(text)


def test_a_notebook_asks_by_its_own_field(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(Notebook(), workspace_folder)  # type: ignore[arg-type]
    monkeypatch.setattr(getpass, "getpass", lambda prompt: SECRET)
    try:
        shown = invoke(["keys", "add", "fal", "--where", "workspace"], session)
        listed = invoke(["keys"], session)
        assert shown is not None and listed is not None
        for face in (shown.text, json.dumps(shown.data), listed.text, listed.html, json.dumps(listed.data)):
            assert SECRET not in face and "cdef" in face

        def nobody(prompt: str) -> str:
            raise RuntimeError("getpass was called, but this frontend does not support input requests.")

        monkeypatch.setattr(getpass, "getpass", nobody)
        with pytest.raises(UsageError, match="FAL_KEY"):
            invoke(["keys", "add", "fal"], session)
    finally:
        session.close()


class Platform(BaseHTTPRequestHandler):
    """Knows one key."""

    def do_GET(self) -> None:
        known = self.headers["Authorization"] == f"Key {SECRET}" and self.path == "/v1/models/pricing?endpoint_id=fal-ai/flux/schnell"
        body = b'{"prices": []}' if known else json.dumps({"detail": f"bad {self.headers['Authorization']}"}).encode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Platform) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("DIRECTOR_FAL_BASE_URL", f"http://127.0.0.1:{server.server_port}")
        yield
        server.shutdown()


def test_test_says_what_each_key_is_worth(director: Call, platform: None, monkeypatch: pytest.MonkeyPatch) -> None:
    other = "fal-ffffffffffffffffffffffffffff0bad"
    monkeypatch.setenv("FAL_KEYS", f"{SECRET},{other}")
    answer = director("keys", "test", "fal", "--json")
    assert answer.code == 1
    assert [(each["shown"], each["verdict"]) for each in answer.json] == [("…cdef", "valid"), ("…0bad", "invalid")]
    assert other not in answer.out and "it says: bad key …0bad" in answer.out
    assert [card["state"] for card in director("keys", "--json").json] == ["active", "invalid"]
    monkeypatch.setenv("FAL_KEYS", SECRET)
    assert director("keys", "test").code == 0
    monkeypatch.delenv("FAL_KEYS")
    assert "FAL_KEY" in director("keys", "test", "fal").out


def test_services_complete() -> None:
    assert completions(["keys", "add"], "fa") == ["fal"] and "limit" in completions(["keys"], "")
