"""Change the plan that is there: each change is applied to the film and told in a few words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from director_kernel.catalog.book import Catalog
from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.beats import in_place
from director_kernel.engine.offline.film import Film, FilmShot, rewritten, uncast
from director_kernel.engine.offline.options import TIERS
from director_kernel.engine.offline.read_brief import read
from director_kernel.engine.offline.revise_words import Change, Changes
from director_kernel.engine.offline.steps import images_of
from director_kernel.engine.offline.words import price
from director_kernel.prompts.compile import compile_prompt
from director_kernel.prompts.dialect import Target
from director_kernel.prompts.read import read_slots, said_names
from director_kernel.schema.brief import Attachment, Brief
from director_kernel.schema.plan import Draft, Kind, Plan, Role
from director_kernel.schema.slots import Line, Movement, Prop, ShotSize, Slots, Speed

_LONGEST_SHOT, _SHORTEST_SHOT = 8.0, 1.5
"""Seconds: beyond these a film is re-cut with more or fewer shots instead of stretched or squeezed."""


@dataclass(frozen=True)
class Revision:
    """What came of a message of changes: the new brief, the new draft (None: tell the story anew from the brief), and what changed."""

    brief: Brief
    draft: Draft | None
    told: tuple[str, ...]
    failed: tuple[str, ...] = ()
    retell: bool = False
    reoffer: bool = False


def revise(plan: Plan, brief: Brief, changes: Changes, catalog: Catalog, attachments: Sequence[Attachment] = ()) -> Revision:
    """`plan` and `brief` with every change applied, in the order they were said."""
    editor = Editor(Film.of(plan), brief.with_(attachments=(*brief.attachments, *attachments)), plan, catalog)
    for change in changes.changes:
        editor.apply(change)
    brief = editor.brief
    draft = None if editor.retell else editor.film.draft().model_copy(update={"brief": brief, "tier": editor.tier})
    return Revision(brief, draft, tuple(editor.told), tuple(editor.failed), editor.retell, editor.reoffer)


class Editor:
    """Applies changes one after the other and keeps what was done in words."""

    def __init__(self, film: Film, brief: Brief, plan: Plan, catalog: Catalog) -> None:
        self.film, self.brief, self.plan, self.catalog = film, brief, plan, catalog
        self.tier = plan.tier
        self.told: list[str] = []
        self.failed: list[str] = []
        self.retell = self.reoffer = False

    def apply(self, change: Change) -> None:
        missing = [n for n in change.shots if n > len(self.film.shots)]
        if missing:
            word = "shot" if len(self.film.shots) == 1 else "shots"
            self.failed.append(f"there is no shot {missing[0]} (the film has {len(self.film.shots)} {word})")
            return
        getattr(self, f"_{change.kind}")(change)

    # Length, format, money

    def _duration(self, change: Change) -> None:
        if change.shots:
            for one in self.film.at(change.shots):
                one.last(change.value)
            self._say(f"{_named(change.shots)} runs {change.value:g} s; the film is {self.film.seconds:g} s long")
            self.brief = self.brief.with_(duration=self.film.seconds)
            return
        self._last(float(change.value))

    def _length(self, change: Change) -> None:
        factor = 1.5 if change.value == "longer" else 2 / 3
        shots = self.film.at(change.shots)
        if change.shots:
            for one in shots:
                one.last(max(1.0, round(one.seconds * factor * 2) / 2))
            self._say(f"{_named(change.shots)} is {change.value}")
            return
        self._last(max(2.0, float(round(self.film.seconds * factor))))

    def _last(self, seconds: float) -> None:
        """The film runs `seconds`: lengths scale; what gets too short loses shots, what gets too long is told anew."""
        self.brief = self.brief.with_(duration=seconds)
        self._say(f"runs {seconds:g} s")
        if not self.film.shots:
            return
        while len(self.film.shots) > 2 and seconds / len(self.film.shots) < _SHORTEST_SHOT:
            self.film.shots.remove(_least_needed(self.film.shots))
        if seconds / len(self.film.shots) > _LONGEST_SHOT:
            self.retell = True
            return
        _stretch(self.film.shots, seconds)
        self._follow()

    def _follow(self) -> None:
        """Music and effects run as long as the film."""
        for sound in self.film.sounds:
            if sound["kind"] == Kind.MUSIC.value:
                sound["useSeconds"] = sound["duration"] = self.film.seconds
                sound["options"] = {}
            if sound["kind"] == Kind.SPEECH.value:
                self._fit_voice(sound)

    def _fit_voice(self, sound: dict[str, Any]) -> None:
        """The script without its last but one lines until it fits its shot, or the film, at 2.5 words a second."""
        slots = Slots.model_validate(sound.get("slots", {}))
        own = next((s.seconds for s in self.film.shots if s.clip["id"] in sound.get("dependsOn", ())), self.film.seconds)
        lines, room = list(slots.dialogue), int(max(own, 1.0) * 2.5)
        while len(lines) > 1 and sum(len(line.text.split()) for line in lines) > room:
            lines.pop(-2)
        if tuple(lines) != slots.dialogue:
            sound["slots"] = slots.with_(dialogue=tuple(lines)).model_dump(mode="json", by_alias=True)
            sound["prompt"] = " ".join(line.text for line in lines)
            sound["action"] = f"Voice: {sound['prompt']}"

    def _aspect(self, change: Change) -> None:
        self.brief = self.brief.with_(aspect=change.value)
        self.film.head["aspect"] = change.value
        for step in [x for s in self.film.shots for x in s.steps] + self.film.other:
            step["aspect"] = change.value
            step.pop("width", None)
            step.pop("height", None)
            step["options"] = {
                k: v
                for k, v in step.get("options", {}).items()
                if k not in ("aspect_ratio", "aspectRatio", "image_size", "video_size", "size")
            }
        self._say(f"format {change.value}")

    def _platform(self, change: Change) -> None:
        self.brief = self.brief.with_(platform=change.value)

    def _budget(self, change: Change) -> None:
        self.brief = self.brief.with_(budget=change.value)
        self.reoffer = True
        self._say(f"budget {price(change.value)}")

    def _tier(self, change: Change) -> None:
        at = TIERS.index(self.tier) + (1 if change.value == "+" else -1)
        if not 0 <= at < len(TIERS):
            way = "cheapest" if change.value == "-" else "best"
            hint = "cut shots or shorten it" if change.value == "-" else "name a model, for example “use Veo”"
            self.failed.append(f"this is the {way} tier already; {hint}")
            return
        self.tier = TIERS[at]
        self.brief = self.brief.with_(tier=self.tier, models=())
        self.film = _recast(self.film)
        self._say(f"{self.tier} tier")

    def _models(self, change: Change) -> None:
        done = []
        for name in change.value:
            model = self.catalog.models[name]
            steps = [s for shot in self.film.at(change.shots) for s in shot.steps]
            steps += [] if change.shots else self.film.sounds + self.film.other
            fits = [s for s in steps if any(k.value == s["kind"] for k in model.kinds)]
            for step in fits:
                kept = uncast(step)
                step.clear()
                step.update(kept, model=model.id, modelName=model.name)
            if fits:
                done.append(f"{model.short_name} makes {_named(change.shots) if change.shots else _counted(fits)}")
                self.brief = (
                    self.brief.with_(models=(*(m for m in self.brief.models if m != name), name)) if not change.shots else self.brief
                )
            else:
                made = ", ".join(k.value for k in model.kinds[:2])
                self.failed.append(f"{model.short_name} makes {made}, and no step here is that")
        for text in done:
            self._say(text)

    # Shots

    def _swap(self, change: Change) -> None:
        a, b = change.value
        if max(a, b) > len(self.film.shots) or min(a, b) < 1:
            self.failed.append(f"there are only {len(self.film.shots)} shots to swap")
            return
        shots = self.film.shots
        shots[a - 1], shots[b - 1] = shots[b - 1], shots[a - 1]
        self._say(f"shots {a} and {b} are swapped")

    def _move(self, change: Change) -> None:
        number, place = change.value
        if not 1 <= number <= len(self.film.shots):
            self.failed.append(f"there is no shot {number}")
            return
        one = self.film.shots.pop(number - 1)
        self.film.shots.insert(len(self.film.shots) if place == -1 else min(place, len(self.film.shots) + 1) - 1, one)
        self._say(f"shot {number} moved to {'the end' if place == -1 else f'place {place}'}")

    def _remove(self, change: Change) -> None:
        gone = self.film.at(change.shots)
        if len(gone) >= len(self.film.shots):
            self.failed.append("a film needs a shot; `cancel` drops the plan")
            return
        total = self.film.seconds
        self.film.shots = [s for s in self.film.shots if s not in gone]
        if self.brief.duration and self.film.shots and total / len(self.film.shots) <= _LONGEST_SHOT:
            _stretch(self.film.shots, total)
        self._follow()
        self._say(f"{_named(change.shots)} {'is' if len(change.shots) == 1 else 'are'} gone; the others fill {self.film.seconds:g} s")

    def _add(self, change: Change) -> None:
        where = change.more.get("where", 0)
        total = self.film.seconds
        model = next((s for s in self.film.shots if not s.is_card), self.film.shots[0]) if self.film.shots else None
        if model is None:
            self.failed.append("there is no film to add a shot to")
            return
        made = _new_shot(self.film, model, change.value)
        cards = [n for n, s in enumerate(self.film.shots) if s.is_card]
        at = min(where - 1, len(self.film.shots)) if where else (cards[0] if cards and cards[0] > 0 else len(self.film.shots))
        self.film.shots.insert(at, made)
        if self.brief.duration:
            _stretch(self.film.shots, total)
        self._say(f"shot {at + 1} is new: {change.value}")

    def _shots(self, change: Change) -> None:
        now = len(self.film.shots)
        count = max(1, now + 1 if change.value == "+" else now - 1 if change.value == "-" else int(change.value))
        self.brief = self.brief.with_(shots=count)
        self.retell = count > now
        while len(self.film.shots) > count:
            self.film.shots.remove(_least_needed(self.film.shots))
        if not self.retell and self.brief.duration:
            _stretch(self.film.shots, self.brief.duration)
        self._say(f"{count} {'shot' if count == 1 else 'shots'}")

    # Words, cards, sound

    def _text(self, change: Change) -> None:
        holders = (
            self.film.at(change.shots) if change.shots else [s for s in self.film.shots if s.slots.on_screen_text] or self.film.shots[-1:]
        )
        holders = holders[-1:] if not change.shots and change.value else holders
        for one in holders:
            one.film(
                lambda s: s.with_(on_screen_text=(*s.on_screen_text, *change.value) if change.more.get("add") else tuple(change.value))
            )
        for step in [] if self.film.shots else self.film.other:
            _restep(step, lambda s: s.with_(on_screen_text=tuple(change.value)))
        self.brief = self.brief.with_(on_screen_text=tuple(change.value))
        self._say("on-screen text: " + ", ".join(f"“{t}”" for t in change.value) if change.value else "no on-screen text")

    def _lines(self, change: Change) -> None:
        said = " ".join(change.value)
        voice = next((s for s in self.film.sounds if s["kind"] == Kind.SPEECH.value), None)
        speaker = next((line.speaker for line in Slots.model_validate(voice.get("slots", {})).dialogue), "") if voice else ""
        slots = Slots(dialogue=tuple(Line(text=t, speaker=speaker) for t in change.value))
        self.brief = self.brief.with_(dialogue=tuple(change.value))
        self._sound_step(Kind.SPEECH, "voice", slots, said, f"Voice: {said}")
        self._say(f"the voice says “{said}”")

    def _end_card(self, change: Change) -> None:
        cards = [s for s in self.film.shots if s.is_card]
        if not change.value:
            self.film.shots = [s for s in self.film.shots if s not in cards] or self.film.shots
            self._say("the end card is gone")
            return
        texts = tuple(change.more.get("text", ())) or (self.brief.on_screen_text[:2] or (_brand_of(self.plan, self.brief),))
        total = self.film.seconds
        if not cards:
            model = self.film.shots[-1] if self.film.shots else None
            if model is None:
                self.failed.append("there is no film to close with a card")
                return
            card = _new_shot(self.film, model, "a clean field of colour holds the logo", beat="end")
            card.film(
                lambda s: s.with_(
                    shot_size=ShotSize.CU,
                    movement=Movement.STATIC,
                    movement_speed=None,
                    characters=(),
                    props=(),
                    setting="studio",
                    composition="centred",
                    subject="end card",
                )
            )
            self.film.shots.append(card)
            cards = [card]
            if self.brief.duration:
                _stretch(self.film.shots, total)
        cards[-1].film(lambda s: s.with_(on_screen_text=texts))
        if change.more.get("logo"):
            self._attach_logo(cards[-1])
        self._say("the film ends on a card: " + ", ".join(f"“{t}”" for t in texts))

    def _logo(self, change: Change) -> None:
        if not images_of(self.brief):
            self.failed.append("no logo is attached: attach it (`--attach logo.png`) and say it again")
            return
        cards = [s for s in self.film.shots if s.is_card]
        if not cards:
            self._end_card(Change("end_card", True, (), {"logo": True}))
            return
        for one in cards:
            self._attach_logo(one)
        self._say("your logo is on the end card")

    def _attach_logo(self, one: FilmShot) -> None:
        pictures = images_of(self.brief)
        logo = next((a for a in pictures if "logo" in a.name.lower()), pictures[-1] if pictures else None)
        if logo is None or one.frame is None:
            return
        kept = uncast(one.frame)
        one.frame.clear()
        one.frame.update(
            kept, kind=Kind.IMAGE_EDIT.value, inputs=[{"role": Role.REFERENCE.value, "asset": logo.asset}], attachedRole="logo"
        )

    def _sound(self, change: Change) -> None:
        what, wanted = change.value
        kinds = {"voice": Kind.SPEECH, "music": Kind.MUSIC, "effects": Kind.SOUND_EFFECT}
        if what == "none":
            self.film.sounds = []
            self.brief = self.brief.with_(audio=("none",))
            self._say("no sound")
            return
        kind = kinds[what]
        if not wanted:
            had = [s for s in self.film.sounds if s["kind"] == kind.value]
            self.film.sounds = [s for s in self.film.sounds if s["kind"] != kind.value]
            self.brief = self.brief.with_(audio=tuple(a for a in self.brief.audio if a != what))
            (self.told if had else self.failed).append(f"no {_SOUNDS[what]}" if had else f"there is no {_SOUNDS[what]} to drop")
            return
        self.brief = self.brief.with_(audio=tuple(dict.fromkeys((*(a for a in self.brief.audio if a != "none"), what))))
        self._add_sound(what, kind, str(change.more.get("what", "")))

    def _add_sound(self, what: str, kind: Kind, style: str) -> None:
        if kind is Kind.SPEECH:
            lines = _script(self.film, self.plan, self.brief)
            self._sound_step(
                kind,
                "voice",
                Slots(dialogue=lines),
                " ".join(line.text for line in lines),
                f"Voice: {' '.join(line.text for line in lines)}",
            )
            self._say("a voice-over: “" + " ".join(line.text for line in lines) + "”")
            return
        look = self.film.shots[0].slots if self.film.shots else Slots()
        if kind is Kind.MUSIC:
            slots = Slots(music=style or " ".join((*look.mood[:1], "underscore")), mood=look.mood)
            self._sound_step(kind, "music", slots, compile_prompt(slots, Target(kind)).prompt, f"Music: {slots.music}", self.film.seconds)
            self._say(f"music: {slots.music}")
            return
        slots = Slots(sound=(f"ambience {in_place(look.setting)}" if look.setting else "room tone", "soft whoosh on the cuts"))
        self._sound_step(
            kind,
            "effects",
            slots,
            compile_prompt(slots, Target(kind)).prompt,
            f"Effects: {', '.join(slots.sound)}",
            min(20.0, self.film.seconds),
        )
        self._say("sound effects")

    def _sound_step(self, kind: Kind, name: str, slots: Slots, prompt: str, action: str, seconds: float | None = None) -> None:
        """Replaces the step of this kind, or adds one."""
        step: dict[str, Any] = {
            "id": name,
            "kind": kind.value,
            "action": action,
            "prompt": prompt,
            "slots": slots.model_dump(mode="json", by_alias=True),
        }
        if seconds:
            step |= {"duration": seconds, "useSeconds": seconds}
        old = next((s for s in self.film.sounds if s["kind"] == kind.value), None)
        self.film.sounds = [s for s in self.film.sounds if s["kind"] != kind.value]
        if old:
            step = {**{k: v for k, v in old.items() if k in ("id", "model", "modelName", "takes", "seed")}, **step, "id": old["id"]}
        self.film.sounds.append(step)

    # Looks

    def _look(self, change: Change) -> None:
        delta = load_lexicon("revise")["looks"][change.value]
        self._film_all(change.shots, lambda s: delta_slots(s, delta))
        if delta.get("pace") and self.film.shots and not change.shots and not self.brief.duration:
            _stretch(self.film.shots, max(2.0, float(round(self.film.seconds * delta["pace"]))))
        if delta.get("music") and not change.shots:
            for sound in self.film.sounds:
                if sound["kind"] == Kind.MUSIC.value:
                    _restep(sound, lambda s: s.with_(music=delta["music"], mood=tuple(delta.get("mood", s.mood))))
        self._say(
            f"{_named(change.shots)} {'is' if len(change.shots) == 1 else 'are'} {change.value}" if change.shots else str(change.value)
        )

    def _slots(self, change: Change) -> None:
        told = dict(change.more)
        self._film_all(change.shots, lambda s: _set(s, told), cards=not {"setting", "shot_size"} & set(told))
        if not change.shots:
            self.brief = self.brief.with_(**{k: v for k, v in told.items() if k in ("setting", "style", "mood")})
        words = ", ".join(f"{k.replace('_', ' ')} {', '.join(v) if isinstance(v, tuple) else v}" for k, v in told.items())
        self._say(f"{_named(change.shots)}: {words}" if change.shots else words)

    def _person(self, change: Change) -> None:
        told = dict(change.more)
        self._film_all(
            change.shots, lambda s: s.with_(characters=tuple(c.with_(**told) if at == 0 else c for at, c in enumerate(s.characters)))
        )
        self._say(", ".join(f"{k} {v}" for k, v in told.items()) + " for the lead")

    def _no_people(self, change: Change) -> None:
        def emptied(s: Slots) -> Slots:
            if not s.characters:
                return s
            thing = next((p.name for p in s.props), "") or self.brief.subject or "the place"
            action = f"the {thing} alone, the light moving over it" if thing else "the place alone, the light moving through it"
            return s.with_(
                characters=(),
                action=action,
                subject=thing,
                dialogue=(),
                props=tuple(p.with_(held_by="") for p in s.props),
                negatives=(*s.negatives, "people"),
            )

        self._film_all(change.shots, emptied)
        for one in self.film.shots:
            _relabel(one)
        self._say("no people in the picture")

    def _film_all(self, shots: tuple[int, ...], how: Callable[[Slots], Slots], *, cards: bool = True) -> None:
        for one in self.film.at(shots):
            if shots or cards or not one.is_card:
                one.film(how)
        for step in self.film.other if not shots else []:
            if step["kind"] in (Kind.TEXT_TO_IMAGE.value, Kind.IMAGE_EDIT.value):
                _restep(step, how)

    def _say(self, text: str) -> None:
        self.told.append(text)


_SOUNDS = {"voice": "voice", "music": "music", "effects": "effects"}


def _restep(step: dict[str, Any], how: Callable[[Slots], Slots]) -> None:
    """Changes the slots of one step that is not part of a shot."""
    old = Slots.model_validate(step.get("slots", {}))
    new = how(old)
    if new != old:
        step["prompt"] = (
            rewritten(step, old, new) if Kind(step["kind"]).media != "audio" else compile_prompt(new, Target(Kind(step["kind"]))).prompt
        )
        step["slots"] = new.model_dump(mode="json", by_alias=True)


def delta_slots(slots: Slots, delta: dict[str, Any]) -> Slots:
    """`slots` with a look from the lexicon on top: steps on ordered lists are clamped, the rest is set; cards keep their framing."""
    new: dict[str, Any] = {}
    card = slots.subject in ("end card", "title card") or (slots.movement is Movement.STATIC and bool(slots.on_screen_text))
    if delta.get("speed") and slots.movement not in (None, Movement.STATIC):
        new["movement_speed"] = _stepped(list(Speed), slots.movement_speed or Speed.MEDIUM, delta["speed"])
    if delta.get("size") and slots.shot_size and not card:
        new["shot_size"] = _stepped(list(ShotSize), slots.shot_size, -delta["size"] if delta["size"] else 0)
    if delta.get("motion"):
        new["motion_strength"] = max(-2, min(2, (slots.motion_strength or 0) + delta["motion"]))
    if delta.get("move") and not card:
        new["movement"] = Movement(delta["move"])
        new["movement_speed"] = (
            None if new["movement"] is Movement.STATIC else new.get("movement_speed", slots.movement_speed or Speed.MEDIUM)
        )
    for key, name in (
        ("lens", "lens"),
        ("focus", "focus"),
        ("quality", "light_quality"),
        ("setup", "light_setup"),
        ("source", "light_source"),
        ("side", "key_side"),
        ("angle", "angle"),
        ("composition", "composition"),
    ):
        if delta.get(key) and not (card and name in ("angle", "composition")):
            new[name] = delta[key]
    for key in ("palette", "mood", "style"):
        if delta.get(key):
            new[key] = tuple(dict.fromkeys(delta[key]))
    if delta.get("palette_add"):
        new["palette"] = tuple(dict.fromkeys((*slots.palette, *delta["palette_add"])))
    return slots.with_(**new)


def _stepped(ladder: list[Any], now: Any, steps: int) -> Any:
    return ladder[max(0, min(len(ladder) - 1, ladder.index(now) + steps))]


def _set(slots: Slots, told: dict[str, Any]) -> Slots:
    """`slots` with what was said; an hour or weather brings its own palette."""
    new = dict(told)
    if "time_of_day" in told and "palette" not in told:
        new["palette"] = read_slots(f"{told['time_of_day']}").palette or slots.palette
        if told["time_of_day"] in ("night", "dusk", "blue hour") and "light_source" not in told:
            new["light_source"] = "practical"
        if told["time_of_day"] in ("day", "morning", "noon", "dawn") and "light_source" not in told:
            new["light_source"] = "daylight"
    if new.get("movement") is Movement.STATIC:
        new["movement_speed"] = None
    return slots.with_(**new, inferred=tuple(n for n in slots.inferred if n not in told))


def _new_shot(film: Film, model: FilmShot, words: str, beat: str = "added") -> FilmShot:
    """A shot of what was said, in the look of `model`, framed by its own words or a size apart."""
    name = film.new_id("shot")
    look = model.slots
    read_in = read_slots(words)
    told = {n: getattr(read_in, n) for n in said_names(read_in)}
    people = tuple(next((c for c in look.characters if c.name == new.name), new) for new in read_in.characters)
    props = tuple(next((p for p in look.props if p.name == new.name), new) for new in read_in.props)
    slots = look.with_(**{
        "on_screen_text": (), "dialogue": (), "shot_size": ShotSize.MS if look.shot_size is not ShotSize.MS else ShotSize.CU, "movement": Movement.PUSH_IN,
        "movement_speed": Speed.SLOW, "setting": look.setting, **told, "characters": people, "props": props, "subject": read_in.subject, "action": words.strip(),
    })  # fmt: skip
    base = {"aspect": film.head.get("aspect", ""), "slots": slots.model_dump(mode="json", by_alias=True)}
    seconds = model.seconds or 2.0
    frame = {**base, "id": f"{name}-frame", "kind": Kind.TEXT_TO_IMAGE.value, "action": f"Frame, {beat}: {words}"}
    clip = {
        **base, "id": f"{name}-clip", "kind": Kind.IMAGE_TO_VIDEO.value, "action": f"Shot, {beat}: {words}", "duration": seconds, "useSeconds": seconds,
        "inputs": [{"role": Role.START_IMAGE.value, "step": frame["id"]}], "dependsOn": [frame["id"]],
    }  # fmt: skip
    made = FilmShot(clip, frame)
    for step in made.steps:
        step["prompt"] = rewritten({"kind": step["kind"], "prompt": ""}, Slots(), slots)
    return made


def _relabel(one: FilmShot) -> None:
    """The steps' names say what the shot shows now."""
    for step in one.steps:
        lead = re.match(r"^(?:Shot|Frame)[^:]*: ", str(step.get("action", "")))
        step["action"] = f"{lead.group() if lead else ''}{one.slots.action}"


