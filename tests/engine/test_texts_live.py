"""Texts of a plan from JSON to the asset store, on a chat service that stands in by its base URL; and processes killed on the way."""

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from director_kernel.catalog import load_catalog
from director_kernel.director import Director
from director_kernel.engine.executor import Executor
from director_kernel.engine.planner import finish
from director_kernel.providers import vault
from director_kernel.providers.live import LiveProviders
from director_kernel.providers.pool import Keyring
from director_kernel.schema.journal import AttemptState
from director_kernel.schema.plan import Plan
from director_kernel.store import Workspace
from tests.counting_provider.worker import in_process
from tests.engine.studio import FakeStudio
from tests.servers.chat import ChatServer
from tests.servers.chat_answers import Say

CAP = 2_000_000
TEXT = "# Fox\n\nA fox — it runs. 🦊\n"
STEPS: list[dict[str, Any]] = [
    {"id": "script", "type": "chat", "action": "Write the script", "model": "claude-sonnet-5.5", "prompt": "Three shots of a fox"},
    {"id": "still", "type": "image", "model": "flux-1.1-pro", "prompt": "A fox in the snow"},
    {
        "id": "caption",
        "kind": "text",
        "model": "claude-sonnet-5.5",
        "prompt": "A caption for this picture",
        "inputs": [{"role": "reference", "step": "still"}],
        "options": {"maxTokens": 200, "temperature": 0.5, "tone": "warm"},
    },
]


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    with ChatServer() as made:
        for name, value in made.environ().items():
            monkeypatch.setenv(name, value)
        yield made


def loaded(director: Director, steps: list[dict[str, Any]]) -> Plan:
    plan, finished = director.load(json.dumps({"title": "Fox", "steps": steps}).encode())
    assert finished.open == ()
    return plan


class Picturing(FakeStudio):
    """Gives real pictures: a chat model is shown them."""

    async def fetch(self, ticket: Any, request: Any, folder: Path) -> Any:
        from PIL import Image

        (output,) = await super().fetch(ticket, request, folder)
        Image.new("RGB", (16, 9), "orange").save(output.path, "PNG")
        return (output,)


def test_a_plan_with_texts_is_made_live(chat: ChatServer, workspace_folder: Path) -> None:
    chat.script(Say(TEXT), Say("A fox at dawn."))
    with Director(workspace_folder, providers=[Picturing(name="fal")]) as director:
        plan = loaded(director, STEPS)
        caption = plan.step("caption")
        assert caption.options == {"max_tokens": 200, "temperature": 0.5} and caption.extra["options"] == {"tone": "warm"}
        assert all(step.provider == "openrouter" and 0 < step.price < step.ceiling for step in (plan.step("script"), caption))
        own = workspace_folder / "catalog" / "briefings" / "writing.md"
        own.parent.mkdir(parents=True)
        own.write_text("version: 7\nWrite as the house does.\n")
        run = director.runs.start(plan, studio="live", cap=CAP)
        assert run.wait().status == "completed"
        takes = {take.step: take for take in director.workspace.runs.takes(run.execution)}
        assert director.workspace.assets.read(takes["script"].asset).decode() == TEXT
        assert takes["caption"].asset.mime == "text/markdown" and takes["caption"].price == 1_230
        assert takes["caption"].asset.meta["briefing"].startswith("writing@7#")
        first, second = chat.asks
        assert first.body["max_tokens"] == 4_096 and second.body["max_tokens"] == 200
        assert "Write as the house does." in json.dumps(second.body)
        assert json.dumps(second.body).count("data:image/png;base64,") == 1 and "data:image" not in json.dumps(first.body)
        assert director.workspace.ledger.check() == []
        tokens = next(used for used in director.quotas.used() if used.what == "tokens")
        (called,) = [call for call in director.feedback.costs().calls if call.role == "writing"]
        assert called.calls == 2 and called.price == sum(takes[name].price for name in ("script", "caption"))
        assert tokens.used == called.tokens_in + called.tokens_out > 0 and director.workspace.quotas.check() == []
        again = director.runs.start(plan, studio="live", cap=CAP)
        assert again.wait().status == "completed" and len(chat.asks) == 2, "what is stored is not ordered again"


