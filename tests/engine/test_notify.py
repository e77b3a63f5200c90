"""A URL is told when a run ends: signed, journalled with the end, tried again, one id per end, never a private address unasked."""

import asyncio
import base64
import hashlib
import hmac
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from director_kernel.director import Director
from director_kernel.engine.executor import Executor
from director_kernel.engine.notify import Notifier, new_secret, receiver, signing
from director_kernel.errors import ProviderError, StudioError, UsageError
from director_kernel.providers import notify as webhook
from director_kernel.providers.notify import Answer
from director_kernel.schema.notice import Notice
from director_kernel.store import Workspace, notices
from tests.engine.studio import FakeStudio, chain

CAP = 10_000_000
URL = "https://hooks.example.com/run?token=abc"
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def workspace(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setenv("DIRECTOR_NOTIFY_SECRET", SECRET)
    with Workspace.open(workspace_folder) as opened:
        yield opened


class Receiver:
    """Stands in for `webhook.post`: keeps what came and answers as it is told, 204 at last."""

    def __init__(self, *answers: int | Exception | Answer) -> None:
        self.answers = list(answers)
        self.came: list[tuple[str, bytes, dict[str, str]]] = []

    async def __call__(self, url: str, body: bytes, headers: dict[str, str], **_: Any) -> Answer:
        self.came.append((url, body, dict(headers)))
        answer = self.answers.pop(0) if self.answers else 204
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Answer) else Answer(answer)

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for _, _, headers in self.came]


def executor(workspace: Workspace, post: Receiver, studio: FakeStudio | None = None, pauses: tuple[float, ...] = (0.01, 0.01)) -> Executor:
    made = Executor(workspace, {"paid": studio or FakeStudio(name="paid")})
    made.notifier = Notifier(workspace, post)
    made.notifier.pauses = pauses
    made.shared.ended = made.notifier.wake
    return made