def _stretch(shots: Sequence[FilmShot], seconds: float) -> None:
    """The shots scaled to `seconds` on half seconds, the last taking what is left."""
    total = sum(s.seconds for s in shots) or float(len(shots))
    lengths = [max(0.5, round((s.seconds or 1.0) * seconds / total * 2) / 2) for s in shots]
    lengths[-1] = round(seconds - sum(lengths[:-1]), 3)
    while lengths[-1] < 0.5 and any(x > 0.5 for x in lengths[:-1]):
        at = max(range(len(lengths) - 1), key=lambda n: lengths[n])
        lengths[at] -= 0.5
        lengths[-1] = round(lengths[-1] + 0.5, 3)
    for one, length in zip(shots, lengths, strict=True):
        one.last(max(0.1, length))


def _least_needed(shots: Sequence[FilmShot]) -> FilmShot:
    """The shot a film misses least: montage moments, then texture, hook, use, benefit … never the hero, rarely the card."""
    order = (
        "moment",
        "escalation",
        "added",
        "texture",
        "detail",
        "gathering",
        "proof",
        "problem",
        "hook",
        "benefit",
        "establishing",
        "character",
        "use",
        "end",
        "title",
    )
    for name in order:
        found = [s for s in shots if re.match(rf"^Shot[^,]*, {name}\b", str(s.clip.get("action", "")))]
        if found:
            return found[-1]
    return shots[-2] if len(shots) > 1 else shots[-1]