def test_texts_are_held_against_the_months_tokens(chat: ChatServer, workspace_folder: Path) -> None:
    chat.script(Say(TEXT, finish="length"), Say(TEXT, fault="drop"))
    with Director(workspace_folder) as director:
        plan = loaded(director, STEPS[:1])

        def used() -> int:
            assert director.workspace.quotas.check() == [] and director.workspace.ledger.check() == []
            return next(each.used for each in director.quotas.used() if each.what == "tokens")

        run = director.runs.start(plan, studio="live", cap=CAP)
        run.wait()
        cut = used()
        (call,) = director.workspace.calls.latest()
        assert call.state == "broken" and cut == call.tokens_in + call.tokens_out > 0 and call.price == 1_230
        director.runs.retry(execution=run.execution).wait()
        assert used() > cut + 4_096, "nobody knows what the lost one took: at most"
        director.workspace.calls.sweep()
        (lost,) = run.unknown()
        director.runs.release(str(lost.id))
        assert used() == cut and director.workspace.calls.latest()[0].state == "rejected"
        director.quotas.set({"tokens": cut + 4_096}, hard=True)
        director.runs.retry(execution=run.execution).wait()
        attempt = director.workspace.runs.attempts(run.execution)[-1]
        assert len(chat.asks) == 2 and used() == cut and attempt.state is AttemptState.RELEASED


def test_previs_writes_its_own_note_as_before(chat: ChatServer, workspace_folder: Path) -> None:
    with Director(workspace_folder) as director:
        plan = loaded(director, STEPS[:1])
        run = director.runs.start(plan)
        assert run.wait().status == "completed" and chat.asks == []
        (take,) = director.workspace.runs.takes(run.execution)
        assert take.asset.mime == "text/markdown" and director.workspace.assets.read(take.asset).startswith(b"# Previs:")


def test_refused_cut_and_broken_texts_end_in_their_own_ways(chat: ChatServer, workspace_folder: Path) -> None:
    steps = [{**STEPS[0], "id": name, "prompt": f"A bloody fox, {name}", "dependsOn": []} for name in ("one", "two", "three")]
    with Director(workspace_folder) as director:
        plan = loaded(director, steps)
        for say, name in ((Say(finish="content_filter"), "one"), (Say(TEXT, finish="length"), "two"), (Say(TEXT, fault="drop"), "three")):
            chat.script(say)
            single = plan.with_(id="", steps=(plan.step(name).with_(order=1),))
            run = director.runs.start(director.workspace.plans.save(single), studio="live", cap=CAP)
            assert run.wait().status == "failed"
            (attempt,) = director.workspace.runs.attempts(run.execution)
            told = director.runs.totals(run.execution)
            if name == "one":
                assert attempt.state is AttemptState.REFUSED and told.committed == 1_230 and told.outstanding == 0
                assert "bloody" not in director.runs.softer(run.execution)["one"]
            elif name == "two":
                assert attempt.state is AttemptState.FAILED and told.committed == 1_230 and "max_tokens" in attempt.message
            else:
                assert attempt.state is AttemptState.UNKNOWN and told.outstanding == attempt.ceiling > 0
                assert "director recover" in attempt.next_action
        assert len(chat.asks) == 3 and director.workspace.ledger.check() == []


def test_a_server_of_ones_own_is_named_where_it_is_missing(workspace_folder: Path) -> None:
    with Director(workspace_folder) as director:
        plan = loaded(director, STEPS[:1])
        home = plan.with_(id="", steps=(plan.steps[0].with_(provider="local", endpoint="smollm2"),))
        (live,) = [card for card in director.studios(home) if card.id == "live"]
        assert not live.available and "DIRECTOR_LOCAL_BASE_URL" in live.why


