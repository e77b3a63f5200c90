"""Turns: what is said and in which order, what is kept when, and what a stop, a failure or a kill leaves behind."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from director_kernel import Director
from director_kernel.engine.offline.brain import paragraphs
from director_kernel.engine.offline.state import DirectorState, Reply, Usage
from director_kernel.errors import NotAccepted, UsageError
from director_kernel.events import ChatContent, ChatDone, ChatError, ChatEvent, ChatPlan, ChatUsage, Event
from director_kernel.schema.brief import Intent
from director_kernel.schema.plan import Draft
from tests.engine.brains import ScriptedBrain

VAGUE = "An ad for Lumen, a vitamin C serum."
CLEAR = "A 15-second vertical ad for Lumen, a vitamin C serum, morning light, budget $3"


@pytest.fixture
def heard() -> list[Event]:
    return []


@pytest.fixture
def made(workspace_folder: Path, heard: list[Event]) -> Iterator[Callable[..., Director]]:
    """`made(brain)` is a director that this brain directs; `made()` the offline one."""
    open_: list[Director] = []

    def make(brain: ScriptedBrain | None = None) -> Director:
        director = Director(workspace_folder, brains=[brain] if brain else [], on_event=heard.append)
        open_.append(director)
        if brain is not None:
            director.use_brain(brain.id)
        return director

    yield make
    for director in open_:
        director.close()


def types(events: list[Event]) -> list[str]:
    """The types in order, pieces of one reply as one."""
    found: list[str] = []
    for event in events:
        assert isinstance(event, ChatEvent) and event.at > 0
        if found[-1:] != ["content"] or event.type != "content":  # type: ignore[attr-defined]
            found.append(event.type)  # type: ignore[attr-defined]
    return found


def messages(director: Director, chat: str = "chat-1") -> list[tuple[str, str, dict[str, Any]]]:
    return [(one.role, one.text, one.data) for one in director.workspace.conversations.messages(chat)]


def aside(call: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    """Calls it on a thread; what came of it, an error included, is in the list once the thread has ended."""
    result: list[object] = []

    def work() -> None:
        try:
            result.append(call())
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            result.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    return thread, result


# What is said


def test_a_turn_is_said_in_order_and_its_pieces_are_its_text(made: Callable[..., Director], heard: list[Event]) -> None:
    director = made()
    asked = director.say(VAGUE)
    assert types(heard) == ["start", "content", "choices", "done"]
    assert "".join(event.content for event in heard if isinstance(event, ChatContent)) == asked.text
    heard.clear()
    planned = director.decide()
    assert types(heard) == ["start", "content", "options", "plan", "done"]
    pieces = [event.content for event in heard if isinstance(event, ChatContent)]
    assert "".join(pieces) == planned.text and len(pieces) > 1
    (said,) = [event for event in heard if isinstance(event, ChatPlan)]
    assert said.plan == planned.plan and said.conversation == planned.conversation and said.faults == planned.faults
    heard.clear()
    director.say("which model is best for camera moves?")
    assert types(heard) == ["start", "content", "done"]


def test_what_a_reply_took_is_said_and_kept(made: Callable[..., Director], heard: list[Event]) -> None:
    usage = Usage(model="kimi-k3", input_tokens=2100, output_tokens=340, price=8_000)
    draft = Draft.model_validate({"title": "A lamp", "steps": [{"kind": "text-to-image", "prompt": "a lamp"}]})

    def reply(state: DirectorState, message: str) -> Reply:
        return Reply(intent=Intent.BRIEF, text="A lamp.", draft=draft, usage=usage, state=state)

    brain = ScriptedBrain(pieces=["A lamp."], reply=reply)
    brain.go.set()
    director = made(brain)
    director.say("a lamp")
    assert types(heard) == ["start", "content", "plan", "usage", "done"]
    (said,) = [event for event in heard if isinstance(event, ChatUsage)]
    assert (said.model, said.input_tokens, said.output_tokens, said.price) == ("kimi-k3", 2100, 340, 8_000)
    assert messages(director)[-1][2]["usage"]["price"] == 8_000 and messages(director)[-1][2]["brain"] == "kimi-k3"
    assert brain.threads[0] is not threading.current_thread() and brain.threads[0].name == "director-brain"


@pytest.mark.parametrize("text", ["", "one", "one\n\ntwo", "\n\n\nlead\n\n\n\ntail\n\n", "a\nb\n\n- c\n- d\n\n"])
def test_paragraphs_join_to_the_text_they_came_from(text: str) -> None:
    assert "".join(paragraphs(text)) == text


# Stop, failure, kill


def test_a_stop_midway_keeps_what_was_written_and_leaves_the_rest_as_it_was(made: Callable[..., Director], heard: list[Event]) -> None:
    made().say(VAGUE)
    brain = ScriptedBrain(pieces=["First, ", "then ", "never"])
    director = made(brain)
    before = director.workspace.conversations.get("chat-1").data
    assert not director.stop("chat-1") and director.written("chat-1") is None
    heard.clear()
    thread, result = aside(lambda: director.say("1a", conversation="chat-1"))
    assert brain.waiting.wait(30)
    assert director.written("chat-1") == "First, then " and not director.stop("chat-2")
    assert director.stop("chat-1")
    thread.join(30)
    (turn,) = result
    assert turn.text == "First, then " and turn.broken == "Stopped by you." and turn.questions  # type: ignore[attr-defined]
    assert not director.stop("chat-1"), "it is over"
    brain.go.set()
    assert brain.left.wait(30)
    assert [event.content for event in heard if isinstance(event, ChatContent)] == ["First, ", "then "], "nothing after the stop"
    assert isinstance(heard[-1], ChatDone) and heard[-1].stopped
    assert messages(director)[-2:] == [
        ("user", "1a", {"attachments": []}),
        ("director", "First, then ", {"broken": "Stopped by you."}),
    ]
    assert director.workspace.conversations.get("chat-1").data == before, "the questions are open as before"


def test_an_error_midway_is_told_to_whoever_asked_and_kept(made: Callable[..., Director], heard: list[Event]) -> None:
    brain = ScriptedBrain(pieces=["I was ", "going to"], error=NotAccepted("the provider is full; wait a minute."))
    brain.go.set()
    director = made(brain)
    with pytest.raises(NotAccepted, match="wait a minute"):
        director.say(VAGUE)
    assert types(heard) == ["start", "content", "error"]
    broken = "the provider is full; wait a minute; say it again to go on."
    assert isinstance(heard[-1], ChatError) and heard[-1].message == broken
    assert messages(director)[-1] == ("director", "I was going to", {"broken": broken})
    assert director.workspace.conversations.get("chat-1").data == {}
    brain.error = None
    assert director.say("again").text == "You said again." and types(heard)[-3:] == ["start", "content", "done"]


def test_a_bug_in_a_brain_breaks_the_answer_off_too(made: Callable[..., Director], heard: list[Event]) -> None:
    brain = ScriptedBrain(error=ZeroDivisionError())
    brain.go.set()
    director = made(brain)
    with pytest.raises(ZeroDivisionError):
        director.say(VAGUE)
    assert isinstance(heard[-1], ChatError) and "ZeroDivisionError" in heard[-1].message and "say it again" in heard[-1].message


def test_an_interrupted_cell_stops_the_reply(made: Callable[..., Director], heard: list[Event]) -> None:
    brain = ScriptedBrain(pieces=["a ", "b"], error=KeyboardInterrupt())
    brain.go.set()
    director = made(brain)
    with pytest.raises(KeyboardInterrupt):
        director.say(VAGUE)
    assert isinstance(heard[-1], ChatDone) and heard[-1].stopped and messages(director)[-1][1:] == ("a b", {"broken": "Stopped by you."})


def test_a_plan_edited_while_the_answer_was_written_is_not_lost(made: Callable[..., Director]) -> None:
    plan = made().brief(CLEAR, decide=True).plan
    assert plan is not None

    def reply(state: DirectorState, message: str) -> Reply:
        assert state.plan is not None
        return Reply(intent=Intent.REVISE, text="Warmer.", draft=Draft.model_validate(state.plan.with_(title="Warm").wire()), state=state)

    brain = ScriptedBrain(pieces=["Warmer."], reply=reply)
    director = made(brain)
    thread, result = aside(lambda: director.say("warmer", conversation="chat-1"))
    assert brain.started.wait(30)
    director.plans.at("chat-1").set(["1.prompt=a blue lamp"])
    brain.go.set()
    thread.join(30)
    (turn,) = result
    assert turn.plan.title == "Warm" and [f.code for f in turn.faults if f.code == "overtaken"]  # type: ignore[attr-defined]
    director.plans.at("chat-1").undo()
    assert director.plans.at("chat-1").require().step(1).prompt == "a blue lamp"


KILLED = """
import os, sys
from director_kernel import Director
class Killer:
    id, name = "kimi-k3", "Killer"
    def respond(self, state, message, attachments, write):
        write("I am")
        os.kill(os.getpid(), 9)
