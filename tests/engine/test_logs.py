"""What a studio writes reaches whoever asks: new lines only, in order, bounded; beside it what is kept of the step."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from director_kernel.director import Director
from director_kernel.engine.logs import LONGEST_LINE, MOST_LINES, MOST_STEPS, LiveLines, NewLines
from director_kernel.errors import UsageError
from director_kernel.events import Event, StepProgress
from director_kernel.providers.protocol import JobState, JobStatus, Request
from tests.engine.studio import FakeStudio

PLAN = {
    "title": "A picture",
    "steps": [{"id": "one", "order": 1, "kind": "text-to-image", "model": "flux-1.1-pro", "prompt": "A red apple"}],
}


@pytest.fixture
def studio() -> FakeStudio:
    return FakeStudio(name="fal")


@pytest.fixture
def heard() -> list[Event]:
    return []


@pytest.fixture
def director(workspace_folder: Path, studio: FakeStudio, heard: list[Event]) -> Iterator[Director]:
    with Director(workspace_folder, providers=[studio], on_event=heard.append) as made:
        made.chats.new()
        made.plans.keep(PLAN)
        yield made


def telling(*answers: tuple[str, ...]) -> "list[JobStatus]":
    """One answer a look, each with these lines, the last one done."""
    states = [JobState.RUNNING] * (len(answers) - 1) + [JobState.DONE]
    return [JobStatus(state=state, progress=0.5, logs=logs, actual=0) for state, logs in zip(states, answers, strict=True)]


def test_new_lines_are_said_once_and_merged_with_what_is_kept(director: Director, studio: FakeStudio, heard: list[Event]) -> None:
    looks = telling(("loading",), ("loading", "step 1"), ("loading", "step 1"), ("loading", "step 1", "step 2\x1b[31m"))

    def poll(_: Request) -> JobStatus:
        return looks.pop(0)

    studio.on_poll = poll
    run = director.runs.start(director.plans.require(), studio="live", cap=2_000_000)
    assert run.wait().status == "completed"
    said = [event.logs for event in heard if isinstance(event, StepProgress) and event.logs]
    assert said == [("loading",), ("step 1",), ("step 2\x1b[31m",)]
    lines = director.runs.logs(run.execution, "1")
    assert [line.text for line in lines] == [
        "take 1 started with flux-1.1-pro",
        "loading",
        "step 1",
        "step 2\x1b[31m",
        "take 1 stored, $0.00",
    ]
    assert [line.at for line in lines] == sorted(line.at for line in lines) and lines[0].at > 0
    with pytest.raises(UsageError, match="there is no step"):
        director.runs.logs(run.execution, "nine")


def test_failures_and_what_was_left_out_are_told_in_words(director: Director, studio: FakeStudio) -> None:
    studio.on_poll = lambda _: JobStatus(state=JobState.FAILED, message="The machine broke.", actual=0)
    director.plans.keep({**PLAN, "steps": [*PLAN["steps"], {**PLAN["steps"][0], "id": "two", "order": 2}]})  # type: ignore[dict-item]
    run = director.runs.start(director.plans.require(), studio="live", cap=2_000_000)
    run.wait()
    director.runs.leave_out("one").wait()
    texts = [line.text for line in director.runs.logs(run.execution, "one")]
    assert texts[1:] == ["failed: The machine broke. → director retry one", "left out by you"]


def test_another_process_has_what_is_kept(director: Director, studio: FakeStudio, workspace_folder: Path) -> None:
    looks = telling(("only here",), ())
    studio.on_poll = lambda _: looks.pop(0)
    run = director.runs.start(director.plans.require(), studio="live", cap=2_000_000)
    run.wait()
    with Director(workspace_folder) as other:
        texts = [line.text for line in other.runs.logs(run.execution, "one")]
    assert len(texts) == 2 and "only here" not in texts


@given(st.lists(st.text(max_size=3), max_size=30), st.integers(1, 8), st.integers(1, 8))
def test_whatever_part_is_said_again_nothing_is_lost(lines: list[str], step: int, again: int) -> None:
    numbered = [f"{number} {line}" for number, line in enumerate(lines)]
    said: list[str] = []
    known = NewLines()
    for end in range(step, len(numbered) + step, step):
        window = numbered[max(0, min(end - step, len(numbered)) - again) : end]
        said += known.new(tuple(window))
    assert said == [line.encode("utf-8", "replace").decode() for line in numbered]


def test_lines_are_bounded() -> None:
    known = NewLines()
    assert len(known.new(tuple(str(number) for number in range(3 * MOST_LINES)))) == MOST_LINES
    assert known.new(("x" * 10_000,)) == ("x" * LONGEST_LINE,)
    live = LiveLines()
    for number in range(MOST_STEPS + 5):
        live.hear(StepProgress(execution="run-1", step=f"s{number}", logs=("a",) * (MOST_LINES + 10)))
    assert live.of("run-1", "s0") == [] and len(live.of("run-1", f"s{MOST_STEPS + 4}")) == MOST_LINES


def test_lone_surrogates_do_not_break_what_shows_them() -> None:
    assert NewLines().new(("\ud800 half a letter",)) == ("? half a letter",)
