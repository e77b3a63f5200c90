"""The nouns of a shot woven into one sentence: who does what with what, where and when, each said once.

Slots say the same thing twice: a subject who is also a character, an action that names both, a prop and a place it names as well. Before
the words are put in order, what the action names is said there: people with their looks where it first names them, things with what is
known of them, then what it left out. Every value is accounted for: what is said through something else is kept, "said in the action". A
woven sentence stays divided by slot, so that a limit can still take a look, a prop or a place out of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from director_kernel.prompts.articles import bare, is_plural, is_proper, small, with_article
from director_kernel.prompts.looks import Look, look_at, tags_of
from director_kernel.prompts.mentions import Mention, find, find_owner, is_person, names_of_person, same, stands_alone, without_pronoun
from director_kernel.prompts.people import look_of, plain_name
from director_kernel.prompts.places import at_place, at_time, in_weather, says_place, says_word
from director_kernel.prompts.sentence import Sentence, Told
from director_kernel.prompts.things import Thing, thing_in
from director_kernel.schema.compiled import Diagnostic
from director_kernel.schema.slots import Character

SAID = "said in the action"
SCENE = ("subject", "characters", "action", "props")
PLACE = ("setting", "time_of_day", "weather")
_END = ".,;: "


@dataclass(frozen=True)
class Manner:
    """How one program weaves. `scene` and `place` are the slots it may weave, each in the dialect's order; the others are said as ever."""

    scene: tuple[str, ...]
    place: tuple[str, ...]
    together: bool
    """The place stands in the same sentence as the action."""
    tags: bool = False
    """Short noun phrases instead of sentences."""
    labelled: bool = False
    """The place has a line of its own with a label: it is said there, whatever the action says."""
    called: bool = False
    """A start image shows the looks: people are called by name only."""
    led: bool = False
    quote: str = '"{}"'


Woven = Mapping[str, Told]
_SILENT = Told()
_NOTHING: Woven = {}


def weave(said: Mapping[str, Any], manner: Manner) -> Woven:
    """What each slot says where it has its turn; slots that aren't in it are said as ever."""
    scene = [slot for slot in manner.scene if said[slot] and _sayable(slot, said[slot])]
    if not scene:
        return _NOTHING
    place = [slot for slot in manner.place if said[slot] and _sayable(slot, said[slot])]
    woven = _Scene(said, manner, frozenset((*scene, *place)))
    woven.say()
    silent = dict.fromkeys((*scene, *place), _SILENT)
    if manner.together or not (place and (manner.labelled or woven.leaves_setting)):
        woven.say_place(woven.words)
        return {**silent, scene[0]: woven.words.told()}
    apart = Sentence(manner.tags)
    woven.say_place(apart)
    return {**silent, scene[0]: woven.words.told(), place[0]: apart.told()}


def _sayable(slot: str, value: Any) -> bool:
    """Whether there are words in it; what is none is accounted for by the slot's own step."""
    if slot in ("characters", "props"):
        return all(any(map(str.isalnum, one.name)) for one in value)
    return any(map(str.isalnum, str(value)))


def _tidy(value: Any) -> str:
    return " ".join(str(value).split()).rstrip(_END)


