"""A moment before and a moment after: what an action, a body and a face look like some milliseconds from where they are now.

Read from the words of the action alone, with the tables of `catalog/lexicon/moments.yaml`: the same words give the same moments. Place,
light and looks never change; only what moves does.
"""

import re
from functools import cache
from typing import Any, NamedTuple

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.schema.slots import Character, Slots

_WORD = re.compile(r"[\w'’-]+")
_CLAUSES = re.compile(r"\s*(?:[,;]| while | and then | then | as (?=[A-Z])|(?<=\w) and (?=[A-Z]))\s*")
_MANY = frozenset(("they", "we", "you", "both", "all", "people", "men", "women", "children"))
_AUXILIARY = re.compile(r"(?:^|\s)(?:is|are|was|were|be|slowly starts to|starts to|begins to)$", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:the|a|an|his|her|their|its)\s+((?:[\w'’-]+\s+){0,2}?[\w'’-]+)"
    r"(?=\s+(?:to|into|onto|in|on|at|from|with|of|over|and|toward\w*|above|up|down|near|behind)\b|[,.;]|$)"
)


class Act(NamedTuple):
    """One thing somebody does: "Mira", "slowly", "raise", "the lantern" of "Mira slowly raises the lantern". `who` is "" where the words
    name nobody; `then` is what the same one does next, as it was said."""

    who: str
    how: str
    verb: str
    rest: str
    then: str = ""
    said: str = ""

    @property
    def thing(self) -> str:
        """What is acted on, without its article; "" for nothing."""
        found = _THING.search(self.rest)
        return found[1] if found else ""

    @property
    def many(self) -> bool:
        """Whether several do it."""
        last = self.who.rpartition(" ")[2]
        return " and " in self.who or last.lower() in _MANY or (last.islower() and last.endswith("s") and not last.endswith("ss"))


def acts_of(action: str) -> tuple[Act, ...]:
    """What is done, clause by clause; clauses without a verb are left out."""
    found = (_act(clause) for clause in _CLAUSES.split(action.strip().rstrip(".")) if clause)
    return tuple(act for act in found if act is not None)


def _act(clause: str) -> Act | None:
    at = _verb(clause)
    if at is None:
        return None
    who, how = _AUXILIARY.sub("", clause[: at.start()].strip()).strip(), ""
    if who.endswith("ly"):
        who, _, how = who.rpartition(" ")
    rest, then = clause[at.end() :].strip(), ""
    for match in re.finditer(r" and (?=([\w'’-]+))", rest):
        if _base(match[1].lower()) in _known():
            rest, then = rest[: match.start()], rest[match.end() :]
            break
    return Act(who, how, _base(at[0].lower()) or at[0].lower(), rest, then, clause)


def _verb(clause: str) -> re.Match[str] | None:
    """The word that says what is done: a verb of the tables, else what looks like one, else the plain form after several."""
    words = list(_WORD.finditer(clause))
    before = ["", *(match[0].lower() for match in words)]
    free = [(match, last) for match, last in zip(words, before, strict=False) if last not in _tables()["no_verb_after"]]
    told = [match for match, _ in free if _base(match[0].lower())]
    plain = [match for match, last in free if match[0].lower() in _known() and (last in _MANY or (last.endswith("s") and len(last) > 3))]
    tabled = [match for match in told if _base(match[0].lower()) in _known()]
    small = [match for match in told if match[0][:1].islower()]
    # "waves crash": what stands before a plain form is who does it.
    tabled = [match for match in tabled if not any(other.start() == match.end() + 1 for other in plain)]
    return next(iter((*tabled, *plain, *small, *told)), None)


def _base(word: str) -> str:
    """The base form of a verb said of a third person ("carries" → "carry") or as going on ("running" → "run"); "" for other words."""
    tables = _tables()
    if word in tables["third"]:
        return str(tables["third"][word])
    if word in tables["never"] or len(word) < 4 or "'" in word or "’" in word:
        return ""
    if word.endswith("ies"):
        return word[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|zz|o)es$", word):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss") and not word.endswith("us"):
        return word[:-1]
    return _from_ing(word) if word.endswith("ing") and len(word) > 5 else ""


def _from_ing(word: str) -> str:
    stem = word[:-3]
    for base in (stem, f"{stem}e", stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem):
        if base in _known():
            return base
    return ""


