"""Making it: run, approve, skip, cancel, retry, resume, recover, takeover, release, status."""

from collections.abc import Callable
from dataclasses import replace

import click

from director_kernel.commands.kit import amount, budget, command, studio
from director_kernel.commands.session import Session
from director_kernel.director import Run
from director_kernel.errors import UnknownAttempts, UsageError
from director_kernel.present.recover_view import recover_view
from director_kernel.present.reel_view import reel_view
from director_kernel.present.run_view import RunWatch
from director_kernel.present.shown import Shown
from director_kernel.present.status_view import status_view
from director_kernel.present.text import cut
from director_kernel.schema.money import usd
from director_kernel.schema.plan import Plan
from director_kernel.schema.recovery import Recovery

MODES = click.Choice(["auto", "step", "full_auto", "step_by_step"])


def follow(session: Session, plan: Plan, key: str, start: Callable[[], Run]) -> Shown:
    """Starts a run, shows it until it ends or the person interrupts, and answers with what came of it.

    `key` is the run's id, or that of the conversation it is started for. An interrupt detaches: nothing new is started, what is
    paid for goes on and is stored.
    """
    with session.surface.watching(plan, session.director, key) as watcher:
        run = start()
        try:
            run.wait(watcher.see)
        except KeyboardInterrupt:
            run.detach()
            raise
    return _outcome(session, run)


def follow_on(session: Session, plan: Plan, key: str, start: Callable[[], Run]) -> Shown:
    """`follow` for a run that was begun before: what a workflow waited for goes into its project."""
    shown = follow(session, plan, key, start)
    work = session.director.workspace.works.of_plan(plan.id)
    if work is not None and work.state == "open":
        taken_meanwhile(session)
    return shown


def taken_meanwhile(session: Session) -> None:
    """Takes in what workflows have made since anybody last looked, and says so."""
    for taken in session.director.film.works.collect():
        session.surface.note(
            f"{taken.work.id} ({taken.work.workflow}): {taken.note}; {taken.project.title}, version {taken.project.version}"
        )


def reel_shown(session: Session, execution: str | None) -> Shown | None:
    """The reel of a run (default: the newest that has one) with its contact sheet; None where there is none."""
    reel = session.director.reels.latest(execution)
    if reel is None:
        return None
    sheet = session.director.reels.sheet(reel) if session.surface.name == "notebook" else None
    root = session.surface.root
    return reel_view(
        reel.files, root=root, title=reel.plan.title, seconds=reel.seconds, sheet=sheet, studio=reel.studio, takes=reel.sentence
    )


def _outcome(session: Session, run: Run) -> Shown:
    unknown = run.unknown()
    left = (
        f"Only you can settle the fate of {', '.join(str(attempt.id) for attempt in unknown)}: `director status {run.execution}` says how."
        if unknown
        else ""
    )
    trouble = "" if run.done is None or run.done.status == "completed" else _trouble(session, run)
    code = UnknownAttempts.exit_code if unknown else 1 if run.done is not None and run.done.status == "failed" else 0
    if session.surface.json or session.surface.live:  # the events were the answer
        return Shown(left if session.surface.live else "", code=code)
    reel = reel_shown(session, run.execution)
    text = "\n\n".join(part for part in (trouble, reel.text if reel else "", left) if part)
    return Shown(text, reel.html if reel and not trouble and not left else "", None, code, reel.pictures if reel else ())


def _trouble(session: Session, run: Run) -> str:
    """What went wrong, step by step, and the ways on with their prices."""
    watch = RunWatch(run.plan)
    for event in run.seen:
        watch.see(event)
    lines = [watch.text(), run.done.message if run.done else ""]
    for order, models in session.director.runs.alternatives(run.execution).items():
        lines.append(f"step {order}: `director retry {order}` tries again" + (", or with another model:" if models else "."))
        lines += [f"  director retry {order} --model {model}   {usd(price)} live" for model, price in models]
    orders = {step.id: step.order for step in run.plan.steps}
    for step, words in session.director.runs.softer(run.execution).items():
        lines.append(f"  director retry {orders.get(step, step)} --softer   sends instead: {cut(words, 500)}")
    return "\n".join(line for line in lines if line)


def run_plan(
    session: Session,
    plan: Plan,
    *,
    studio: str,
    cap: int | None,
    mode: str = "auto",
    cluster: str | None = None,
    notify: str | None = None,
) -> Shown:
    """Runs `plan` for the current conversation and shows it."""
    session.draw_on(cluster or "")
    chat, runs = session.director.chats.here().id, session.director.runs
    return follow(session, plan, chat, lambda: runs.start(plan, studio=studio, cap=cap, mode=mode, conversation=chat, notify=notify))


@command("run")
@studio
@click.option("--mode", type=MODES, default="auto", show_default=True, help="step: wait for your approval before each step.")
@click.option("--step", "stepwise", is_flag=True, help="The same as --mode step.")
@budget
@click.option("--cluster", metavar="ADDRESS", help="Render on this Dask scheduler.")
@click.option("--notify", metavar="URL", help="Post a signed message there when the run ends ($DIRECTOR_NOTIFY; `none` for nobody).")
def run(session: Session, studio: str, mode: str, stepwise: bool, budget: str | None, cluster: str | None, notify: str | None) -> Shown:
    """Make the current plan; what is stored already costs nothing."""
    plan = session.director.plans.ready()
    # What a person said they would spend is the cap they gave.
    cap = plan.brief.budget if budget is None and plan.brief is not None else amount(budget)
    return run_plan(session, plan, studio=studio, cap=cap, mode="step" if stepwise else mode, cluster=cluster, notify=notify)