class _Scene:
    """One shot's sentence while it is woven."""

    def __init__(self, said: Mapping[str, Any], manner: Manner, free: frozenset[str]) -> None:
        self.said, self.manner, self.free = said, manner, free
        self.words = Sentence(manner.tags)
        self.heard = _tidy(said["action"])
        self.subject = self._text("subject")
        self.people: tuple[Character, ...] = said["characters"] if "characters" in free else ()
        self.names = [_tidy(one.name) for one in self.people]
        action = small(self._text("action"))
        alone = len(self.people) == 1 or (self.subject and not self.people)
        self.action = without_pronoun(action) if alone else action
        self.things = self._noticed()

    def _text(self, slot: str) -> str:
        return _tidy(self.said[slot]) if slot in self.free else ""

    def _noticed(self) -> list[Thing]:
        """Each thing, and where the action names it."""
        if "props" not in self.free:
            return []
        known = [*self.names, self.subject]
        return [thing_in(self.action, self.heard, one, known, self.manner.quote) for one in self.said["props"]]

    @property
    def leaves_setting(self) -> bool:
        """Whether there is a setting the action doesn't name."""
        setting = self._text("setting")
        return bool(setting) and not (self.action and says_place(self.action, setting))

    # Who does what

    def say(self) -> None:
        """Subject, people, action and things."""
        words = self.words
        mentions = self._mentions()
        spot = self._spot(mentions)
        owned = spot is None and self.action != "" and self.subject != "" and find_owner(self.action, bare(self.subject)) is not None
        spot = find_owner(self.action, bare(self.subject)) if owned else spot
        subject = words.account("subject", self.subject, SAID if spot else "") if self.subject else -1
        people = [self._person(one, at in mentions) for at, one in enumerate(self.people)]
        self.doing = words.account("action", self._text("action")) if self.action else -1
        kept = [
            words.account("props", one.value, SAID if one.said else one.reason, to=one.text if one.reason else "") for one in self.things
        ]
        self.kept = kept
        if self.action and (mentions or spot or not (self.subject or self.people) or stands_alone(self.action, self.subject)):
            self._in_action(mentions, spot, subject, people)
            rest = [at for at in range(len(people)) if at not in mentions]
            if self.subject and not spot and (twin := self._twin(rest)) is not None:
                rest.remove(twin)
                look = self._look(twin)
                words.beside("subject", look.mention if self.manner.tags else with_article(look.mention), subject)
                if look.clauses:
                    self._clauses(look.clauses, "", people[twin])
            elif self.subject and not spot and not self._all_people():
                words.beside("subject", self._noun(self.subject), subject)
            elif self.subject and not spot:
                words.add("subject", self._noun(self.subject), ", ", subject)
        else:
            rest = self._as_subject(subject, people)
            if self.action:
                self._part(0, len(self.action), self._after())
        for at in rest:
            self._unnamed(at, people[at])
        for thing, account in zip(self.things, kept, strict=True):
            if not thing.said and thing.spot is None:
                words.beside("props", thing.text if self.manner.tags else with_article(thing.text), account, quoted=thing.quoted)

    def _twin(self, rest: Sequence[int]) -> int | None:
        """Who of these is the subject."""
        return next((at for at in rest if self._means(at)), None)

    def _means(self, at: int) -> bool:
        """Whether the subject is this person, perhaps with a word more ("old lighthouse keeper")."""
        name = self.names[at]
        several = " and " in self.subject or "," in self.subject
        return same(name, self.subject) or (not several and self.subject.lower().endswith(f" {bare(name).lower()}"))

    def _called(self, name: str) -> str:
        """A name, or the subject where that says more."""
        return with_article(self.subject) if len(bare(self.subject)) > len(bare(name)) else name

    def _noun(self, noun: str) -> str:
        return bare(noun) if self.manner.tags else with_article(noun)

    def _mentions(self) -> dict[int, Mention]:
        """Where the action first names each of them; one place names one person."""
        found: dict[int, Mention] = {}
        for at, name in enumerate(self.names if self.action else ()):
            place = find(self.action, *names_of_person(name))
            if place and not any(place.start < other.end and other.start < place.end for other in found.values()):
                found[at] = place
        return found

    def _spot(self, mentions: Mapping[int, Mention]) -> Mention | None:
        """Where the action names the subject, which may be somebody with a longer name, or several people; never all of the action."""
        found = self._named_subject(mentions) if self.action and self.subject else None
        return None if found is None or found.end - found.start >= len(self.action) else found

    def _named_subject(self, mentions: Mapping[int, Mention]) -> Mention | None:
        one = next((found for at, found in mentions.items() if self._means(at)), None)
        if one is None and mentions and self._all_people():
            one = min(mentions.values())
        return one or find(self.action, bare(self.subject))

    def _all_people(self) -> bool:
        """Whether the subject is but their names: "Mira and Tom"."""
        parts = [part.strip() for part in self.subject.replace(" and ", ",").split(",") if part.strip()]
        return len(parts) > 1 and all(any(same(part, name) for name in self.names) for part in parts)

    def _person(self, one: Character, named: bool) -> int:
        """What becomes of a person, in the words of the list."""
        name, look = _tidy(one.name), look_of(one)
        shown = f"{name} ({look})" if look else name
        if self.manner.called and look:
            return self.words.account("characters", shown, "the start image shows the look; called by name here", to=name)
        return self.words.account("characters", shown, SAID if named and not look else "")

    def _look(self, at: int, what: str = "") -> Look:
        one = self.people[at]
        if self.manner.called:
            return Look(self.names[at], "")
        if self.manner.tags:
            tags = tags_of(one)
            return Look(self.names[at], f", {tags}" if tags else "")
        return look_at(one, doing=self.heard, what=what)

    def _in_action(self, mentions: Mapping[int, Mention], spot: Mention | None, subject: int, people: Sequence[int]) -> None:
        """The action with everybody's look where it first names them; in tags only who comes first, the others behind it."""
        crowd = self.manner.tags and len(self.people) > 1
        places = sorted((found.start, found.end, -1 if crowd else at) for at, found in mentions.items())
        if spot and not any(start < spot.end and spot.start < end for start, end, _ in places):
            places = sorted([*places, (spot.start, spot.end, -1)])
        done = 0
        for start, end, at in places:
            self._part(done, start)
            mine = spot is not None and spot.start < end and start < spot.end
            self._mention((start, end), at, ("subject", subject) if mine else ("action", self.doing), people)
            done = end
        self._part(done, len(self.action))
        if crowd:
            for at in mentions:
                self._unnamed(at, people[at])

    def _part(self, start: int, end: int, glue: str | None = None) -> None:
        """A stretch of the action, with what is known of the things it names."""
        spots = [(one.spot, one, account) for one, account in zip(self.things, self.kept, strict=True) if one.spot is not None]
        for (at, behind), one, account in sorted(spots, key=lambda each: each[0]):
            if not start <= at < end or behind > end:
                continue
            self._words(start, at, glue)
            glue = None
            if one.before:
                self.words.add("props", one.before, " ", account, quoted=one.quoted)
            self._words(at, behind)
            if one.behind:
                self.words.add("props", one.behind, " ", account, quoted=True)
            start = behind
        self._words(start, end, glue)

    def _words(self, start: int, end: int, glue: str | None = None) -> None:
        text = self.action[start:end].strip()
        if text:
            last = self.words.pieces[-1].slot if self.words.pieces else ""
            usual = ", " if self.manner.tags and last == "characters" else " "
            self.words.add("action", text, glue or ("" if text[0] in ",.;:!?'’" else usual), self.doing)

    def _mention(self, place: tuple[int, int], at: int, own: tuple[str, int], people: Sequence[int]) -> None:
        """Somebody named, then their look; where the action names the subject is the subject's stretch."""
        start, end = place
        text = self.action[start:end]
        look = self._look(at) if at >= 0 else Look(text, "")
        if look.clauses and not self.manner.tags:
            text = self._first_mention(text, look.mention, at, start)
        elif self.manner.tags and not self.words.pieces:
            text = bare(text)
        if at >= 0 and own[0] == "subject" and self._means(at) and not self.people[at].anchor:
            text = bare(self._called(text)) if self.manner.tags else self._called(text)
        self.words.add(own[0], text, " ", own[1])
        if look.clauses:
            self._clauses(look.clauses, self.action[end:], people[at])

    def _first_mention(self, text: str, mention: str, at: int, start: int) -> str:
        """ "the keeper" is "a keeper" where they are first described; an anchor brings its own words."""
        name = self.names[at]
        if is_plural(name) or (bare(text).lower() != name.lower() and start):
            return text
        return mention if text != bare(text) or not start else text

    def _clauses(self, clauses: str, after: str, account: int) -> None:
        """The look, closed by a comma where it has one inside and words follow."""
        text, glue = clauses.lstrip(" "), " " if clauses.startswith(" ") else ""
        closed = not self.manner.tags and "," in clauses and after.lstrip()[:1] not in (",", ".", ";", ":", "!", "?")
        self.words.add("characters", f"{text}," if closed else text, glue, account)

    def _as_subject(self, subject: int, people: Sequence[int]) -> list[int]:
        """Who does it, before the action; who is still unsaid is returned."""
        everybody = list(range(len(people)))
        if not self.action and (shown := self._shown_in_subject()) is not None:
            self._picture_of(*shown, subject, people)
            return [at for at in everybody if at != shown[0]]
        named = next((at for at in everybody if self.subject and self._means(at)), None)
        if named is not None:
            self._named(named, ("subject", subject), people)
            return [at for at in everybody if at != named]
        if self.subject and not self._all_people():
            return self._introduced(subject, people)
        for at in everybody:
            glue = None if not at else ", " if self.manner.tags or at < len(people) - 1 else " and "
            self._named(at, ("subject", subject) if self.subject and not at else ("characters", people[at]), people, glue)
        return []

    def _shown_in_subject(self) -> tuple[int, Mention] | None:
        """Who a picture is of ("character sheet of Mira: poses"), and where the subject says it."""
        for at, name in enumerate(self.names if not self.manner.led else ()):
            place = find(self.subject, name)
            if place and self.subject[: place.start].lower().endswith(" of "):
                return at, place
        return None

    def _picture_of(self, at: int, place: Mention, subject: int, people: Sequence[int]) -> None:
        """The subject with the look of who it is of, where it names them."""
        look, account = self._look(at), self.words.accounts[people[at]]
        if not look.clauses:
            self.words.accounts[people[at]] = account._replace(reason="said in the subject")
        if self.manner.tags:
            self.words.add("subject", bare(self.subject), None, subject)
            if look.clauses:
                self.words.add("characters", look.clauses.lstrip(" ,"), ", ", people[at])
            return
        named = look.mention if look.clauses else with_article(self.subject[place.start : place.end])
        self.words.add("subject", with_article(f"{self.subject[: place.start].strip()} {named}"), None, subject)
        rest = self.subject[place.end :].strip()
        if look.clauses:
            self._clauses(look.clauses, rest, people[at])
        if rest:
            self.words.add("subject", rest, "" if rest[0] in ",.;:!?" else " ", subject)

    def _introduced(self, subject: int, people: Sequence[int]) -> list[int]:
        """A subject in its own words; somebody's name stands before what the shot calls them ("Mira, a locksmith in her 30s")."""
        if self.manner.tags or len(self.people) != 1 or not is_proper(self.names[0]) or not is_person(self.subject):
            text = plain_name(self.subject) if self.manner.led else self.subject
            if text != self.subject:
                why = f"the start image shows it; called {text!r} here"
                self.words.accounts[subject] = Diagnostic("subject", self.subject, "approximated", why, False, text)
            self.words.add("subject", self._noun(text), None, subject)
            return list(range(len(people)))
        look, told = self._look(0, bare(self.subject)), f", {with_article(bare(self.subject))}"
        rest = look.clauses.removeprefix(told)
        self.words.add("characters", look.mention, None, people[0])
        self.words.add("subject", told[2:] if rest else f"{told[2:]},", ", ", subject)
        if rest:
            self._clauses(rest, "", people[0])
            last = self.words.pieces[-1]
            self.words.pieces[-1] = last._replace(text=last.text.rstrip(",") + ",")
        return []

    def _named(self, at: int, own: tuple[str, int], people: Sequence[int], glue: str | None = None) -> None:
        look = self._look(at)
        name = look.mention if self.manner.called or self.manner.tags or look.clauses else with_article(look.mention)
        if own[0] == "subject" and self._means(at):
            name = bare(self._called(name)) if self.manner.tags else self._called(name)
        self.words.add(own[0], name, glue, own[1])
        if look.clauses:
            self._clauses(look.clauses, "", people[at])

    def _after(self) -> str | None:
        """What joins the action to who does it."""
        pieces = self.words.pieces
        if not pieces:
            return None
        last = pieces[-1].text
        return ", " if self.manner.tags or (len(pieces) == 1 and "," in last and not last.endswith(",")) else " "

    def _unnamed(self, at: int, account: int) -> None:
        """Somebody the action doesn't name, or only by what is theirs ("the keeper's hand")."""
        look = self._look(at)
        if self.action and not self.manner.tags and not is_proper(self.names[at]) and find_owner(self.action, self.names[at]):
            if look.clauses:
                self.words.add("characters", f"the {bare(look.mention)}{look.clauses}", ", ", account)
            return
        name = with_article(look.mention) if not self.manner.tags else look.mention
        self.words.beside("characters", f"{name}{look.clauses}", account)

    # Where and when

    def say_place(self, words: Sentence) -> None:
        """Setting, time and weather, as far as the action hasn't said them."""
        tell: Mapping[str, Any] = {"setting": at_place, "time_of_day": at_time, "weather": in_weather}
        for slot in PLACE:
            if slot not in self.free:
                continue
            value = _tidy(self.said[slot])
            if not self.manner.labelled and self.action and (says_place if slot == "setting" else says_word)(self.action, value):
                words.account(slot, value, SAID)
                continue
            if not self.manner.tags:
                words.close()
            text = bare(value) if self.manner.tags else tell[slot](value)
            words.add(slot, text, self._before(slot, words), words.account(slot, value))

    def _before(self, slot: str, words: Sentence) -> str | None:
        """Directly behind a short sentence, with a comma behind a long one."""
        if self.manner.tags or not words.pieces:
            return None
        last = words.pieces[-1].slot
        simple = last == "setting" or ("," not in self.action and last in ("action", "subject"))
        return " " if simple and slot != "weather" else ", "


def sentence(said: Mapping[str, Any], manner: Manner) -> Iterator[str]:
    """The woven words alone, as they stand, for whoever needs no account."""
    for told in weave(said, manner).values():
        for piece in told.pieces:
            yield f"{'' if piece.glue is None else piece.glue}{piece.text}"