def _recast(film: Film) -> Film:
    """Every model left for the planner to choose."""
    shots = [FilmShot(uncast(s.clip), uncast(s.frame) if s.frame else None) for s in film.shots]
    return replace(film, shots=shots, sounds=[uncast(s) for s in film.sounds], other=[uncast(s) for s in film.other])


def recast(plan: Plan, tier: str) -> Draft:
    """The plan as it stands, its models chosen anew for `tier`."""
    return _recast(Film.of(plan)).draft().model_copy(update={"tier": tier})


def _script(film: Film, plan: Plan, brief: Brief) -> tuple[Line, ...]:
    """The lines a fresh telling of the brief would speak, else the brief's subject in a line."""
    from_brief = brief.dialogue or tuple(q.text for q in read(brief.text).quotes if q.kind == "line")
    if from_brief:
        return tuple(Line(text=t) for t in from_brief)
    thing = brief.subject or plan.title
    return (
        (Line(text=f"{thing[:1].upper()}{thing[1:]}."), Line(text="See for yourself."))
        if film.seconds >= 4
        else (Line(text=f"{thing[:1].upper()}{thing[1:]}."),)
    )


def _brand_of(plan: Plan, brief: Brief) -> str:
    texts = [t for s in reversed(plan.steps) for t in s.slots.on_screen_text]
    return texts[0] if texts else plan.title or brief.subject or "Your logo"


def _named(shots: tuple[int, ...]) -> str:
    if not shots:
        return "the film"
    words = ["the last shot" if n == -1 else f"shot {n}" for n in shots]
    return " and ".join(words)


def _counted(steps: Sequence[dict[str, Any]]) -> str:
    videos = sum(1 for s in steps if Kind(s["kind"]).media == "video")
    images = sum(1 for s in steps if Kind(s["kind"]).media == "image")
    sounds = len(steps) - videos - images
    parts = [f"{n} {word if n == 1 else word + 's'}" for n, word in ((images, "frame"), (videos, "clip"), (sounds, "sound")) if n]
    return " and ".join(parts)


def _unused(prop: Prop) -> bool:
    return not prop.name
