"""The offline director: one pure function from where a conversation stands and what was said to the answer."""

from collections.abc import Mapping, Sequence

from director_kernel.catalog.book import Catalog
from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.answering import read_answers, settled
from director_kernel.engine.offline.answers import answer_models
from director_kernel.engine.offline.casting import cast_models
from director_kernel.engine.offline.change_length import recast
from director_kernel.engine.offline.intents import named_models, option_of, read_intent
from director_kernel.engine.offline.numbers import LONGEST, read_budget, read_duration
from director_kernel.engine.offline.options import drafted, offer
from director_kernel.engine.offline.premise import form_of
from director_kernel.engine.offline.questions import YOU_DECIDE, questions_for
from director_kernel.engine.offline.read_brief import Reading, read, read_brief
from director_kernel.engine.offline.revise import Revision, revise
from director_kernel.engine.offline.revise_words import read_changes
from director_kernel.engine.offline.state import DirectorState, Reply
from director_kernel.engine.offline.words import listed, price, quoted
from director_kernel.engine.planner import finish
from director_kernel.schema.brief import Attachment, Brief, Intent, Option, Question
from director_kernel.schema.plan import Draft, Tier

_EXAMPLE = "A 15-second vertical ad for a vitamin C serum, morning light, budget $3"


class OfflineDirector:
    """Reads, asks, offers, plans and revises with no key and no network. Same state and message, same reply.

    Nothing in a message can run, approve or spend: `Intent.APPROVE` only says that a person said yes; the facade asks and acts.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def respond(self, state: DirectorState, message: str, attachments: Sequence[Attachment] = ()) -> Reply:
        """The reply to `message`; `attachments` came with it."""
        reading = read(message)
        intent = read_intent(reading, state, self._catalog, attached=bool(attachments))
        match intent:
            case Intent.ANSWER:
                return self._answer(state, reading, attachments)
            case Intent.CHOOSE:
                return self.choose(state, option_of(reading.text))
            case Intent.REVISE:
                return self._revise(state, reading, attachments)
            case Intent.MODELS:
                return self._models(state, reading)
            case Intent.BRIEF:
                return self._brief(state, reading, attachments)
        return self._short(intent, state, reading)

    def decide(self, state: DirectorState) -> Reply:
        """Every open question answered by its default."""
        if not state.questions:
            text = "Nothing is open." + (
                " The plan stands: `run` makes it." if state.plan else f" Say what to make, for example: {_EXAMPLE}."
            )
            return Reply(intent=Intent.ANSWER, text=text, brief=state.brief, options=state.options, actions=_actions(state), state=state)
        return self._settle(state, {q.id: YOU_DECIDE for q in state.questions})

    def choose(self, state: DirectorState, option: str) -> Reply:
        """One of the three ways taken; the plan as it stands is kept and its models are chosen anew."""
        taken = next((o for o in state.options if o.id == option), None)
        if taken is None or state.brief is None:
            text = (
                "There is nothing to choose from yet."
                if state.brief is None
                else f"There is no option {quoted(option)}; choose budget, balanced or premium."
            )
            return Reply(
                intent=Intent.UNCLEAR,
                text=text,
                brief=state.brief,
                questions=state.questions,
                options=state.options,
                actions=_actions(state),
                state=state,
            )
        brief = state.brief.with_(tier=taken.id)
        draft = recast(state.plan, taken.id) if state.plan is not None and state.plan.steps else drafted(brief, taken.id, self._catalog)
        draft = cast_models(draft.model_copy(update={"brief": brief}), brief, taken.id, self._catalog)
        new = state.with_(brief=brief, tier=taken.id, plan=None)
        plan = finish(draft, self._catalog, brief=brief).plan
        makers = listed(list(dict.fromkeys(s.model_name for s in plan.steps if s.provider))[:3])
        cost = f"{price(plan.price)} live (at most {price(plan.ceiling)})"
        text = f"**{taken.title}** it is: {cost}, with {makers}. As a preview it costs nothing.{_over(brief, plan.ceiling)}"
        return Reply(
            intent=Intent.CHOOSE,
            text=text,
            brief=brief,
            options=state.options,
            draft=draft,
            changed=f"{taken.id} tier",
            actions=_actions(new, planned=True),
            state=new,
        )

    # A brief and its questions

    def _brief(self, state: DirectorState, reading: Reading, attachments: Sequence[Attachment]) -> Reply:
        seed = state.brief.seed if state.brief else state.seed
        brief = read_brief(reading, attachments, seed=seed, models=named_models(reading.plain, self._catalog))
        if state.tier and not brief.tier and state.brief is None:
            brief = brief.with_(tier=state.tier)
        return self._ask_or_plan(DirectorState(seed=state.seed), brief, Intent.BRIEF, _aside(reading) + _currency(reading))

    def _answer(self, state: DirectorState, reading: Reading, attachments: Sequence[Attachment]) -> Reply:
        answers = read_answers(reading.text, state.questions)
        if attachments and state.brief:
            state = state.with_(brief=state.brief.with_(attachments=(*state.brief.attachments, *attachments)))
        if not answers:
            answers = {_wordy(state.questions).id: reading.plain.strip() or reading.text}
        return self._settle(state, answers)

    def _settle(self, state: DirectorState, answers: Mapping[str, str]) -> Reply:
        """The answers in the brief; what is still open is asked again, else the plan is written."""
        values = settled(answers, state.questions)
        brief = state.brief or Brief(text="")
        for field, value in values.items():
            brief = answered(brief, field, value)
        left = tuple(q for q in state.questions if q.field not in values)
        decided = tuple(dict.fromkeys((*state.decided, *values)))
        if left:
            left = tuple(q.with_(id=str(at)) for at, q in enumerate(left, 1))
            new = state.with_(brief=brief, questions=left, decided=decided)
            return Reply(intent=Intent.ANSWER, text="Noted. Still open:", brief=brief, questions=left, actions=_actions(new), state=new)
        return self._ask_or_plan(state.with_(brief=brief, questions=(), decided=decided), brief, Intent.ANSWER, "")

    def _ask_or_plan(self, state: DirectorState, brief: Brief, intent: Intent, note: str) -> Reply:
        reading = read(brief.text)
        questions = questions_for(brief, reading, state.decided)
        if brief.use_case is None and brief.subject and all(q.field != "use_case" for q in questions):
            brief = brief.with_(use_case="general")
        if questions:
            new = state.with_(brief=brief, questions=questions, options=(), plan=None)
            text = _joined(note, _heard(brief, reading), "I need to know a little more." if len(questions) > 1 else "One thing is missing.")
            return Reply(intent=intent, text=text, brief=brief, questions=questions, actions=_actions(new), state=new)
        return self._plan(state, brief, intent, note)

    def _plan(self, state: DirectorState, brief: Brief, intent: Intent, note: str) -> Reply:
        offered = offer(brief, self._catalog)
        new = state.with_(brief=brief, questions=(), options=offered.options, tier=offered.tier, plan=None)
        taken = next(o for o in offered.options if o.id == offered.tier)
        text = _joined(
            note,
            _heard(brief, read(brief.text)),
            offered.draft.summary or "",
            _money(offered.tier, taken),
            offered.note,
        )
        return Reply(
            intent=intent,
            text=text,
            brief=brief,
            options=offered.options,
            draft=offered.draft,
            actions=_actions(new, planned=True),
            state=new,
        )

    # Changes

    def _revise(self, state: DirectorState, reading: Reading, attachments: Sequence[Attachment]) -> Reply:
        assert state.brief is not None
        changes = read_changes(reading, self._catalog)
        plan = state.plan
        if plan is None:
            plan = finish(drafted(state.brief, state.tier or "balanced", self._catalog), self._catalog, brief=state.brief).plan
        done = revise(plan, state.brief, changes, self._catalog, attachments)
        unread = tuple(quoted(part, 60) for part in changes.unread)
        problems = _problems(done.failed, unread)
        if not done.told:
            return Reply(
                intent=Intent.REVISE,
                text=_joined(problems, _examples()),
                brief=state.brief,
                options=state.options,
                actions=_actions(state),
                state=state,
            )
        return self._revised(state, done, problems)

    def _revised(self, state: DirectorState, done: Revision, problems: str) -> Reply:
        changed = "; ".join(quoted(t, 120) for t in done.told)
        draft, options, tier, note = done.draft, state.options, state.tier, ""
        if draft is None or done.reoffer:
            offered = offer(done.brief, self._catalog)
            draft, options, tier, note = (draft or offered.draft), offered.options, offered.tier, offered.note
            if done.reoffer and done.draft is not None:
                draft = recast_draft(done.draft, offered.tier)
        elif draft.tier:
            tier = draft.tier
        draft = cast_models(draft, done.brief, draft.tier or tier or "balanced", self._catalog)
        new = state.with_(brief=done.brief, options=options, tier=tier, plan=None, questions=())
        text = _joined(f"Changed: {changed}.", note, problems)
        return Reply(
            intent=Intent.REVISE,
            text=text,
            brief=done.brief,
            options=options if done.reoffer or done.retell else (),
            draft=draft,
            changed=changed,
            actions=_actions(new, planned=True),
            state=new,
        )

    # Short answers

    def _models(self, state: DirectorState, reading: Reading) -> Reply:
        text, _ = answer_models(reading.plain, self._catalog)
        return Reply(intent=Intent.MODELS, text=text, brief=state.brief, questions=state.questions, actions=_actions(state), state=state)

    def _short(self, intent: Intent, state: DirectorState, reading: Reading) -> Reply:
        if intent is Intent.APPROVE:
            text = "The plan is ready. `run` starts it: as a preview it is free; a live run asks for your cap first."
            return Reply(intent=intent, text=text, brief=state.brief, actions=("run",), state=state)
        if intent is Intent.CANCEL:
            text = (
                "Dropped. The conversation is kept; say what to make next."
                if state.brief
                else "There is nothing to cancel. Say what to make."
            )
            return Reply(intent=intent, text=text, state=DirectorState(seed=state.seed), actions=())
        if intent is Intent.STATUS:
            return Reply(
                intent=intent,
                text=_status(state),
                brief=state.brief,
                questions=state.questions,
                options=state.options,
                actions=(*_actions(state), "status"),
                state=state,
            )
        return self._unclear(state, reading)

    def _unclear(self, state: DirectorState, reading: Reading) -> Reply:
        note = _aside(reading)
        if state.questions:
            text = _joined(note, "I couldn't match that to a question.", "Answer with a letter, for example `answer 1a`, or `decide`.")
            return Reply(
                intent=Intent.UNCLEAR, text=text, brief=state.brief, questions=state.questions, actions=_actions(state), state=state
            )
        if state.brief is not None:
            return Reply(
                intent=Intent.UNCLEAR,
                text=_joined(note, "I didn't understand that as a change.", _examples()),
                brief=state.brief,
                options=state.options,
                actions=_actions(state),
                state=state,
            )
        brief = Brief(text=reading.text if not note else "", language=reading.language, seed=state.seed)
        questions = questions_for(brief, read(brief.text))
        new = state.with_(questions=questions, brief=brief)
        text = _joined(note, f"Tell me what to make, for example: {_EXAMPLE}.", "Or answer these and I take it from there.")
        return Reply(intent=Intent.UNCLEAR, text=text, brief=brief, questions=questions, actions=_actions(new), state=new)


def answered(brief: Brief, field: str, value: str) -> Brief:
    """`brief` with one answer in it; free words are read like a brief of their own and fill what is still open."""
    choices = load_lexicon("talk")["questions"].get(field, {}).get("choices", {})
    if field == "duration":
        seconds = float(value) if _is_number(value) else read_duration(read(value).plain)
        return brief.with_(duration=min(LONGEST, max(0.5, seconds or 15.0)))
    if field in ("use_case", "aspect", "style") and value in choices:
        return brief.with_(**{field: (value,) if field == "style" else value})
    told = read_brief(read(value))
    text = f"{brief.text}\n{value}".strip()
    filled = {
        n: getattr(told, n)
        for n in Brief.model_fields
        if n not in ("text", "seed", "language", "subject") and getattr(brief, n) in (None, ()) and getattr(told, n)
    }
    subject = {"subject": told.subject or value.strip(" .")[:120]} if field == "subject" else {}
    extra = {"style": (value.strip(" ."),)} if field == "style" and not told.style else {}
    fallback = {"use_case": "general"} if field == "use_case" and not told.use_case and "use_case" not in filled else {}
    aspect = {"aspect": "16:9"} if field == "aspect" and not told.aspect else {}
    return brief.with_(text=text, **{**filled, **subject, **extra, **fallback, **aspect})


def _is_number(value: str) -> bool:
    return value.replace(".", "", 1).isdigit() and value.isascii()


def recast_draft(draft: Draft, tier: Tier) -> Draft:
    """A draft whose models the planner chooses anew for `tier`."""
    empty = {"model": None, "model_name": None, "provider": None, "endpoint": None, "options": None}
    return draft.model_copy(
        update={"tier": tier, "steps": [s.model_copy(update=empty) if s.kind != "assemble" else s for s in draft.steps]}
    )


def _wordy(questions: tuple[Question, ...]) -> Question:
    """The question free words most likely answer: the subject, else the first."""
    return next((q for q in questions if q.field == "subject"), questions[0])


# What is said


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _heard(brief: Brief, reading: Reading) -> str:
    """The brief in one line, so that a misreading shows."""
    form = form_of(brief, reading)
    names = load_lexicon("brief")["use_case_names"]
    kind = {"image": "picture", "explainer": "explainer", "story": "film", "ad": "ad"}.get(
        form, names.get(brief.use_case or "general", "film")
    )
    parts = [kind if brief.use_case or brief.subject else ""]
    parts += [
        f"about “{quoted(brief.subject)}”" if brief.subject else "",
        f"{brief.duration:g} s" if brief.duration else "",
        brief.aspect or "",
    ]
    parts += [
        f"for {brief.platform.replace('-', ' ')}" if brief.platform else "",
        ", ".join((*brief.style, *brief.mood)),
        f"budget {price(brief.budget)}" if brief.budget is not None else "",
    ]
    pictures = [quoted(a.name, 40) for a in brief.attachments if a.kind == "image"]
    parts += [f"with {listed(pictures)}" if pictures else ""]
    heard = ", ".join(p for p in parts if p)
    return f"Understood: {heard}." if heard and heard != "film" else ""


def _money(tier: str, taken: Option) -> str:
    return f"Planned the **{tier}** way: {price(taken.price)} live (at most {price(taken.ceiling)}); as a preview it costs nothing."


def _over(brief: Brief, ceiling: int) -> str:
    if brief.budget is None or ceiling <= brief.budget:
        return ""
    return f" That is above your {price(brief.budget)}: raise the budget, cut shots, or choose a cheaper way."


def _aside(reading: Reading) -> str:
    """What was set aside, said openly."""
    if not reading.aside:
        return ""
    return "I left out what is not part of the film: " + ", ".join(f"“{quoted(part, 60)}”" for part in reading.aside[:3]) + "."


def _currency(reading: Reading) -> str:
    amount, currency = read_budget(reading.plain)
    return (
        f" Budgets are kept in dollars; I took your {currency} amount as {price(amount)}, which is not more."
        if amount is not None and currency
        else ""
    )


def _problems(failed: tuple[str, ...], unread: tuple[str, ...]) -> str:
    parts = [f"{text[:1].upper()}{text[1:]}." for text in failed]
    parts += [f"I didn't understand {listed([f'“{u}”' for u in unread])}."] if unread else []
    return " ".join(parts)


def _examples() -> str:
    return "Try: " + ", ".join(f"“{e}”" if "“" not in e else e for e in load_lexicon("revise")["examples"]) + "."


def _status(state: DirectorState) -> str:
    if state.questions:
        count = len(state.questions)
        return f"{count} {'question is' if count == 1 else 'questions are'} open."
    if state.plan is not None:
        title, steps = quoted(state.plan.title), len(state.plan.steps)
        return f"The plan **{title}** stands: {steps} steps, {price(state.plan.price)} live. `status` shows how a run goes."
    return f"Nothing is planned yet. Say what to make, for example: {_EXAMPLE}."


def _actions(state: DirectorState, *, planned: bool = False) -> tuple[str, ...]:
    """What can be done next, as commands."""
    if state.questions:
        return ("answer " + " ".join(f"{q.id}{q.default}" for q in state.questions), "decide")
    if planned or state.plan is not None:
        others = tuple(f"choose {o.id}" for o in state.options if o.id != state.tier)
        return ("run", *others, "plan")
    return ()