def test_the_loop_never_waits_for_a_keyring(chat: ChatServer, workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, read = chat.environ()["OPENROUTER_API_KEY"], []
    monkeypatch.delenv("OPENROUTER_API_KEY")

    def kept(entry: str) -> str:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            read.append(entry)
            return key if entry == "openrouter" else ""
        raise AssertionError(f"{entry} was read on the loop")

    monkeypatch.setattr(vault, "_get", kept)
    chat.script(Say(TEXT, fault="drop"))
    with Director(workspace_folder) as director:
        plan = loaded(director, STEPS[:1])
        run = director.runs.start(plan, studio="live", cap=CAP)
        assert run.wait().status == "failed" and "openrouter" in read
    with Director(workspace_folder) as director:
        read.clear()
        (sought,) = director.runs.recover().sought
        assert sought.fate == "unasked" and "look there yourself" in sought.message and "openrouter" in read
    with Director(workspace_folder) as director:
        read.clear()
        director.runs.resume(run.execution).wait()
        assert "openrouter" in read and len(chat.asks) == 1


# Killed on the way.


class Fuse:
    """A checkpoint that kills the process, as kill -9 does, at the first `at` that comes once an answer is there."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.answered = False

    def __call__(self, name: str) -> None:
        self.answered = self.answered or name == "after send"
        if self.answered and name == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def work(folder: Path, environ: dict[str, str], at: str) -> None:
    """Runs the plan, or goes on with its run, and dies at checkpoint `at` ("": it does not)."""
    os.environ.update(environ)
    with Workspace.open(folder, checkpoint=Fuse(at)) as workspace:
        saved = workspace.plans.all()
        draft = {"title": "Fox", "steps": STEPS[:1]}
        plan = workspace.plans.get(saved[0]) if saved else workspace.plans.save(finish(draft, load_catalog(), studio="live").plan)
        asyncio.run(_run(workspace, plan))


async def _run(workspace: Workspace, plan: Plan) -> None:
    catalog, keyring = load_catalog(), Keyring(workspace)
    folder = workspace.folder / "cache" / "answers"
    studios = LiveProviders(keyring, catalog.endpoint, folder, {}, prices=catalog.price_rows, model=catalog.models.get)
    executor = Executor(workspace, studios)
    before = workspace.runs.all(plan=plan.id)
    await (executor.wait(await executor.resume(before[0].id)) if before else executor.run(plan, studio="live", cap=CAP))
    await executor.close()
    keyring.close()


def look_for_it(folder: Path, environ: dict[str, str]) -> None:
    """`director recover`, in a process of its own."""
    os.environ.update(environ)
    with Director(folder) as director:
        for name in director.runs.recover(follow=False).executions:
            director.runs.follow_up(name).wait()


@pytest.mark.parametrize("at, kept", [("after send", False), ("after commit", True)])
def test_killed_once_the_answer_is_there_a_text_is_not_asked_for_again(at: str, kept: bool, chat: ChatServer, tmp_path: Path) -> None:
    chat.script(Say(TEXT), Say("another"))
    folder = tmp_path / "director"
    assert in_process(work, folder, chat.environ(), at) == -9
    assert in_process(work, folder, chat.environ(), "") == 0
    assert len(chat.asks) == 1
    with Workspace.open(folder) as workspace:
        (run,) = workspace.runs.all()
        stored, unknown = workspace.runs.takes(run.id), workspace.runs.unknown()
        assert (len(stored), len(unknown)) == (kept, not kept), "with its ticket written down it is stored; before, it is told of"
        assert [workspace.assets.read(take.asset).decode() for take in stored] == [TEXT] * kept
        totals = workspace.ledger.totals()
        assert totals.committed == 1_230 * kept and totals.outstanding == sum(each.ceiling for each in unknown)
        assert workspace.ledger.check() == [] and workspace.assets.faults() == []
    assert in_process(look_for_it, folder, chat.environ()) == 0
    with Workspace.open(folder) as workspace:
        (take,) = workspace.runs.takes(run.id)
        assert workspace.assets.read(take.asset).decode() == TEXT and len(chat.asks) == 1, "its answer was on the disk all along"
        assert workspace.ledger.totals().committed == 1_230 and workspace.ledger.totals().outstanding == 0
