"""A dialect made ready for one kind of order: a flat list of functions, one for each slot, so that compiling only walks it once.

Every slot has exactly one of: words in a sentence, a field, or the reason why it is left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from director_kernel.prompts.dialect import Target
from director_kernel.prompts.fields import NATIVE, Send, sender, switches
from director_kernel.prompts.fitting import PROTECTED, Limit
from director_kernel.prompts.forbidden import Rule, rules_of
from director_kernel.prompts.forms import read_form
from director_kernel.prompts.joining import FLAGS, Fragment, Line
from director_kernel.prompts.negatives import listed, seen_instead
from director_kernel.prompts.noun_phrases import LETTERED, set_once
from director_kernel.prompts.people import plain_name
from director_kernel.prompts.phrasing import step_for
from director_kernel.prompts.pictures import references_step, tagger
from director_kernel.prompts.sheets import panels_step
from director_kernel.prompts.weaving import Manner
from director_kernel.prompts.wording import Said, Step, Wording, cutting, dropping, leaving_out
from director_kernel.prompts.woven_steps import manner_of, slots_of, woven
from director_kernel.schema.compiled import Diagnostic
from director_kernel.schema.dialect import Dialect, LengthLimit, LengthUnit, Phrase, Sentence
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import LayoutMode, Slots

MOVING = frozenset(("movement", "movement_speed", "motion_strength", "dialogue", "sound", "music", "lyrics", "bpm", "duration", "fps"))
"""What a still can't hold."""
_BARE = {"dialogue": "{text}", "sound": "{}", "music": "{}"}
"""What is only heard is said without an introduction: it would be spoken."""
_EDITS = frozenset((Kind.IMAGE_EDIT, Kind.VIDEO_EDIT))
_BALLOON = "speech balloon{speaker| of %}{tone|, %}: {quoted}"
_NOT_SLOTS = frozenset(("inferred",))


@dataclass(frozen=True)
class Program:
    """What one dialect does with the slots of one kind of order."""

    dialect: Dialect
    words: tuple[tuple[str, Step], ...]
    fields: tuple[tuple[str, Send, bool], ...]
    """The last one says that the slot has words as well, for values the field doesn't know."""
    negative_field: str
    """The field for unwanted things; "" where they are said otherwise."""
    literal: Mapping[str, Any]
    limits: tuple[Limit, ...]
    negative_limits: tuple[Limit, ...]
    ranks: Mapping[str, int]
    rules: tuple[Rule, ...]
    marks: str
    tag: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None
    endpoint: EndpointSchema | None
    manner: Manner | None = None
    """How the scene is woven; None: slot by slot."""


def build(dialect: Dialect, common: Dialect, target: Target) -> Program:
    """The program of a dialect for a target; what the dialect leaves open is as the common dialect says."""
    return _Builder(dialect, common, target).program()