@cache
def _known() -> frozenset[str]:
    tables = _tables()
    return frozenset((*(verb for row in (*tables["acts"], *tables["faces"]) for verb in row["verbs"]), *tables["participles"]))


def participle(verb: str) -> str:
    """The past participle: "raised", "carried", "stopped", "run"."""
    irregular = _tables()["participles"].get(verb)
    if irregular:
        return str(irregular)
    if verb.endswith("e"):
        return f"{verb}d"
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ied"
    return f"{verb}{verb[-1] if _doubles(verb) else ''}ed"


def going(verb: str) -> str:
    """The form in -ing: "raising", "running", "lying"."""
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith("ee"):
        return f"{verb[:-1]}ing"
    return f"{verb}{verb[-1] if _doubles(verb) else ''}ing"


def _doubles(verb: str) -> bool:
    """Whether the last letter is said twice before -ed and -ing ("stop", not "open")."""
    return re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", verb) is not None


def told(action: str, offset: int, step: int) -> str:
    """The action as it is `offset` milliseconds from now; `step` is what counts as just now.

    >>> told("Mira raises the lantern", -300, 300), told("Mira raises the lantern", 600, 300)
    ('Mira is about to raise the lantern', 'Mira has raised the lantern')
    """
    if not offset or not action.strip():
        return action
    acts = acts_of(action)
    if not acts:
        return f"{action.strip().rstrip('.')}, {'a moment before' if offset < 0 else 'a moment after'}"
    return ", ".join(_told(act, offset, step) for act in acts)


def _told(act: Act, offset: int, step: int) -> str:
    if act.verb in _tables()["lasting"]:
        return act.said
    if offset < 0:
        words = (act.who, "are" if act.many else "is", "about to", act.how, act.verb, act.rest)
    else:
        words = (act.who, "have" if act.many else "has", "just" if offset <= step else "", act.how, participle(act.verb), act.rest)
    later = f" and {act.then}" if act.then and offset > step else ""
    return " ".join(part for part in words if part) + later


def moment(slots: Slots, offset: int, step: int) -> Slots:
    """What moves, as it is `offset` milliseconds from now: the action, and how everybody stands and looks. Nothing else is said."""
    acts = acts_of(slots.action)
    people = tuple(_person(one, act_of(one, acts, slots), offset, step) for one in slots.characters)
    across = next((row for act in acts if (row := _row("acts", act.verb)) and row.get("across")), None)
    place = {} if across is None or len(slots.characters) > 1 else {"composition": _place(offset, step)}
    return Slots(time_offset_ms=offset, action=told(slots.action, offset, step), characters=people, **place)


def act_of(one: Character, acts: tuple[Act, ...], slots: Slots) -> Act | None:
    """What this person does: what is said of them by name, else what is said of nobody by name and they are the first."""
    names = [one.name.lower(), one.name.lower().split(" ")[0]]
    for act in acts:
        if any(re.search(rf"\b{re.escape(name)}\b", act.who.lower()) for name in names if name):
            return act
    first = slots.characters[0].name == one.name
    named = {other.name.lower() for other in slots.characters}
    free = (act for act in acts if not any(name.split(" ")[0] in act.who.lower() for name in named))
    return next(free, None) if first else None


def _person(one: Character, act: Act | None, offset: int, step: int) -> Character:
    if act is None:
        return Character(name=one.name, pose=one.pose or "standing", gaze=one.gaze, emotion=one.emotion)
    when = "during" if offset == 0 else "before" if offset < 0 else "after"
    row, face = _row("acts", act.verb), _row("faces", act.verb)
    # A breath after the moment the body is still in it.
    posed = "during" if when == "after" and offset < step else when
    pose = str(row[posed]).format(thing=act.thing or "thing in hand") if row else ""
    felt = str(face[when]) if face and when != "during" else ""
    # When it is done, the eyes go on to what comes next.
    gaze = "off to the right" if offset > step and not one.gaze else one.gaze
    return Character(name=one.name, pose=pose or one.pose, gaze=gaze, emotion=felt or one.emotion)


def _place(offset: int, step: int) -> str:
    """Where a body that travels is in the frame: it enters on the left third and leaves on the right."""
    return "left third" if offset < 0 else "centred" if offset < step else "right third"


def _row(table: str, verb: str) -> dict[str, Any] | None:
    return next((row for row in _tables()[table] if verb in row["verbs"]), None)


def _tables() -> dict[str, Any]:
    return load_lexicon("moments")