@command("resume")
@click.argument("execution", required=False)
def resume(session: Session, execution: str | None) -> Shown:
    """Go on with a run that was interrupted, killed or waits; nothing is paid twice."""
    runs = session.director.runs
    found = runs.latest(execution).id
    return follow_on(session, runs.plan(found), found, lambda: runs.resume(found))


@command("approve")
@click.argument("step", required=False)
def approve(session: Session, step: str | None) -> Shown:
    """Approve a step that waits (default: every one that waits) and go on."""
    runs = session.director.runs
    found = runs.latest().id
    return follow_on(session, runs.plan(found), found, lambda: runs.approve(step, found))


@command("retry")
@click.argument("steps", nargs=-1)
@click.option("--model", help="Try another model; `director models --task …` ranks them.")
@click.option("--softer", is_flag=True, help="For a step whose content was refused: in the softer words that were offered.")
def retry(session: Session, steps: tuple[str, ...], model: str | None, softer: bool) -> Shown:
    """Try failed steps again (default: all of them), each as a new attempt with its own reservation.

    A step that was refused is tried as the plan has it by now.
    """
    if model and softer:
        raise UsageError("a step is tried with another model or in softer words, one at a time; leave one of them out.")
    runs = session.director.runs
    found = runs.latest()
    if model and found.studio == "live":
        session.surface.note(runs.retry_price(steps, model))
    return follow_on(session, runs.plan(found.id), found.id, lambda: runs.retry(steps, model, found.id, softer=softer))


@command("skip")
@click.argument("step")
@click.option("--run", "execution", metavar="RUN", help="The run to leave it out of (default: the latest).")
def skip(session: Session, step: str, execution: str | None) -> Shown:
    """Leave a step out that failed or waits, with what needs it, and go on; `retry` takes it back."""
    runs = session.director.runs
    found = runs.latest(execution).id
    session.surface.note(runs.skipping(found, step))
    return follow_on(session, runs.plan(found), found, lambda: runs.leave_out(step, found))


@command("cancel")
@click.argument("execution", required=False)
def cancel(session: Session, execution: str | None) -> Shown:
    """Stop a run: nothing new starts, what is at a provider is cancelled where it can be."""
    said = session.director.runs.cancel(execution)
    return Shown(said, data={"message": said})


@command("release")
@click.argument("attempt")
@click.option("--yes", is_flag=True, help="I have checked at the provider that this was not made, or I give it up.")
def release(session: Session, attempt: str, yes: bool) -> Shown:
    """Give up an attempt: one whose fate is unknown is free again, one that was taken stays booked; only a person does this."""
    if not yes:
        raise UsageError(f"look at the provider first; then `director release {attempt} --yes` frees what is reserved for it.")
    said = session.director.runs.release(attempt)
    return Shown(said, data={"message": said})


@command("recover")
@click.argument("execution", required=False)
def recover(session: Session, execution: str | None) -> Shown:
    """Look at the providers for orders whose fate is unknown; what is found is followed and stored. Nothing is sent again."""
    runs = session.director.runs
    recovery = runs.recover(execution, follow=False)
    shown = recover_view(recovery)
    if not recovery.executions:
        return shown
    session.surface.note(shown.text)
    ends = [_followed_up(session, recovery, each) for each in recovery.executions]
    text = "\n\n".join(part for part in (shown.text, *(end.text for end in ends)) if part)
    pictures = tuple(picture for end in ends for picture in end.pictures)
    return replace(shown, text=text, code=max([shown.code, *(end.code for end in ends)]), pictures=pictures)


def _followed_up(session: Session, recovery: Recovery, execution: str) -> Shown:
    runs = session.director.runs
    return follow_on(session, runs.plan(execution), execution, lambda: runs.follow_up(execution, recovery.steps(execution)))


@command("takeover")
@click.argument("execution")
@click.option("--force", is_flag=True, help="Take it from a process that still lives.")
def takeover(session: Session, execution: str, force: bool) -> Shown:
    """Take a run over from another process and go on with it here."""
    runs = session.director.runs
    return follow_on(session, runs.plan(execution), execution, lambda: runs.takeover(execution, force=force))


@command("status")
@click.argument("execution", required=False)
def status(session: Session, execution: str | None) -> Shown:
    """How a run stands (default: the latest): steps, outputs, money, attempts that wait for you."""
    runs = session.director.runs
    found = runs.status(execution)
    unknown = [{"attempt": str(a.id), "step": a.step, "provider": a.provider, "ceiling": a.ceiling} for a in runs.unknown(found["id"])]
    return status_view(found, runs.plan(found["id"]), runs.totals(found["id"]), unknown)


COMMANDS = [run, approve, retry, skip, resume, cancel, status, release, recover, takeover]
