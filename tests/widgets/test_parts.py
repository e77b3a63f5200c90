"""The kernel's half of the widgets: states as declared, every verb answered, errors said where they belong, several views in step."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from director_kernel.errors import UnknownOutcome
from director_kernel.events import ChatContent, ChatDone, ChatStart
from director_kernel.providers.protocol import Candidate, JobState, JobStatus, Request, Ticket
from director_kernel.widgets import shown
from director_kernel.widgets.board import BoardPart
from director_kernel.widgets.chat import ChatPart
from director_kernel.widgets.compare import ComparePart
from director_kernel.widgets.director import Director
from director_kernel.widgets.files import Files
from director_kernel.widgets.gallery import GalleryPart
from director_kernel.widgets.plan import PlanPart
from director_kernel.widgets.run import RunPart
from director_kernel.widgets.stage import stage_of
from tests.engine.studio import FakeStudio
from tests.widgets.contract import faults, verbs
from tests.widgets.conversing import Page, page_of, until

PLAN = {
    "title": "Two pictures",
    "steps": [
        {"id": "one", "order": 1, "kind": "text-to-image", "model": "flux-1.1-pro", "prompt": "A red apple", "takes": 2},
        {"id": "two", "order": 2, "kind": "text-to-image", "model": "flux-1.1-pro", "prompt": "A green apple"},
    ],
}
CAP = 2_000_000


@pytest.fixture
def studio() -> FakeStudio:
    return FakeStudio(name="fal")


@pytest.fixture
def director(workspace_folder: Path, studio: FakeStudio) -> Iterator[Director]:
    with Director(workspace_folder, providers=[studio]) as made:
        yield made


@pytest.fixture
def planned(director: Director) -> Director:
    director.chats.new()
    director.plans.keep(PLAN)
    return director


def ended(page: Page, status: str = "completed") -> dict[str, Any]:
    """The preview's state once the run has ended."""
    return until(lambda: page.view.preview if page.view.preview["status"] == status else None)


def test_every_verb_of_the_declarations_is_answered_and_no_other() -> None:
    parts = (ChatPart, PlanPart, RunPart, GalleryPart, ComparePart, BoardPart, Files)
    answered = {name for part in parts for name, _, _ in part.verbs()}
    assert answered == verbs()


