"""Changes of words and sound: on-screen text, spoken lines, end card and logo, voice, music and effects."""

from typing import Any

from director_kernel.engine.offline.change_length import stretch
from director_kernel.engine.offline.change_look import restep
from director_kernel.engine.offline.change_shots import new_shot
from director_kernel.engine.offline.changes import Change
from director_kernel.engine.offline.editor import Editor
from director_kernel.engine.offline.film import Film, FilmShot, uncast
from director_kernel.engine.offline.read_brief import read
from director_kernel.engine.offline.steps import images_of
from director_kernel.prompts.compile import compile_prompt
from director_kernel.prompts.dialect import Target
from director_kernel.prompts.places import in_place
from director_kernel.schema.brief import Brief
from director_kernel.schema.plan import Kind, Plan, Role
from director_kernel.schema.slots import Line, Movement, ShotSize, Slots

_SOUNDS = {"voice": "voice", "music": "music", "effects": "effects"}


def shown(ed: Editor, change: Change) -> None:
    holders = ed.film.at(change.shots) if change.shots else [s for s in ed.film.shots if s.slots.on_screen_text] or ed.film.shots[-1:]
    holders = holders[-1:] if not change.shots and change.value else holders
    for one in holders:
        one.film(lambda s: s.with_(on_screen_text=(*s.on_screen_text, *change.value) if change.more.get("add") else tuple(change.value)))
    for step in [] if ed.film.shots else ed.film.other:
        restep(step, lambda s: s.with_(on_screen_text=tuple(change.value)))
    ed.brief = ed.brief.with_(on_screen_text=tuple(change.value))
    ed.say("on-screen text: " + ", ".join(f"“{t}”" for t in change.value) if change.value else "no on-screen text")


def spoken(ed: Editor, change: Change) -> None:
    said = " ".join(change.value)
    voice = next((s for s in ed.film.sounds if s["kind"] == Kind.SPEECH.value), None)
    speaker = next((line.speaker for line in Slots.model_validate(voice.get("slots", {})).dialogue), "") if voice else ""
    slots = Slots(dialogue=tuple(Line(text=t, speaker=speaker) for t in change.value))
    ed.brief = ed.brief.with_(dialogue=tuple(change.value))
    sound_step(ed, Kind.SPEECH, "voice", slots, said, f"Voice: {said}")
    ed.say(f"the voice says “{said}”")


def end_card(ed: Editor, change: Change) -> None:
    cards = [s for s in ed.film.shots if s.is_card]
    if not change.value:
        ed.film.shots = [s for s in ed.film.shots if s not in cards] or ed.film.shots
        ed.say("the end card is gone")
        return
    texts = tuple(change.more.get("text", ())) or (ed.brief.on_screen_text[:2] or (_brand_of(ed.plan, ed.brief),))
    total = ed.film.seconds
    if not cards:
        model = ed.film.shots[-1] if ed.film.shots else None
        if model is None:
            ed.failed.append("there is no film to close with a card")
            return
        card = new_shot(ed.film, model, "a clean field of colour holds the logo", beat="end")
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
        ed.film.shots.append(card)
        cards = [card]
        if ed.brief.duration:
            stretch(ed.film.shots, total)
    cards[-1].film(lambda s: s.with_(on_screen_text=texts))
    if change.more.get("logo"):
        attach_logo(ed, cards[-1])
    ed.say("the film ends on a card: " + ", ".join(f"“{t}”" for t in texts))


def logo(ed: Editor, change: Change) -> None:
    if not images_of(ed.brief):
        ed.failed.append("no logo is attached: attach it (`--attach logo.png`) and say it again")
        return
    cards = [s for s in ed.film.shots if s.is_card]
    if not cards:
        end_card(ed, Change("end_card", True, (), {"logo": True}))
        return
    for one in cards:
        attach_logo(ed, one)
    ed.say("your logo is on the end card")


def attach_logo(ed: Editor, one: FilmShot) -> None:
    pictures = images_of(ed.brief)
    logo = next((a for a in pictures if "logo" in a.name.lower()), pictures[-1] if pictures else None)
    if logo is None or one.frame is None:
        return
    kept = uncast(one.frame)
    one.frame.clear()
    one.frame.update(kept, kind=Kind.IMAGE_EDIT.value, inputs=[{"role": Role.REFERENCE.value, "asset": logo.asset}], attachedRole="logo")


def sound(ed: Editor, change: Change) -> None:
    what, wanted = change.value
    kinds = {"voice": Kind.SPEECH, "music": Kind.MUSIC, "effects": Kind.SOUND_EFFECT}
    if what == "none":
        ed.film.sounds = []
        ed.brief = ed.brief.with_(audio=("none",))
        ed.say("no sound")
        return
    kind = kinds[what]
    if not wanted:
        had = [s for s in ed.film.sounds if s["kind"] == kind.value]
        ed.film.sounds = [s for s in ed.film.sounds if s["kind"] != kind.value]
        ed.brief = ed.brief.with_(audio=tuple(a for a in ed.brief.audio if a != what))
        (ed.told if had else ed.failed).append(f"no {_SOUNDS[what]}" if had else f"there is no {_SOUNDS[what]} to drop")
        return
    ed.brief = ed.brief.with_(audio=tuple(dict.fromkeys((*(a for a in ed.brief.audio if a != "none"), what))))
    add_sound(ed, what, kind, str(change.more.get("what", "")))


def add_sound(ed: Editor, what: str, kind: Kind, style: str) -> None:
    if kind is Kind.SPEECH:
        lines = _script(ed.film, ed.plan, ed.brief)
        sound_step(
            ed,
            kind,
            "voice",
            Slots(dialogue=lines),
            " ".join(line.text for line in lines),
            f"Voice: {' '.join(line.text for line in lines)}",
        )
        ed.say("a voice-over: “" + " ".join(line.text for line in lines) + "”")
        return
    look = ed.film.shots[0].slots if ed.film.shots else Slots()
    if kind is Kind.MUSIC:
        slots = Slots(music=style or " ".join((*look.mood[:1], "underscore")), mood=look.mood)
        sound_step(ed, kind, "music", slots, compile_prompt(slots, Target(kind)).prompt, f"Music: {slots.music}", ed.film.seconds)
        ed.say(f"music: {slots.music}")
        return
    slots = Slots(sound=(f"ambience {in_place(look.setting)}" if look.setting else "room tone", "soft whoosh on the cuts"))
    sound_step(
        ed,
        kind,
        "effects",
        slots,
        compile_prompt(slots, Target(kind)).prompt,
        f"Effects: {', '.join(slots.sound)}",
        min(20.0, ed.film.seconds),
    )
    ed.say("sound effects")


def sound_step(ed: Editor, kind: Kind, name: str, slots: Slots, prompt: str, action: str, seconds: float | None = None) -> None:
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
    old = next((s for s in ed.film.sounds if s["kind"] == kind.value), None)
    ed.film.sounds = [s for s in ed.film.sounds if s["kind"] != kind.value]
    if old:
        step = {**{k: v for k, v in old.items() if k in ("id", "model", "modelName", "takes", "seed")}, **step, "id": old["id"]}
    ed.film.sounds.append(step)


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