def verified(body: bytes, headers: dict[str, str], secret: str = SECRET) -> dict[str, Any]:
    """The message, if the signature is right; written from the standard's text, not from our code."""
    key = base64.b64decode(secret.split("_", 1)[1])
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body.decode()}"
    expected = base64.b64encode(hmac.new(key, content.encode(), hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"].split(",") == ["v1", expected]
    said: dict[str, Any] = json.loads(body)
    return said


async def until(true: Callable[[], object]) -> None:
    for _ in range(1500):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


def test_the_standards_own_example_is_signed_as_it_says() -> None:
    """The example of https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"""
    body, secret = b'{"test": 2432232314}', "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = webhook.signed("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, secret)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_end_of_a_run_is_told_once(workspace: Workspace) -> None:
    post = Receiver()
    runs = executor(workspace, post)

    async def story() -> None:
        await runs.run(chain(2), studio="live", cap=CAP, notify=URL)
        await until(lambda: post.came)
        await runs.close()

    asyncio.run(story())
    ((url, body, headers),) = post.came
    said = verified(body, headers)
    assert url == URL and said["id"] == headers["webhook-id"] and said["type"] == "run.completed"
    assert (said["execution"], said["plan"], said["status"], said["stored"], said["cost"]) == ("run-1", "plan-1", "completed", 2, 240_000)
    assert runs.notifier.all() == []


def test_it_is_tried_again_with_the_same_id_and_a_new_signature(workspace: Workspace) -> None:
    post = Receiver(500, ProviderError("dropped"), 204)
    runs = executor(workspace, post)

    async def story() -> None:
        await runs.run(chain(1), studio="live", cap=CAP, notify=URL)
        await until(lambda: not runs.notifier.all())
        await runs.close()

    asyncio.run(story())
    assert len(post.came) == 3 and len(set(post.ids)) == 1
    for _, body, headers in post.came:
        verified(body, headers)


def test_it_is_given_up_in_the_end_and_stays_in_the_list(workspace: Workspace) -> None:
    post = Receiver(*[503] * 9)
    runs = executor(workspace, post)

    async def story() -> None:
        await runs.run(chain(1), studio="live", cap=CAP, notify=URL)
        await until(lambda: runs.notifier.all()[0].over)
        runs.notifier.wake()
        await runs.close()

    asyncio.run(story())
    (left,) = runs.notifier.all()
    assert len(post.came) == 3 and left.tries == 3 and left.why == "it answered 503"


def test_a_receiver_that_is_gone_is_left_alone(workspace: Workspace) -> None:
    post = Receiver(410)
    runs = executor(workspace, post)

    async def story() -> None:
        await runs.run(chain(1), studio="live", cap=CAP, notify=URL)
        await until(lambda: not runs.notifier.all())

    asyncio.run(story())
    assert len(post.came) == 1


def test_the_runs_end_waits_for_nobody(workspace: Workspace) -> None:
    entered = asyncio.Event()

    class Slow(Receiver):
        async def __call__(self, *args: Any, **more: Any) -> Answer:
            entered.set()
            await asyncio.sleep(60)
            raise AssertionError

    runs = executor(workspace, Slow())

    async def story() -> None:
        done = await runs.run(chain(1), studio="live", cap=CAP, notify=URL)
        assert done.status == "completed"
        await entered.wait()
        assert workspace.runs.get(done.id).status == "completed" and not workspace.leases.alive(done.id, done.epoch)
        await runs.notifier.close(0.0)

    asyncio.run(asyncio.wait_for(story(), 20))
    assert len(runs.notifier.all()) == 1, "it is kept for whoever works here next"


def test_another_process_goes_on_with_what_a_dead_one_left(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIRECTOR_NOTIFY_SECRET", SECRET)
    first, second = Receiver(500), Receiver()

    async def one(workspace: Workspace) -> None:
        runs = executor(workspace, first, pauses=(3600.0,))
        await runs.run(chain(1), studio="live", cap=CAP, notify=URL)
        await until(lambda: runs.notifier.all()[0].tries)
        await runs.close()

    async def other(workspace: Workspace) -> None:
        notifier = Notifier(workspace, second)
        due = notifier.all()[0]
        workspace.writer.run(lambda c: notices.keep(c, due.with_(due=0.0)))  # an hour later
        notifier.wake()
        await until(lambda: not notifier.all())

    with Workspace.open(workspace_folder) as workspace:
        asyncio.run(one(workspace))
        with Workspace.open(workspace_folder) as elsewhere:  # while the first lives, the message is its own
            notifier = Notifier(elsewhere, second)

            async def look() -> None:
                notifier.wake()
                await asyncio.gather(*notifier._tasks.values())

            asyncio.run(look())
            assert second.came == []
    with Workspace.open(workspace_folder) as workspace:
        asyncio.run(other(workspace))
    assert first.ids == second.ids, "the same message, by the same id"


def test_each_end_is_one_message_and_a_detached_run_is_no_end(workspace: Workspace) -> None:
    post = Receiver()
    broken = [True]
    studio = FakeStudio(name="paid", on_submit=lambda _: ProviderError("odd") if False else None, latency=lambda _: 0.0)
    studio.on_poll = lambda request: None if not broken[0] else _failed()
    runs = executor(workspace, post, studio)

    async def story() -> None:
        done = await runs.run(chain(1), studio="live", cap=CAP, notify=URL)
        await until(lambda: post.came)
        broken[0] = False
        studio.latency = lambda _: 0.2
        await runs.retry(done.id)
        await until(lambda: len(studio.submits) == 2)
        runs.detach()
        await until(lambda: not runs.active)
        await runs.run(workspace.plans.get(done.plan), studio="live", cap=CAP)
        await until(lambda: len(post.came) == 2)
        await runs.close()

    asyncio.run(story())
    assert [json.loads(body)["type"] for _, body, _ in post.came] == ["run.failed", "run.completed"]
    assert len(set(post.ids)) == 2


def _failed() -> Any:
    from director_kernel.providers.protocol import JobState, JobStatus

    return JobStatus(state=JobState.FAILED, message="no")


def test_an_end_is_entered_once(workspace: Workspace) -> None:
    first = Notice(id="msg_1", execution="run-1", epoch=1, url=URL, body="{}", made=1.0)
    workspace.writer.run(lambda c: notices.enter(c, first))
    workspace.writer.run(lambda c: notices.enter(c, first.with_(id="msg_2")))
    assert [notice.id for notice in Notifier(workspace).all()] == ["msg_1"]
    workspace.writer.run(lambda c: notices.delivered(c, first))
    workspace.writer.run(lambda c: notices.keep(c, first))
    assert Notifier(workspace).all() == [], "what was delivered is not brought back"


# Whom, and with what secret.


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x",
        "http://localhost/x",
        "http://a.localhost/x",
        "https://10.1.2.3/",
        "http://[::1]/",
        "http://169.254.169.254/latest",
        "https://192.168.1.1/hook",
        "ftp://example.com/",
        "javascript:alert(1)",
        "example.com",
        "https://",
        "https://user:pass@example.com/",
        "https://example.com:99999/",
    ],
)
def test_what_is_not_notified(workspace: Workspace, url: str) -> None:
    with pytest.raises(UsageError):
        receiver(workspace, url)