class _Builder:
    """Puts a program together; lives only while it is built."""

    def __init__(self, dialect: Dialect, common: Dialect, target: Target) -> None:
        self.dialect, self.common, self.target = dialect, common, target
        self.kind, self.endpoint = target.kind, target.endpoint
        # A text may speak of everything a clip holds.
        self.media = "video" if target.kind.media == "text" else target.kind.media
        self.led = target.image_led and target.kind.media == "video"
        self.image_led = dialect.image_led or common.image_led
        self.sentences = [(one, _line(one)) for one in dialect.sentences if self._holds(one)]
        self.negative_field = self._negative_field()

    def program(self) -> Program:
        sends = {slot: send for slot in Slots.model_fields if (send := sender(slot, self.dialect, self.kind, self.endpoint))}
        self.manner, self.inner = self._manner(sends, led=self.led), self._manner(sends, led=False)
        spoken = [*self._spoken(sends)]
        silent = [(slot, self._silent(slot)) for slot in Slots.model_fields if slot not in self._done(spoken, sends)]
        said = {slot for slot, _ in spoken}
        return Program(
            self.dialect,
            (*spoken, *silent),
            tuple((slot, send, slot in said) for slot, send in sends.items()),
            self.negative_field,
            switches(self.dialect, self.endpoint) if self.target.literal else {},
            tuple(self._limits(self.dialect.prompt_limit, self.endpoint.prompt_field if self.endpoint else None)),
            tuple(self._limits(self.dialect.negative_limit, "negative_prompt")),
            self._ranks(),
            rules_of(self.dialect),
            "\"'”’»" if "'" in self.dialect.quote or "’" in self.dialect.quote else '"',
            tagger(self.dialect.references),
            self.endpoint,
            self.manner,
        )

    def _manner(self, sends: Mapping[str, Send], *, led: bool) -> Manner | None:
        """How the scene is woven, with or without a start image."""
        lines: dict[str, Line] = {}
        for sentence, line in self.sentences:
            for slot in sentence.slots:
                lines.setdefault(slot, line)
        image_led = self.image_led if led else None
        called = image_led is not None and image_led.call

        def free(slot: str) -> bool:
            left_out = image_led is not None and slot in image_led.leave_out
            return slot not in sends and slot not in self.dialect.phrases and (not left_out or (called and slot == "characters"))

        return manner_of(self.dialect, lines, tuple(lines), free, called=called, led=led)

    def _holds(self, sentence: Sentence) -> bool:
        return (not sentence.kinds or self.kind in sentence.kinds) and (not sentence.media or self.media in sentence.media)

    def _done(self, spoken: list[tuple[str, Step]], sends: Mapping[str, Send]) -> set[str]:
        own = {"negatives"} if self.negative_field else set()
        return {slot for slot, _ in spoken} | set(sends) | own | _NOT_SLOTS

    def _limits(self, own: LengthLimit | None, field: str | None) -> Iterator[Limit]:
        if own is not None:
            yield Limit(own.max, own.unit)
        known = self.endpoint.fields.get(field or "") if self.endpoint else None
        if known is not None and known.max_chars:
            yield Limit(known.max_chars, LengthUnit.CHARS)

    def _ranks(self) -> dict[str, int]:
        named = [*(self.dialect.drop_order or self.common.drop_order), *self.common.drop_order, *Slots.model_fields, "keep"]
        order = [slot for slot in dict.fromkeys(named) if slot not in PROTECTED and slot != "characters"]
        return {slot: rank for rank, slot in enumerate((*order, "characters"))}

    # Words

    def phrase(self, slot: str) -> Phrase:
        """How a slot is said: the dialect's own words over the common ones."""
        common, own = self._common(slot), self.dialect.phrases.get(slot)
        if self.media == "audio" and slot in _BARE and (own is None or not own.form or own is common):
            common, own = common.model_copy(update={"form": _BARE[slot], "unless": ()}), None
        if own is None or own is common:
            return common
        set_here: dict[str, Any] = {name: getattr(own, name) for name in own.model_fields_set}
        merged: dict[str, Any] = {
            name: {**getattr(common, name), **set_here[name]} for name in ("values", "approximate", "drop") if name in set_here
        }
        return common.model_copy(update={**set_here, **merged})

    def _common(self, slot: str) -> Phrase:
        """The common words; in a dialect that weaves sentences those that read well there."""
        phrase = self.common.phrases.get(slot, Phrase())
        over = self.common.woven.get(slot) if self.dialect.weave == "sentences" else None
        return phrase.model_copy(update={name: getattr(over, name) for name in over.model_fields_set}) if over else phrase

    def _wording(self, slot: str, line: Line) -> Wording:
        phrase = self.phrase(slot)
        return Wording(slot, phrase, line, phrase.quote or self.dialect.quote, bool(self.dialect.weave))

    def _spoken(self, sends: Mapping[str, Send]) -> Iterator[tuple[str, Step]]:
        """Every slot that has a sentence, in the dialect's order, then keep and negatives where no sentence names them."""
        done: set[str] = set()
        for sentence, line in self.sentences:
            for slot in sentence.slots:
                if slot not in done and (step := self._say(slot, line, sends)) is not None:
                    yield slot, step
                done.add(slot)
        for slot in ("keep", "negatives"):
            if slot not in done and (step := self._say(slot, _line(Sentence(name=slot, slots=(slot,))), sends)) is not None:
                yield slot, step

    def _say(self, slot: str, line: Line, sends: Mapping[str, Send]) -> Step | None:
        if slot == "keep":
            return self._keep(line)
        if slot == "negatives":
            return None if self.negative_field else self._negatives(line)
        if slot in sends:
            return self._unless_sent(slot, line, sends[slot]) if slot not in NATIVE and not self._whole(slot) else None
        if slot not in Slots.model_fields:
            return None
        return self._slot(slot, line)

    def _whole(self, slot: str) -> bool:
        """Whether the field takes any value of the slot."""
        return all(one.slot != slot or not one.map for one in self.dialect.parameters)

    def _unless_sent(self, slot: str, line: Line, send: Send) -> Step:
        words = self._slot(slot, line)

        def say(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
            sent = send(value)
            if not sent.field and not sent.flag:
                words(value, said, out, diagnostics)

        return say

    def _slot(self, slot: str, line: Line, *, inner: bool = False) -> Step:
        step = self._by_itself(slot, line, inner=inner)
        return woven(slot, step, line) if slot in slots_of(self.inner if inner else self.manner) else step

    def _by_itself(self, slot: str, line: Line, *, inner: bool) -> Step:
        if slot == "panels":
            return dropping(slot, "a panel holds no panels") if inner else self._panels(line)
        if slot == "references":
            return references_step(self.dialect.references, self.phrase(slot).form, None if inner else line)
        if self.media == "image" and slot in MOVING:
            return self._balloon(line) if slot == "dialogue" else dropping(slot, "a still image can't hold it")
        if reason := self.phrase(slot).drop.get("*"):
            return dropping(slot, reason)
        if self.led and not inner and self.image_led is not None:
            if slot == "characters" and self.image_led.call:
                return _called(step_for(self._named(slot, line)))
            if slot in self.image_led.leave_out:
                return leaving_out(step_for(self._wording(slot, line)), "the start image shows it")
            if slot == "subject":
                return _by_plain_name(step_for(self._wording(slot, line)))
        if slot == "on_screen_text" and (parts := self._set_parts()):
            return set_once(step_for(self._wording(slot, line)), parts, self._wording("typography", line).quote)
        return step_for(self._wording(slot, line))

    def _set_parts(self) -> frozenset[str]:
        """The parts of the typography that are said in words of their own: what stands there is not said again."""
        phrase = self.phrase("typography")
        said = any("typography" in sentence.slots for sentence, _ in self.sentences) and "*" not in phrase.drop
        return read_form(phrase.form).names & LETTERED.keys() if said and self.media != "audio" else frozenset()

    def _named(self, slot: str, line: Line) -> Wording:
        wording = self._wording(slot, line)
        return wording._replace(phrase=wording.phrase.model_copy(update={"form": "{name}"}))

    def _balloon(self, line: Line) -> Step:
        """Lines in a still: in balloons on a comic's page, else not at all."""
        wording = self._wording("dialogue", line)
        balloons = step_for(wording._replace(phrase=wording.phrase.model_copy(update={"form": _BALLOON})))
        drop = dropping("dialogue", "a still image can't hold it")

        def say(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
            (balloons if said["layout_mode"] is LayoutMode.COMIC else drop)(value, said, out, diagnostics)

        return say

    def _panels(self, line: Line) -> Step:
        names = [slot for sentence, _ in self.sentences for slot in sentence.slots]
        inside = [slot for slot in dict.fromkeys(names) if slot in Slots.model_fields and slot not in _WHOLE]
        steps = [(slot, self._slot(slot, line, inner=True)) for slot in inside]
        rest = [slot for slot in Slots.model_fields if slot not in inside and slot not in _NOT_SLOTS]
        return panels_step(self._wording("panels", line), [*steps, *((slot, self._unsaid_inside(slot)) for slot in rest)], self.inner)

    def _unsaid_inside(self, slot: str) -> Step:
        return dropping(slot, "it is said for the whole, not for a panel") if slot in _WHOLE else self._silent(slot)

    # Keep and negatives

    def _keep(self, line: Line) -> Step | None:
        clause = self.image_led.keep if self.led and self.image_led else self.dialect.edit_keep if self.kind in _EDITS else ""
        if not clause:
            return None

        relit = "" if self.led else self.dialect.edit_keep_relit

        def say(_: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
            words = relit if relit and any(said[slot] for slot in _RELIT) else clause
            out.append(Fragment("keep", words, line, False, "", 0, 0, "keep"))

        return say

    def _negative_field(self) -> str:
        how = self.dialect.negatives
        if self.endpoint is not None:
            return next((name for name in dict.fromkeys((how.field, "negative_prompt")) if self._takes_text(name)), "")
        return how.field if how.how == "field" or self.target.negative else ""

    def _takes_text(self, name: str) -> bool:
        field = self.endpoint.fields.get(name) if self.endpoint else None
        return field is not None and field.type in ("", "string") and not field.many

    def _negatives(self, line: Line) -> Step:
        own = self.dialect.negatives
        if self.media == "audio" and own.how in ("field", "positive"):
            return dropping("negatives", "it can't be heard")
        if own.how == "drop":
            return dropping("negatives", f"{self.dialect.title} takes nothing unwanted")
        if own.how in ("inline", "flag"):
            return listed(own, FLAGS if own.how == "flag" else line)
        return seen_instead(own, line)

    # What is left out

    def _silent(self, slot: str) -> Step:
        if slot == "references" and self.media != "audio":
            return references_step(self.dialect.references, "", None)
        if reason := self.phrase(slot).drop.get("*"):
            return dropping(slot, reason)
        if self.media == "audio" and slot not in NATIVE:
            return dropping(slot, "it can't be heard" if slot not in _HEARD else f"{self.dialect.title} has no place for it")
        if slot in _CUT and self.media != "audio":
            return cutting(slot)
        if self.media == "image" and slot in MOVING:
            return dropping(slot, "a still image can't hold it")
        what = "field" if slot in NATIVE else "place"
        return dropping(slot, f"{self.dialect.title} has no {what} for it")


_WHOLE = frozenset(("panel_layout", "layout_mode", "negatives", "references", "duration", "aspect", "fps", "seed", "frame_count"))
"""What holds for a whole sheet."""
_RELIT = ("style", "light_source", "light_quality", "light_setup", "time_of_day")
"""What says an edit's own light: it is not to match the old one."""
_CUT = frozenset(("duration", "fps"))
"""What holds for the finished film whatever a model makes: where it has no field for them nothing is lost."""
_HEARD = frozenset(("dialogue", "sound", "music", "lyrics", "bpm", "mood", "style", "subject", "action", "negatives"))


def _line(one: Sentence) -> Line:
    closing = one.end.rstrip(" \n\t,;:|")
    return Line(one.lead + one.label, one.trail, one.join, one.end, one.capital, closing)


def _by_plain_name(step: Step) -> Step:
    """The subject by its plain name: the start image shows the rest."""

    def say(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        start = len(out)
        step(value, said, out, diagnostics)
        if len(out) == start or out[start].quoted:
            return
        name = plain_name(out[start].text)
        if name != out[start].text:
            at = out[start].first
            diagnostics[at] = diagnostics[at]._replace(
                verdict="approximated", reason=f"the start image shows it; called {name!r} here", to=name
            )
            out[start] = out[start]._replace(text=name)

    return say


def _called(step: Step) -> Step:
    """People by name, since the start image shows their looks."""

    def say(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        first = len(diagnostics)
        step(value, said, out, diagnostics)
        for at in range(first, len(diagnostics)):
            if diagnostics[at].verdict == "approximated":
                diagnostics[at] = diagnostics[at]._replace(reason="the start image shows the look; called by name here")

    return say
