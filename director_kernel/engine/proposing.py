"""From what a chat model proposes to a reply of the director: read leniently, priced and checked by the house, said in words.

The model proposes, `finish()` decides, only a person approves: nothing here runs or spends, whatever the proposal says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from director_kernel.catalog.book import Catalog
from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.answering import is_decide, read_answers, settled
from director_kernel.engine.offline.casting import cast_models
from director_kernel.engine.offline.director import OfflineDirector, answered, recast_draft
from director_kernel.engine.offline.intents import named_models, option_of
from director_kernel.engine.offline.options import TIERS, priced
from director_kernel.engine.offline.questions import YOU_DECIDE
from director_kernel.engine.offline.read_brief import read, read_brief
from director_kernel.engine.offline.state import DirectorState, Reply
from director_kernel.engine.offline.words import price, quoted
from director_kernel.engine.plan_told import MOST_STEPS, new_plan, next_plan
from director_kernel.engine.planner import finish
from director_kernel.engine.proposed_changes import make_changes
from director_kernel.schema.brief import Attachment, Brief, Choice, Intent, Option, Question
from director_kernel.schema.plan import Draft, Fault, Kind, Plan, Tier
from director_kernel.schema.proposal import Proposal, ProposedOption, ProposedQuestion

__all__ = ["Told", "brief_of", "questions_of", "reply_of"]

MOST_QUESTIONS = 3
_LETTERS = "abcdefgh"
_FIELDS = ("use_case", "subject", "duration", "aspect", "style")
_SAID_FAULTS = 3


@dataclass(frozen=True)
class Told:
    """What the model was answering: where things stood, what was said, and how the plan's prompts were shown to it."""

    state: DirectorState
    message: str
    attachments: tuple[Attachment, ...]
    catalog: Catalog
    locked: frozenset[str] = frozenset()
    prompts: Mapping[str, str] = field(default_factory=dict)


def reply_of(proposal: Proposal, said: str, told: Told) -> Reply:
    """The reply that `proposal` comes to. `said` is what the person has read already: the reply's text begins with it, letter by letter.

    Never raises on any proposal: what can't be used is left out and said.
    """
    intent = _intent(proposal, told)
    try:
        reply = _read(proposal, intent, said, told)
    except Exception as error:  # noqa: BLE001 - a stranger's data: the turn must not be lost with it, and the person is told
        why = f"What was proposed can't be used ({type(error).__name__}); say it again, or ask for a plan in other words."
        reply = _plain(intent, _joined(said, why), told, brief_of(told, intent))
    return reply if reply.text.strip() else reply.model_copy(update={"text": "There is nothing new to show; say what to make or change."})


def brief_of(told: Told, intent: Intent) -> Brief:
    """The brief as the person's own words have it, without any model: what is said later adds to what was said first."""
    state, reading = told.state, read(told.message)
    answers = read_answers(told.message, state.questions)
    # Models call an answer a brief as soon as they plan from it; what answers a question that is open begins nothing new.
    if state.brief is None or (intent is Intent.BRIEF and not answers):
        seed = state.brief.seed if state.brief else state.seed
        brief = read_brief(reading, told.attachments, seed=seed, models=named_models(reading.plain, told.catalog))
        return brief.with_(tier=state.tier) if state.tier and not brief.tier and state.brief is None else brief
    brief = state.brief.with_(attachments=tuple(dict.fromkeys((*state.brief.attachments, *told.attachments))))
    for name, value in settled(answers, state.questions).items():
        if value != YOU_DECIDE:
            brief = answered(brief, name, value)
    return brief


# One proposal, by what is in it


