"""A run as its events tell it."""

from director_kernel.events import (
    ApprovalNeeded,
    CostChanged,
    ExecutionDone,
    ExecutionStarted,
    StepFailed,
    StepProgress,
    StepSkipped,
    StepStarted,
    StepStored,
)
from director_kernel.present.run_view import RunWatch
from director_kernel.schema.plan import Kind, Plan, Step


def step(n: int) -> Step:
    return Step(id=f"s{n}", order=n, kind=Kind.TEXT_TO_IMAGE, action=f"Frame {n}", model="m", model_name="M")


def watch() -> RunWatch:
    return RunWatch(Plan(title="Ad", steps=(step(1), step(2), step(3))))


def test_progress_counts_stored_and_running_steps() -> None:
    w = watch()
    w.see(ExecutionStarted(execution="run-1", plan="plan-1", version=1, steps=3, studio="previs"))
    w.see(StepStored(execution="run-1", step="s1", asset="a", mime="image/png", cached=True))
    w.see(StepStarted(execution="run-1", step="s2"))
    w.see(StepProgress(execution="run-1", step="s2", progress=0.5))
    assert w.fraction == 0.5
    assert "1/3 steps stored" in w.line() and "now: 2 50%" in w.line() and "$0.00 (previs)" in w.line()
    assert w.steps["s1"].note == "was stored, $0"


def test_what_was_stored_before_counts_when_a_run_is_gone_on_with() -> None:
    w = watch()
    w.see(ExecutionDone(execution="run-1", status="detached"))
    w.see(ExecutionStarted(execution="run-1", plan="plan-1", version=1, steps=3, studio="previs", resumed=True, stored=("s1", "s2")))
    assert "2/3 steps stored" in w.line() and w.done is None
    w.see(StepStored(execution="run-1", step="s3"))
    assert w.last_line() == f"{'█' * 20} 3/3 steps stored, $0.00 (previs)"


def test_a_late_progress_report_does_not_wake_a_stored_step() -> None:
    w = watch()
    w.see(StepStored(execution="run-1", step="s1"))
    w.see(StepProgress(execution="run-1", step="s1", progress=0.3))
    assert w.steps["s1"].status == "stored"


def test_failures_skips_and_approvals_say_what_to_do() -> None:
    w = watch()
    w.see(StepFailed(execution="run-1", step="s1", state="refused", message="Refused.", next_action="Change the prompt."))
    w.see(StepSkipped(execution="run-1", step="s2", because="s1"))
    w.see(ApprovalNeeded(execution="run-1", step="s3"))
    text = w.text()
    assert "Refused. Change the prompt." in text and "because step 1 failed" in text and "approve 3" in text


def test_live_money_is_always_in_sight() -> None:
    w = watch()
    w.see(ExecutionStarted(execution="run-1", plan="plan-1", version=1, steps=3, studio="live"))
    w.see(CostChanged(execution="run-1", spent=1_200_000, reserved=300_000, cap=3_000_000))
    assert "spent $1.20 of $3.00, reserved $0.30" in w.line()


def test_the_last_line_is_the_same_for_the_same_outcome() -> None:
    one, two = watch(), watch()
    for n in (1, 2, 3):
        one.see(StepStored(execution="run-1", step=f"s{n}"))
    for n in (3, 1, 2):
        two.see(StepProgress(execution="run-2", step=f"s{n}", progress=0.7))
        two.see(StepStored(execution="run-2", step=f"s{n}"))
    two.see(ExecutionDone(execution="run-2", status="completed"))
    assert one.last_line() == two.last_line()


def test_the_last_line_moves_only_when_a_step_ends() -> None:
    w = watch()
    before = w.last_line()
    w.see(StepProgress(execution="run-1", step="s1", progress=0.9))
    assert w.last_line() == before
    w.see(StepStored(execution="run-1", step="s1"))
    assert w.last_line() != before