director = Director(sys.argv[1], brains=[Killer()])
director.use_brain("kimi-k3")
director.say("An ad for Lumen, a vitamin C serum, in {soft} light.")
"""


@pytest.mark.crash
def test_a_kill_between_message_and_answer_loses_nothing_and_the_next_turn_goes_on(
    workspace_folder: Path, made: Callable[..., Director]
) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(workspace_folder)], timeout=120)
    assert done.returncode == -9
    director = made()
    assert director.brain == "offline-director", "the brain of that process isn't here"
    assert [(role, text) for role, text, _ in messages(director)] == [("user", "An ad for Lumen, a vitamin C serum, in {soft} light.")]
    assert director.workspace.conversations.get("chat-1").title.startswith("An ad for Lumen")
    turn = director.say(CLEAR, conversation="chat-1")
    assert turn.plan is not None and [role for role, _, _ in messages(director)] == ["user", "user", "director"]


# Several talkers


def test_two_threads_talk_in_two_conversations_without_mixing(made: Callable[..., Director], heard: list[Event]) -> None:
    director = made()
    one, two = director.chats.new().id, director.chats.new().id
    briefs = {one: CLEAR, two: "A 10-second 16:9 film about a lighthouse keeper at dawn"}
    threads = [aside(lambda chat=chat, brief=brief: director.say(brief, conversation=chat)) for chat, brief in briefs.items()]  # type: ignore[misc]
    for thread, _ in threads:
        thread.join(120)
    turns = {turn.conversation: turn for _, (turn,) in threads}  # type: ignore[attr-defined]
    for chat, brief in briefs.items():
        plan = director.plans.at(chat).current()
        assert plan is not None and plan == turns[chat].plan == director.plans.current(chat)  # type: ignore[attr-defined]
        assert [text for role, text, _ in messages(director, chat) if role == "user"] == [brief]
        assert types([event for event in heard if isinstance(event, ChatEvent) and event.conversation == chat])[0] == "start"
    said = [event.conversation for event in heard if isinstance(event, ChatEvent)]
    assert said == sorted(said, key=said.index), "one turn at a time"


def test_what_you_touch_is_current(made: Callable[..., Director]) -> None:
    director = made()
    one, two = director.chats.new().id, director.chats.new().id
    director.say(VAGUE, conversation=one)
    assert director.chats.here().id == one
    director.brief(CLEAR, decide=True, conversation=two)
    assert director.chats.here().id == two and len(director.chats.list()) == 2
    with pytest.raises(UsageError, match="chats list"):
        director.say("hello", conversation="chat-99")
    assert director.chats.here().id == two


def test_a_waiting_message_comes_after_the_one_before(made: Callable[..., Director]) -> None:
    brain = ScriptedBrain(pieces=["x"])
    director = made(brain)
    chat = director.chats.new().id
    first, _ = aside(lambda: director.say("first", conversation=chat))
    assert brain.started.wait(30)
    second, _ = aside(lambda: director.say("second", conversation=chat))
    assert brain.heard == ["first"]
    brain.go.set()
    first.join(30)
    second.join(30)
    assert [text for _, text, _ in messages(director, chat)] == ["first", "You said first.", "second", "You said second."]


# Picks


def test_picked_pills_say_what_answers_would(made: Callable[..., Director]) -> None:
    director = made()
    questions = director.say(VAGUE).questions
    assert [one.id for one in questions] == ["1", "2"]
    turn = director.pick({"1": "a", "2": "b"})
    role, text, data = messages(director)[-2]
    assert (role, text) == ("user", "1a 2b") and turn.plan is not None
    words = [next(c.text for c in q.choices if c.id == pick) for q, pick in zip(questions, "ab", strict=True)]
    assert data["shown"] == " · ".join(words) and data["picked"] == {"1": "a", "2": "b"}
    assert f"{turn.brief.duration:g}" == next(c.value for c in questions[0].choices if c.id == "a")  # type: ignore[union-attr]


@pytest.mark.parametrize("words", ['say "hi" — 2c, 1b) or "', "line one\nline two = 3", "1=2", "a" * 500, "“quoted” 2 a day"])
def test_free_words_reach_the_question_they_were_written_for(made: Callable[..., Director], words: str) -> None:
    director = made()
    questions = director.say("make something cool").questions
    at = next(one for one in questions if one.field == "subject")
    others = {one.id: one.choices[1].id for one in questions if one is not at}
    turn = director.pick({at.id: words, **others})
    data = messages(director)[-2][2]
    assert data["picked"] == {at.id: words, **others} and words.strip() in data["shown"]
    for question in questions:
        if question is not at and question.field == "duration":
            assert turn.brief is not None and f"{turn.brief.duration:g}" == question.choices[1].value
    assert turn.brief is not None and turn.intent is Intent.ANSWER


@pytest.mark.parametrize(
    ("picks", "says"), [({}, "nothing was picked"), ({"9": "a"}, "no open question '9'"), ({"1": "  "}, "is empty"), ({"": "a"}, "no open")]
)
def test_picks_of_what_is_not_asked_are_refused_and_nothing_is_kept(
    made: Callable[..., Director], picks: dict[str, str], says: str
) -> None:
    director = made()
    director.say(VAGUE)
    before = messages(director)
    with pytest.raises(UsageError, match=says):
        director.pick(picks)
    assert messages(director) == before


def test_picks_without_a_question_say_what_to_do(made: Callable[..., Director]) -> None:
    with pytest.raises(UsageError, match="no question is open"):
        made().pick({"1": "a"})


def test_a_transcript_can_mark_what_was_taken(made: Callable[..., Director]) -> None:
    director = made()
    questions = director.say(VAGUE).questions
    director.answer(["1b"])
    assert messages(director)[-2][2]["picked"] == {"1": "b"} and messages(director)[-2][2]["shown"] == questions[0].choices[1].text
    director.decide()
    decided = messages(director)[-2]
    assert decided[1] == "you decide" and decided[2]["shown"] == "You decide"
    assert decided[2]["picked"] == {"1": questions[1].choices[-1].id}
    director.choose("premium")
    assert messages(director)[-2][1] == "premium" and messages(director)[-2][2]["shown"] == "Premium"


def test_the_wire_form_of_a_turn_stays(made: Callable[..., Director]) -> None:
    assert set(made().say(VAGUE).wire()) == {"intent", "use_case", "questions", "options", "plan", "faults", "text", "conversation"}


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("An ad for Lumen,\n a serum", "An ad for Lumen, a serum"),
        (
            "An ad for Lumen, a vitamin C serum, in soft morning light. Budget $3.",
            "An ad for Lumen, a vitamin C serum, in soft morning light…",
        ),
        ("x" * 200, "x" * 59 + "…"),
        ("日本語" * 40, ("日本語" * 20)[:59] + "…"),
    ],
)
def test_a_conversation_is_called_by_its_first_words(workspace_folder: Path, said: str, title: str) -> None:
    with Director(workspace_folder) as director:
        turn = director.say(said)
        assert director.workspace.conversations.get(turn.conversation).title == title