def _intent(proposal: Proposal, told: Told) -> Intent:
    """What the message wanted, as far as the proposal bears it out: a yes to a plan that this very answer changes is no yes."""
    intent, plan = Intent(proposal.intent), told.state.plan
    there = {step.id for step in plan.steps} if plan is not None else set()
    steps = proposal.plan.steps if proposal.plan is not None else []
    has_plan = bool(steps)
    if intent is Intent.APPROVE and (has_plan or proposal.changes or plan is None):
        return Intent.REVISE if plan is not None else Intent.BRIEF if has_plan else Intent.UNCLEAR
    if has_plan and plan is not None and any(step.id in there for step in steps if step.id):
        return Intent.REVISE
    if has_plan and intent not in (Intent.BRIEF, Intent.ANSWER, Intent.REVISE, Intent.CHOOSE):
        return Intent.BRIEF if plan is None else Intent.REVISE
    if proposal.changes and not has_plan and plan is not None and intent is not Intent.CHOOSE:
        return Intent.REVISE
    return intent


def _read(proposal: Proposal, intent: Intent, said: str, told: Told) -> Reply:
    brief = brief_of(told, intent)
    if proposal.plan is not None and proposal.plan.steps:
        return _planned(proposal, intent, said, told, brief)
    taken = _taken(proposal, told) if intent is Intent.CHOOSE else ""
    if taken:
        return _chosen(taken, said, told)
    if proposal.changes:
        return _changed(proposal, intent, said, told, brief)
    questions = questions_of(proposal.questions)
    if questions:
        settled_now = tuple(dict.fromkeys((*told.state.decided, *(q.field for q in told.state.questions))))
        state = told.state.with_(brief=brief, questions=questions, decided=settled_now, options=(), plan=told.state.plan)
        return Reply(intent=intent, text=said, brief=brief, questions=questions, actions=_asked(questions), state=state)
    return _plain(intent, said, told, brief)


def _planned(proposal: Proposal, intent: Intent, said: str, told: Told, brief: Brief) -> Reply:
    """A whole plan: new for a brief, else the next version of the one that stands; the three ways to make it are priced anew."""
    assert proposal.plan is not None
    state, catalog = told.state, told.catalog
    assets = {one.asset for one in brief.attachments if one.asset} | _assets(state.plan)
    new = state.plan is None or intent is Intent.BRIEF
    draft = new_plan(proposal.plan, assets) if new or state.plan is None else next_plan(proposal.plan, state.plan, told.prompts, assets)
    tier: Tier = draft.tier or brief.tier or state.tier or "balanced"
    draft = cast_models(_castable(draft.model_copy(update={"tier": tier}), catalog), brief, tier, catalog)
    finished = finish(draft, catalog, brief=brief)
    if not finished.plan.steps:
        return _plain(intent, _joined(said, _faults(finished.open), "There was no step in the plan."), told, brief)
    brief = _settled_brief(brief, finished.plan, catalog)
    options = _ways(draft, finished.plan, brief, proposal.options, catalog)
    taken = next(one for one in options if one.id == finished.plan.tier)
    cut = f"Only the first {MOST_STEPS} steps were taken." if len(proposal.plan.steps) > MOST_STEPS else ""
    text = _joined(said, _money(taken), cut, _over(brief, taken), _faults(finished.open))
    after = state.with_(brief=brief, questions=(), options=options, tier=finished.plan.tier, plan=None)
    return Reply(
        intent=intent,
        text=text,
        brief=brief,
        options=options if new else (),
        draft=draft.model_copy(update={"brief": brief}),
        changed="" if new else "the plan",
        actions=_actions(after),
        state=after,
    )


def _changed(proposal: Proposal, intent: Intent, said: str, told: Told, brief: Brief) -> Reply:
    plan = told.state.plan
    if plan is None:
        return _plain(intent, _joined(said, "There is no plan to change yet; say what to make."), told, brief)
    made = make_changes(plan, proposal.changes, told.locked)
    failed = " ".join(_sentence(why) for why in made.failed[:_SAID_FAULTS])
    if made.draft is None:
        return _plain(intent, _joined(said, failed and f"Nothing was changed. {failed}"), told, brief)
    finished = finish(made.draft, told.catalog, brief=brief)
    changed = ", ".join(made.changed)
    news = _faults([fault for fault in finished.open if fault not in finish(plan, told.catalog).open])
    text = _joined(said, f"Changed: {quoted(changed, 200)}.", failed, news)
    after = told.state.with_(brief=_settled_brief(brief, finished.plan, told.catalog), questions=(), tier=finished.plan.tier, plan=None)
    return Reply(
        intent=Intent.REVISE,
        text=text,
        brief=after.brief,
        draft=_draft(made.draft, finished.plan),
        changed=changed,
        actions=_actions(after),
        state=after,
    )