def test_a_person_may_allow_their_own_machine(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIRECTOR_NOTIFY_PRIVATE", "1")
    assert receiver(workspace, "http://127.0.0.1:9/x") == "http://127.0.0.1:9/x"
    with pytest.raises(UsageError):
        receiver(workspace, "http://169.254.169.254/latest")


def test_a_name_that_leads_inside_is_not_called() -> None:
    async def inside(host: str, port: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.5"]

    with pytest.raises(UsageError, match="not a public address"):
        asyncio.run(webhook.post(URL, b"{}", {}, resolver=inside, transport=httpx.MockTransport(lambda _: httpx.Response(200))))


def test_the_call_goes_to_the_address_that_was_checked_and_follows_nothing() -> None:
    calls: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(302, headers={"location": "http://127.0.0.1/", "retry-after": "7"})

    async def public(host: str, port: int) -> list[str]:
        assert (host, port) == ("hooks.example.com", 443)
        return ["93.184.216.34"]

    headers = webhook.signed("msg_1", 1, b"{}", SECRET)
    got = asyncio.run(webhook.post(URL, b"{}", headers, resolver=public, transport=httpx.MockTransport(answer)))
    assert not got.taken and got == Answer(302, 7.0)
    (call,) = calls
    assert call.url.host == "93.184.216.34" and call.headers["host"] == "hooks.example.com" and call.method == "POST"
    assert call.extensions["sni_hostname"] == "hooks.example.com" and call.content == b"{}"


def test_over_a_real_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        got.append(head + await reader.readexactly(2))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 999999\r\n\r\nx")  # what it says is not waited for
        await writer.drain()
        writer.close()

    async def story() -> Answer:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
            return await webhook.post(url, b"{}", webhook.signed("msg_1", 1, b"{}", SECRET), allow_private=True)

    assert asyncio.run(story()).taken
    assert got[0].startswith(b"POST /hook HTTP/1.1") and b"webhook-id: msg_1" in got[0].lower()


def test_nothing_is_sent_unsigned(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Workspace.open(workspace_folder) as workspace:
        with pytest.raises(UsageError, match="director notify --new-secret"):
            receiver(workspace, URL)
        monkeypatch.setenv("DIRECTOR_NOTIFY_SECRET", "short")
        with pytest.raises(UsageError, match="24 to 64 bytes"):
            receiver(workspace, URL)
        assert receiver(workspace) == "" and receiver(workspace, "none") == ""
        monkeypatch.setenv("DIRECTOR_NOTIFY_SECRET", SECRET)
        monkeypatch.setenv("DIRECTOR_NOTIFY", URL)
        assert receiver(workspace) == URL and receiver(workspace, "none") == ""


def test_a_secret_of_the_workspace_is_sealed(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Workspace.open(workspace_folder) as workspace:
        with pytest.raises(StudioError, match="DIRECTOR_SECRET"):
            new_secret(workspace)
        monkeypatch.setenv("DIRECTOR_SECRET", "a passphrase")
        secret = new_secret(workspace)
        assert signing(workspace) == secret and receiver(workspace, URL) == URL
        assert secret not in json.dumps(workspace.settings.all())
        second = new_secret(workspace)
        assert second != secret and signing(workspace) == second
        monkeypatch.setenv("DIRECTOR_SECRET", "another")
        with pytest.raises(StudioError, match="does not open"):
            signing(workspace)
    for file in workspace_folder.rglob("*"):
        if file.is_file():
            assert secret.encode() not in file.read_bytes(), file


def test_the_address_is_shown_without_its_secrets() -> None:
    assert webhook.shown(URL) == "https://hooks.example.com/…"
    assert webhook.shown("not an address") == "the address"
    assert "token" not in repr(Notice(id="m", execution="run-1", epoch=1, url=URL, body="{}", made=1.0))


def test_the_command_and_the_facade(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from director_kernel.commands.session import Session, ShellSurface
    from director_kernel.commands.tree import invoke

    post = Receiver(500)
    monkeypatch.setattr(webhook, "post", post)
    monkeypatch.setenv("DIRECTOR_SECRET", "a passphrase")
    session = Session(ShellSurface(), workspace_folder)
    try:
        shown = invoke(["notify", "--new-secret"], session)
        assert shown is not None and shown.text.startswith("whsec_")
        director: Director = session.director
        plan = director.workspace.plans.save(chain(1))
        director.loop.run(director.runs.executor.run(plan, studio="previs", notify=URL))
        for _ in range(500):
            if director.runs.notices() and director.runs.notices()[0].tries:
                break
            os.sched_yield()
            asyncio.run(asyncio.sleep(0.01))
        listed = invoke(["notify"], session)
        assert listed is not None and "https://hooks.example.com/…" in listed.text and "it answered 500" in listed.text
        assert "token" not in listed.text + listed.html + json.dumps(listed.data)
        sent = invoke(["notify", "--send"], session)
        assert sent is not None and "Everything was delivered" in sent.text and len(set(post.ids)) == 1
    finally:
        session.close()