def test_states_are_what_the_declarations_say(planned: Director, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = Director(planned.folder.parent / "empty")
    try:
        for name, view in (("chat", empty.chat()), ("plan", empty.plan()), ("preview", empty.preview()), ("gallery", empty.gallery())):
            assert faults(getattr(view, name), f"{name.capitalize()}State") == []
    finally:
        empty.close()
    page = page_of(planned.panel(), monkeypatch)
    studio.on_poll = lambda request: JobStatus(state=JobState.FAILED, message="It broke.") if "green" in request.prompt else None
    page.ask("plan.start", studio="live", mode="auto", cap=CAP)
    ended(page, "failed")
    compare = planned.compare("1", ("flux-1.1-pro", "seedream-4.5"))
    states = {"chat": page.view.chat, "plan": page.view.plan, "preview": page.view.preview, "gallery": planned.gallery().gallery}
    for name, state in {**states, "compare": compare.compare}.items():
        assert faults(state, f"{name.capitalize()}State") == [], name
    assert page.view.preview["steps"][1]["error"]["message"] == "It broke."
    assert page.view.plan["steps"][1]["state"] == "failed"


def test_a_conversation_by_clicks(director: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(director.chat(), monkeypatch)
    page.ask("chat.say", text="An ad for Lumen, a vitamin C serum. Budget $3.", attachments=[])
    asked = page.view.chat["messages"][-1]
    assert asked["open"] and [question["id"] for question in asked["questions"]]
    page.ask("chat.pick", picks={question["id"]: "a" for question in asked["questions"]})
    until(lambda: page.view.chat["plan"])
    said = page.view.chat["messages"]
    assert said[1]["questions"][0]["picked"] == "a" and not said[1]["open"]
    assert said[2]["html"].startswith("<p>15 seconds")
    assert [option["id"] for option in said[3]["options"]] == ["budget", "balanced", "premium"] and said[3]["chosen"] == "balanced"
    assert page.view.chat["actions"][0]["id"] == "start"
    page.ask("chat.choose", option="budget")
    assert [message["chosen"] for message in page.view.chat["messages"] if message["options"]] == ["budget", "budget"]


def test_suggested_actions_go_once_a_run_has_started(planned: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    planned.workspace.conversations.say(planned.chats.here().id, "director", "A plan.")
    page = page_of(planned.chat(), monkeypatch)
    assert [action["id"] for action in page.view.chat["actions"]] == ["start", "see", "change"]
    primary = [action for action in page.view.chat["actions"] if action["primary"]]
    assert len(primary) == 1 and primary[0]["args"]["studio"] == "live"
    page.ask(primary[0]["ask"], **{**primary[0]["args"], "cap": CAP})
    until(lambda: page.view.chat["run"] == "run-1" and page.view.chat["actions"] == [])
    ended(page)


def test_start_twice_starts_once(planned: Director, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch) -> None:
    studio.latency = lambda _: 0.3
    page, other = page_of(planned.plan(), monkeypatch), page_of(planned.panel(), monkeypatch)
    first = [one.send("plan.start", studio="live", mode="auto", cap=CAP) for one in (page, page, other)]
    answers = [
        until(lambda i=i, p=p: next((m for m in p.heard if m.get("id") == i and m["type"] == "answer"), None))
        for i, p in zip(first, (page, page, other), strict=True)
    ]
    assert all(answer["ok"] for answer in answers), answers
    assert {answer["result"]["execution"] for answer in answers} == {"run-1"}
    assert sum(answer["result"]["already"] for answer in answers) == 2
    ended(page)
    assert len(studio.submits) == 3 and len(planned.workspace.runs.all()) == 1


def test_an_edit_is_weighed_made_and_undone(planned: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(planned.plan(), monkeypatch)
    hostile = 'a = "b"\n<script>alert(1)</script> {x} 50 %'
    changes = [{"step": "two", "field": "prompt", "value": hostile}]
    weighed = page.ask("plan.weigh", changes=changes)
    assert faults(weighed, "Weighed") == [] and weighed["renders"] == [1, 2]
    assert page.view.plan["version"] == 1
    page.ask("plan.set", changes=changes)
    assert page.view.plan["version"] == 2 and page.view.plan["steps"][1]["prompt"] == hostile and page.view.plan["undo"]
    page.ask("plan.undo")
    assert page.view.plan["steps"][1]["prompt"] == "A green apple" and page.view.plan["redo"]
    assert "no field" in page.refused("plan.set", changes=[{"step": "two", "field": "colour", "value": "red"}])
    assert "run the cell" in page.refused("plan.set", changes=[{"step": 2, "field": "prompt", "value": "x"}])
    assert "run its cell" in page.refused("plan.set", changes="prompt")


def test_models_to_choose_from_are_priced_and_the_current_one_is_marked(planned: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(planned.plan(), monkeypatch)
    found = page.ask("plan.models", step="one", query="")
    assert faults(found, "ModelChoice[]") == [] and len(found) > 5
    assert [choice["id"] for choice in found if choice["current"]] == ["flux-1.1-pro"] and all(choice["price"] > 0 for choice in found)
    assert {choice["id"] for choice in page.ask("plan.models", step="one", query="seedream")} >= {"seedream-4.5"}
    assert page.ask("plan.models", step="one", query="zzzz qqqq") == []


def test_a_failed_step_is_tried_again_with_another_model_or_left_out(
    planned: Director, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(request: Request) -> JobStatus | None:
        bad = "green" in request.prompt and request.model == "flux-1.1-pro"
        return JobStatus(state=JobState.FAILED, message="The machine broke.", actual=0) if bad else None

    studio.on_poll = broken
    page = page_of(planned.panel(), monkeypatch)
    run = page.ask("plan.start", studio="live", mode="auto", cap=CAP)["execution"]
    ended(page, "failed")
    others = page.ask("run.others", execution=run, step="two")
    assert faults(others, "ModelChoice[]") == [] and "flux-1.1-pro" not in {choice["id"] for choice in others}
    logs = page.ask("run.logs", execution=run, step="two")
    assert any("The machine broke." in line["text"] for line in logs)
    page.ask("run.retry", execution=run, step="two", model="")
    ended(page, "failed")
    page.ask("run.retry", execution=run, step="two", model=others[0]["id"])
    state = ended(page)
    assert state["steps"][1]["model"] == others[0]["id"] and state["steps"][1]["takes"]


def test_refused_content_is_tried_in_the_words_offered(planned: Director, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch) -> None:
    planned.plans.set(["2.prompt=A naked green apple"])

    def strict(request: Request) -> JobStatus | None:
        return JobStatus(state=JobState.REFUSED, message="Not allowed.", policy=True) if "naked" in request.prompt else None

    studio.on_poll = strict
    page = page_of(planned.panel(), monkeypatch)
    run = page.ask("plan.start", studio="live", mode="auto", cap=CAP)["execution"]
    state = ended(page, "failed")
    assert faults(state, "PreviewState") == []
    assert state["steps"][1]["status"] == "refused" and state["steps"][1]["error"]["softer"] == "A linen-clad green apple"
    assert planned.preview(run).preview["steps"][1]["error"] == state["steps"][1]["error"], "the journal says the same as the event"
    page.ask("run.soften", execution=run, step="two")
    assert ended(page)["steps"][1]["takes"]
    assert [request.prompt for request in studio.submits if "green" in request.prompt][-1] == "A linen-clad green apple"
    assert planned.plans.require().step("two").prompt == "A naked green apple", "only this run says it otherwise"


def test_a_lost_order_is_looked_for(planned: Director, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch) -> None:
    studio.on_submit = lambda request: UnknownOutcome("dropped") if "green" in request.prompt else None

    async def candidates(request: Request, since: float, until: float) -> tuple[Candidate, ...]:
        return (Candidate(ticket=Ticket(provider="fal", id="job-77"), at=since, why="the same input"),)

    page = page_of(planned.panel(), monkeypatch)
    run = page.ask("plan.start", studio="live", mode="auto", cap=CAP)["execution"]
    ended(page, "failed")
    assert "no history" in page.ask("run.recover", execution=run)["note"]
    studio.candidates = candidates  # type: ignore[attr-defined]
    assert "1 of 1 unknown orders found" in page.ask("run.recover", execution=run)["note"]
    assert ended(page)["steps"][1]["takes"]
    assert [request.prompt for request in studio.submits] == ["A red apple"] * 2, "the lost one was not sent again"


def test_a_failed_step_is_left_out(planned: Director, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch) -> None:
    studio.on_poll = lambda request: JobStatus(state=JobState.FAILED, message="It broke.") if "green" in request.prompt else None
    page = page_of(planned.preview(), monkeypatch)
    run = planned.runs.begin(planned.plans.require(), studio="live", cap=CAP, conversation=planned.chats.here().id).execution
    ended(page, "failed")
    assert "left out" in page.ask("run.skip", execution=run, step="two")["note"]
    state = ended(page)
    assert [step["status"] for step in state["steps"]] == ["stored", "skipped"] and state["steps"][1]["note"] == "left out by you"


def test_step_by_step_waits_for_each_approval(planned: Director, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(planned.panel(), monkeypatch)
    run = page.ask("plan.start", studio="live", mode="step", cap=CAP)["execution"]
    until(lambda: page.view.preview["status"] == "waiting")
    assert [step["status"] for step in page.view.preview["steps"]] == ["approve", "approve"] and studio.submits == []
    page.ask("run.approve", execution=run, step="two")
    until(lambda: page.view.preview["steps"][1]["status"] == "stored" and page.view.preview["status"] == "waiting")
    assert page.view.plan["steps"][0]["state"] == "approve" and len(studio.submits) == 1
    page.ask("run.approve", execution=run, step="")
    ended(page)


def test_takes_are_rated_marked_and_voted_on_blindly(planned: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page, gallery = page_of(planned.preview(), monkeypatch), page_of(planned.gallery(), monkeypatch)
    planned.runs.begin(planned.plans.require(), studio="live", cap=CAP, conversation=planned.chats.here().id)
    takes = ended(page)["steps"][0]["takes"]
    assert len(takes) == 2
    page.ask("run.rate", take=takes[0]["key"], stars=4)
    gallery.ask("run.mark", take=takes[1]["key"], mark="keep")
    shown_takes = page.view.preview["steps"][0]["takes"]
    assert [(take["stars"], take["mark"]) for take in shown_takes] == [(4, ""), (0, "keep")]
    assert "stars" in page.refused("run.rate", take=takes[0]["key"], stars=9)
    assert "no take" in page.refused("run.rate", take="run-1/../x/1", stars=1)
    pair = page.ask("run.pair", takes=[take["key"] for take in takes])
    assert faults(pair, "BlindPair") == [] and "flux" not in str(pair) and "run-1" not in str(pair)
    outcome = page.ask("run.vote", pair=pair["pair"], winner="a")
    assert {outcome["a"]["key"], outcome["b"]["key"]} == {take["key"] for take in takes}
    assert outcome["a"]["asset"]["sha256"] == pair["a"]["asset"]["sha256"]
    vote = planned.workspace.ratings.recent(1)[0]
    assert vote.blind and vote.key == outcome["a"]["key"]
    assert "voted on" in page.refused("run.vote", pair=pair["pair"], winner="a")
    details = page.ask("run.details", take=takes[0]["key"])
    labels = {row["label"]: row["value"] for row in details["rows"]}
    assert faults(details, "Details") == [] and labels["seed"] and labels["price"].startswith("$") and details["prompt"] == "A red apple"
    found = gallery.ask("gallery.page", offset=0, limit=60, filter={"media": "", "marked": "keep", "text": ""})
    assert found["total"] == 1 and faults(found["takes"], "Take[]") == []
    assert gallery.view.gallery["total"] == 3


def test_a_locked_step_stays_and_says_so(planned: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(planned.panel(), monkeypatch)
    page.ask("plan.start", studio="live", mode="auto", cap=CAP)
    take = ended(page)["steps"][1]["takes"][0]["key"]
    page.ask("run.mark", take=take, mark="lock")
    assert page.view.plan["steps"][1]["locked"] and page.view.plan["steps"][1]["edits"] == []
    assert "locked" in page.refused("plan.set", changes=[{"step": "two", "field": "prompt", "value": "A pear"}])
    page.ask("run.mark", take=take, mark="")
    page.ask("plan.set", changes=[{"step": "two", "field": "prompt", "value": "A pear"}])
    assert page.view.plan["steps"][1]["prompt"] == "A pear" and not page.view.plan["steps"][1]["cached"]


def test_models_are_compared_priced_first_and_blind(planned: Director, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch) -> None:
    going = threading.Event()
    studio.on_poll = lambda _: None if going.is_set() else JobStatus(state=JobState.RUNNING)
    page = page_of(planned.compare("one", ("flux-1.1-pro", "seedream-4.5", "nano-banana-2"), blind=True), monkeypatch)
    before = page.view.compare
    assert before["price"] > 0 and before["run"] is None
    assert {column["model"] for column in before["columns"]} == {"flux-1.1-pro", "seedream-4.5", "nano-banana-2"}, "priced by name first"
    execution = page.ask("compare.start", studio="live", cap=CAP)["execution"]
    assert page.ask("compare.start", studio="live", cap=CAP)["execution"] == execution, "the one that goes on"
    going.set()
    until(lambda: page.view.compare["run"]["status"] == "completed")
    state = page.view.compare
    assert all(len(column["step"]["takes"]) == 1 for column in state["columns"])
    assert "seedream" not in str(state["columns"]).lower() and "banana" not in str(state["columns"]).lower()
    a, b, c = (column["key"] for column in state["columns"])
    page.ask("compare.vote", a=a, b=b, winner=b)
    assert page.view.compare["columns"][0]["model"] == ""
    page.ask("compare.vote", a=b, b=c, winner="tie")
    assert page.view.compare["columns"][0]["model"] == ""
    page.ask("compare.vote", a=c, b=a, winner=a)
    assert {column["model"] for column in page.view.compare["columns"]} == {"flux-1.1-pro", "seedream-4.5", "nano-banana-2"}
    assert all(vote.blind for vote in planned.workspace.ratings.recent(3))
    assert planned.chat().chat["run"] == "", "a comparison is not the film's run"
    assert "no model" in page.refused("compare.set", models=["flux-1.1-pro", "no-such-model"], blind=False)


def test_several_views_of_one_thing_are_in_step(planned: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    views = [page_of(view, monkeypatch) for view in (planned.plan(), planned.panel())]
    views[0].ask("plan.set", changes=[{"step": "one", "field": "prompt", "value": "A pear"}])
    assert views[0].view.plan == views[1].view.plan and views[1].view.plan["steps"][0]["prompt"] == "A pear"
    assert planned.plan() is views[0].view, "the same thing is the same widget"


def test_another_process_is_seen(planned: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(planned.panel(), monkeypatch)
    with Director(planned.folder) as other:
        other.chats.open(planned.chats.here().id)
        other.plans.set(["two.prompt=A plum"])
        other.say("hello")
    until(lambda: page.view.plan["steps"][1]["prompt"] == "A plum")
    until(lambda: len(page.view.chat["messages"]) == 2)


def test_history_opens_an_earlier_conversation_with_its_plan_and_run(planned: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(planned.panel(), monkeypatch)
    first = page.view.chat["conversation"]
    page.ask("chat.fresh")
    assert page.view.chat["conversation"] != first and page.view.plan["id"] == "" and page.view.plan["empty"]
    assert planned.chats.here().id == page.view.chat["conversation"]
    history = page.ask("chat.history")
    assert faults(history, "ChatEntry[]") == [] and {entry["id"] for entry in history} == {first, page.view.chat["conversation"]}
    page.ask("chat.open", conversation=first)
    assert page.view.plan["title"] == "Two pictures" and planned.chats.here().id == first
    assert "no conversation" in page.refused("chat.open", conversation="chat-99")


def test_a_picture_comes_in_pieces_and_goes_with_the_message(director: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.effect_noise((900, 900), 80).save(file, "PNG")
    data, page = file.getvalue(), page_of(director.chat(), monkeypatch)
    parts = [data[i : i + 300_000] for i in range(0, len(data), 300_000)]
    assert len(parts) > 1
    answers = [
        page.ask("media.upload", buffers=[part], upload="u1", name="a/../<b>.png", part=i, of=len(parts)) for i, part in enumerate(parts)
    ]
    assert answers[:-1] == [None] * (len(parts) - 1) and faults(answers[-1], "Attached") == []
    assert answers[-1]["asset"]["width"] == 900 and "/" not in answers[-1]["name"]
    page.ask("chat.say", text="An ad with this picture", attachments=[{"upload": "u1"}, {"url": "https://example.com/x"}])
    sent = page.view.chat["messages"][0]
    assert [one["kind"] for one in sent["attachments"]] == ["image", "url"]
    assert page.refused("chat.say", text="x", attachments=[{"url": "javascript:alert(1)"}])
    whole, offset = b"", 0
    while offset < len(data):
        identity = page.send("media.file", asset=answers[-1]["asset"]["sha256"], offset=offset)
        until(lambda i=identity: any(m.get("id") == i and m["type"] == "answer" for m in page.heard))
        whole += page.bytes[identity][0]
        offset = len(whole)
    assert whole == data
    identity = page.send("media.thumbs", assets=[answers[-1]["asset"]["sha256"]], size=160, bytes=True)
    found = until(lambda: next((m for m in page.heard if m.get("id") == identity and m["type"] == "answer"), None))
    assert found["result"][0]["buffer"] == 0 and page.bytes[identity][0][:2] == b"\xff\xd8" and len(page.bytes[identity][0]) < 40_000
    assert "not here" in page.refused("media.file", asset="0" * 64, offset=0)


def test_streaming_is_coalesced_and_nothing_is_lost(director: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(director.chat(), monkeypatch)
    here = page.view.chat["conversation"]
    director.hub.emit(ChatStart(conversation=here))
    words = [f"word{number} " + ("\n\n" if number % 40 == 39 else "") for number in range(4000)]
    for word in words:
        director.hub.emit(ChatContent(conversation=here, content=word))
    director.hub.emit(ChatDone(conversation=here))
    patches = until(
        lambda: [m for m in page.heard if m["type"] == "stream"] if any(m["type"] == "stream" and m["done"] for m in page.heard) else None
    )
    assert len(patches) < 200, "a patch for every word is no coalescing"
    blocks: list[str] = []
    tail = ""
    for patch in patches:
        assert faults(patch, "StreamPatch") == [] and patch["from"] == len(blocks)
        blocks += patch["blocksHtml"]
        tail = (patch.get("tailHtml", tail)) + patch.get("tailAdd", "")
    text = "".join([*blocks, tail])
    assert all(word.strip() in text for word in words) and text.count("word") == 4000


def test_what_goes_wrong_is_answered(planned: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(planned.panel(), monkeypatch)
    assert "older than its kernel" in page.refused("plan.fly")
    assert "older than its kernel" in page.refused("plan.models")
    assert "older than its kernel" in page.refused("run.rate", take="run-1/one/1", stars="five")
    assert "no execution" in page.refused("run.cancel", execution="run-77")
    assert "cap" in page.refused("plan.start", studio="live", mode="auto", cap=None)
    assert "no studio" in page.refused("plan.start", studio="moon", mode="auto", cap=None)
    monkeypatch.setattr(planned.workspace.ratings, "rate", lambda *_: 1 / 0)
    assert "fault of the program" in page.refused("run.rate", take="run-1/one/1", stars=1)
    assert page.ask("page.ping") is None, "one fault ends nothing"


def test_a_request_returns_at_once_and_talking_holds_up_nothing_else(planned: Director, monkeypatch: pytest.MonkeyPatch) -> None:
    page, begun, go_on = page_of(planned.panel(), monkeypatch), threading.Event(), threading.Event()

    def slow(*_: Any, **__: Any) -> None:
        begun.set()
        assert go_on.wait(30)

    monkeypatch.setattr(planned, "say", slow)
    saying = page.send("chat.say", text="hello", attachments=[])
    assert begun.wait(30)
    assert any(message == {"type": "got", "id": saying} for message in page.heard)
    page.ask("plan.set", changes=[{"step": "one", "field": "prompt", "value": "A pear"}])
    assert not any(message.get("id") == saying and message["type"] == "answer" for message in page.heard)
    go_on.set()
    until(lambda: any(message.get("id") == saying and message["type"] == "answer" for message in page.heard))


def test_time_alone_changes_nothing_but_a_run_whose_owner_is_gone(planned: Director, studio: FakeStudio) -> None:
    studio.latency = lambda _: 5.0
    panel, stage = planned.panel(), stage_of(planned)
    planned.runs.begin(planned.plans.require(), studio="live", cap=CAP, conversation=planned.chats.here().id)
    until(lambda: panel.preview["status"] == "running")
    with stage.lock:
        stage._fold(["tick"])
        assert not stage._dirty, "nobody said anything and nothing is asked of the disk"
        watch = stage.part(RunPart, planned.chats.here().id).watch
        assert watch is not None
        watch._alive = lambda: False  # type: ignore[method-assign]
        stage._fold(["tick"])
        assert [type(part) for part in stage._dirty] == [RunPart]
    until(lambda: panel.preview["status"] == "interrupted")


def test_the_director_closes_with_views_open(workspace_folder: Path) -> None:
    director = Director(workspace_folder)
    director.panel()
    stage = stage_of(director)
    director.close()
    until(lambda: not any(thread.name == "director-stage" for thread in threading.enumerate()))
    assert stage is not None and shown is not None


def test_what_a_provider_says_is_sent_in_part(planned: Director, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch) -> None:
    studio.on_poll = lambda request: JobStatus(state=JobState.FAILED, message="x" * 1_000_000, logs=("y" * 1_000_000,), actual=0)
    page = page_of(planned.panel(), monkeypatch)
    page.ask("plan.start", studio="live", mode="auto", cap=CAP)
    state = ended(page, "failed")
    assert state["steps"][0]["error"]["message"].startswith("xxx")
    assert len(str(state)) < 20_000 and len(str(page.view.plan)) < 40_000
    told = [message for message in page.heard if message["type"] == "events"]
    assert told and max(len(str(message)) for message in told) < 20_000