def _draft(changed: Mapping[str, Any], finished: Plan) -> Draft:
    """The changed plan as it was written, so that what is mended in it is said; as the house mended it where a value has no such type."""
    try:
        return Draft.model_validate(changed)
    except ValidationError:
        return Draft.model_validate(finished.wire())


def _taken(proposal: Proposal, told: Told) -> str:
    """The way the person took, "" where that can't be told."""
    offered = {one.id for one in told.state.options}
    named = next((str(one.value) for one in proposal.changes if one.path.strip() == "tier"), "")
    return next((one for one in (named, option_of(told.message)) if one in offered), "")


def _chosen(tier: str, said: str, told: Told) -> Reply:
    """The house takes a way by itself: the same plan, its models chosen anew."""
    reply = OfflineDirector(told.catalog).choose(told.state, tier)
    return reply.model_copy(update={"text": _joined(said, reply.text)})


def _plain(intent: Intent, text: str, told: Told, brief: Brief) -> Reply:
    """Words alone. A plan that stands keeps standing, and open questions stay open unless they were dropped or answered."""
    state = told.state
    if intent is Intent.CANCEL:
        state = state.with_(questions=(), options=())
    elif intent in (Intent.BRIEF, Intent.ANSWER) or state.brief is not None:
        kept = {"brief": brief} if intent in (Intent.BRIEF, Intent.ANSWER) else {"brief": state.brief}
        state = state.with_(**kept)
    return Reply(
        intent=intent,
        text=text,
        brief=state.brief,
        questions=state.questions,
        options=() if intent is Intent.CANCEL else state.options,
        actions=("run",) if intent is Intent.APPROVE else _asked(state.questions) if state.questions else _actions(state),
        state=state,
    )


# Questions


def questions_of(proposed: Sequence[ProposedQuestion]) -> tuple[Question, ...]:
    """At most three, each with its choices lettered and "you decide" last."""
    made: list[Question] = []
    for one in proposed:
        text = " ".join(one.text.split())
        if not text or len(made) == MOST_QUESTIONS or any(q.text == text for q in made):
            continue
        choices = list(_choices(one))
        default = choices[0].id if choices else _LETTERS[0]
        choices.append(Choice(id=_LETTERS[len(choices)], text="You decide", value=YOU_DECIDE))
        made.append(Question(id=str(len(made) + 1), field=_field(one, made), text=text[:300], choices=tuple(choices), default=default))
    return tuple(made)


def _choices(one: ProposedQuestion) -> Iterator[Choice]:
    said = [" ".join(words.split())[:120] for words in one.choices]
    found = list(dict.fromkeys(words for words in said if words and not is_decide(words)))
    if not found and one.field in _FIELDS:
        # The house has choices of its own for what it would ask itself.
        entry = load_lexicon("talk")["questions"].get(one.field, {})
        own = entry.get("choices") or entry.get("usual") or {}
        for at, (value, label) in enumerate(list(own.items())[: len(_LETTERS) - 1]):
            yield Choice(id=_LETTERS[at], text=str(label), value=str(value))
        return
    for at, words in enumerate(found[: len(_LETTERS) - 1]):
        yield Choice(id=_LETTERS[at], text=words, value=words)


