"""Talking to the director: say, answer, decide, choose, plan, make."""

from dataclasses import replace
from pathlib import Path

import click

from director_kernel.commands.kit import amount, budget, command, studio
from director_kernel.commands.run import run_plan
from director_kernel.commands.session import Session
from director_kernel.director import Turn
from director_kernel.errors import BudgetError, PlanFaults, QuestionsOpen, UsageError
from director_kernel.present.chat_view import turn_html, turn_text
from director_kernel.present.plan_view import plan_view, renders_again
from director_kernel.present.shown import Live, Shown, said_first
from director_kernel.schema.brief import Intent

attach = click.option("--attach", multiple=True, type=click.Path(), help="A picture (or a URL) to use; may be given several times.")
tier = click.option("--tier", type=click.Choice(["budget", "balanced", "premium"]), help="Which of the three ways to take.")


def turn_shown(turn: Turn, *, table: bool = False, live: Live | None = None) -> Shown:
    """A turn of the conversation: the reply, what is asked, and either the ways to make it or the plan, whichever is news.

    `table` shows the plan in any case; `live` is what a widget would show instead.
    """
    changed = turn.intent in (Intent.REVISE, Intent.CHOOSE)
    options = () if changed else turn.options
    text = turn_text(turn.text, turn.questions, options, turn.actions)
    html = turn_html(turn.text, turn.questions, options, turn.actions)
    if turn.plan is not None and (table or (changed and turn.new_plan)):
        plan = plan_view(turn.plan, turn.faults, cached=turn.cached)
        again = renders_again(turn.plan, turn.cached)
        plan = said_first([again] if again else [], plan)
        text, html = f"{text}\n\n{plan.text}", html + plan.html
    code = QuestionsOpen.exit_code if turn.questions else PlanFaults.exit_code if turn.blocked else 0
    return Shown(text, html, turn.wire(), code, live=live)


@command("say")
@click.argument("words", nargs=-1)
@attach
def say(session: Session, words: tuple[str, ...], attach: tuple[str, ...]) -> Shown:
    """Say something to the director: a brief, an answer, a change, a question about models."""
    turn = session.director.say(" ".join(words), attach)
    return turn_shown(turn, live=Live("chat", turn.conversation))


@command("answer")
@click.argument("answers", nargs=-1, required=True)
def answer(session: Session, answers: tuple[str, ...]) -> Shown:
    """Answer the open questions, for example `answer 1b 2a "free text"`."""
    return turn_shown(session.director.answer(answers))


@command("decide")
def decide(session: Session) -> Shown:
    """Let the director answer every open question."""
    return turn_shown(session.director.decide())


@command("choose")
@click.argument("option", type=click.Choice(["budget", "balanced", "premium"]))
def choose(session: Session, option: str) -> Shown:
    """Take one of the three ways to make it."""
    return turn_shown(session.director.choose(option))


@command("plan")
@click.argument("brief", nargs=-1)
@attach
@tier
@click.option("--decide", is_flag=True, help="Answer every question by the director's own choice.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Another seed gives other takes.")
@click.option("--from", "source", type=click.Path(path_type=Path), help="Take a plan as JSON from a file, whoever wrote it.")
def plan(
    session: Session, brief: tuple[str, ...], attach: tuple[str, ...], tier: str | None, decide: bool, seed: int | None, source: Path | None
) -> Shown:
    """Show the current plan; with a BRIEF, make a new one."""
    director = session.director
    if source is not None:
        return _plan_from(session, source)
    if not brief:
        _go_back(session)
        current = director.plans.require()
        shown = plan_view(current, director.plans.faults(), cached=director.plans.forecast(current), studio="previs")
        return replace(shown, live=Live("plan", director.chats.here().id))
    turn = director.brief(" ".join(brief), attach, decide=decide, tier=tier, seed=seed)
    return turn_shown(turn, table=True, live=Live("plan" if turn.plan is not None else "chat", turn.conversation))


def _go_back(session: Session) -> None:
    """In a fresh kernel, the conversation that was worked on last is the one whose plan is meant."""
    chats = session.director.chats
    if session.surface.name == "notebook" and chats.current() is None and chats.list():
        chats.again()


def _plan_from(session: Session, source: Path) -> Shown:
    """The plan a file holds, checked, mended and kept as a new one."""
    director = session.director
    try:
        draft = source.read_bytes()
    except OSError as error:
        raise UsageError(f"{source} can't be read ({error.strerror}); check the path.") from None
    plan, finished = director.load(draft)
    shown = plan_view(plan, finished.faults, cached=director.plans.forecast(plan))
    return replace(shown, code=PlanFaults.exit_code if finished.open else 0)


@command("make")
@click.argument("brief", nargs=-1, required=True)
@attach
@tier
@budget
@studio
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Another seed gives other takes.")
@click.option("--cluster", metavar="ADDRESS", help="Render on this Dask scheduler.")
def make(
    session: Session,
    brief: tuple[str, ...],
    attach: tuple[str, ...],
    tier: str | None,
    budget: str | None,
    studio: str,
    seed: int | None,
    cluster: str | None,
) -> Shown:
    """From a BRIEF to the finished reel in one go; the director decides what was not said."""
    cap = amount(budget)
    turn = session.director.brief(" ".join(brief), attach, decide=True, tier=tier, seed=seed)
    if turn.plan is None:
        raise QuestionsOpen(f"{turn.text.strip()} Say more and run it again.")
    if turn.blocked:
        raise PlanFaults(turn.blocked)
    session.surface.note(plan_view(turn.plan, turn.faults, studio=studio).text)
    if studio == "live" and cap is None and turn.brief is not None:
        cap = turn.brief.budget
    if studio == "live" and cap is None:
        raise BudgetError("a live run needs a cap: add --budget, for example --budget 3.")
    return run_plan(session, turn.plan, studio=studio, cap=cap, cluster=cluster)


COMMANDS = [say, answer, decide, choose, plan, make]