def _field(one: ProposedQuestion, made: Sequence[Question]) -> str:
    """The brief's field it fills; questions about anything else each have a name of their own, since answers are kept by it."""
    name = one.field.strip() if one.field.strip() in _FIELDS else "other"
    taken = {q.field for q in made}
    return name if name not in taken else next(f"other_{at}" for at in range(2, 9) if f"other_{at}" not in taken)


# The three ways, the brief, and what is said


def _ways(draft: Draft, plan: Plan, brief: Brief, proposed: Sequence[ProposedOption], catalog: Catalog) -> tuple[Option, ...]:
    """Budget, balanced and premium: the plan as proposed in its own tier, with other models in the others; titles as proposed."""
    named = {one.tier: one for one in reversed(proposed)}
    ways = []
    for tier in TIERS:
        made = plan
        if tier != plan.tier:
            other = brief.with_(tier=tier)
            made = finish(cast_models(recast_draft(draft, tier), other, tier, catalog), catalog, brief=other).plan
        way, said = priced(tier, made), named.get(tier)
        title = " ".join(said.title.split()) if said else ""
        why = " ".join(said.why.split()) if said else ""
        ways.append(way.with_(title=title or way.title, why=why or way.why))
    return tuple(ways)


def _castable(draft: Draft, catalog: Catalog) -> Draft:
    """The draft with its models by the catalog's names; a step whose model nobody knows is left to the house."""
    steps = []
    for step in draft.steps:
        found = catalog.resolve(step.model).model if step.model else None
        if step.model and found is None and step.kind not in (Kind.ASSEMBLE, Kind.MANUAL):
            step = step.model_copy(update={"model": None, "reason": None})
        if step.kind is not None and step.kind not in set(Kind):
            step = step.model_copy(update={"kind": None})
        steps.append(step)
    return draft.model_copy(update={"steps": steps})


def _settled_brief(brief: Brief, plan: Plan, catalog: Catalog) -> Brief:
    """The brief with what the plan settled; what the person said of money stays theirs."""
    clips = sum(step.use_seconds for step in plan.steps if step.kind.media == "video" and step.kind is not Kind.ASSEMBLE)
    use_case = plan.use_case if plan.use_case in catalog.use_cases else brief.use_case or "general"
    return brief.with_(aspect=plan.aspect, tier=plan.tier, use_case=use_case, duration=round(clips, 2) or brief.duration)


def _assets(plan: Plan | None) -> set[str]:
    return {one.asset for step in plan.steps for one in step.inputs if one.asset} if plan is not None else set()


def _money(taken: Option) -> str:
    return f"The **{taken.id}** way costs {price(taken.price)} live (at most {price(taken.ceiling)}); as a preview it costs nothing."


def _over(brief: Brief, taken: Option) -> str:
    if brief.budget is None or taken.ceiling <= brief.budget:
        return ""
    return f"That may be above your {price(brief.budget)}: raise the budget, cut shots, or choose a cheaper way."


def _faults(faults: Sequence[Fault]) -> str:
    """What only a person can mend, in words."""
    said = [f"{f'Step {quoted(fault.step, 40)}: ' if fault.step else ''}{fault.message} {fault.fix}" for fault in faults[:_SAID_FAULTS]]
    more = f"And {len(faults) - _SAID_FAULTS} more." if len(faults) > _SAID_FAULTS else ""
    return " ".join([*said, more]).strip()


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _joined(*parts: str) -> str:
    """`parts` as paragraphs; the first letter by letter, since it was read already."""
    first, *others = parts
    rest = [part for part in others if part]
    return "\n\n".join([first, *rest]) if first.strip() else "\n\n".join(rest)


def _actions(state: DirectorState) -> tuple[str, ...]:
    others = tuple(f"choose {one.id}" for one in state.options if one.id != state.tier)
    return ("run", *others, "plan") if state.options or state.plan is not None else ()


def _asked(questions: Sequence[Question]) -> tuple[str, ...]:
    return ("answer " + " ".join(f"{q.id}{q.default}" for q in questions), "decide")
