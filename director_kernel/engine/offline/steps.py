"""From shots to a draft: a frame and a clip for each shot, voice, music and effects, and the reel that holds them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from director_kernel.catalog.lexicon import load_lexicon
from director_kernel.engine.offline.film import prompt_for
from director_kernel.engine.offline.looks import genre_of
from director_kernel.engine.offline.naming import title_case
from director_kernel.engine.offline.premise import Premise
from director_kernel.engine.offline.read_brief import muted
from director_kernel.engine.offline.shots import Shot, spoken_lines
from director_kernel.prompts.compile import compile_prompt
from director_kernel.prompts.dialect import Target
from director_kernel.schema.brief import Attachment, Brief
from director_kernel.schema.plan import Draft, DraftStep, Input, Kind, Role, Tier
from director_kernel.schema.slots import Line, Slots

_FORM_NAMES = {
    "ad": "ad",
    "product": "product film",
    "vertical": "vertical clip",
    "ugc": "creator video",
    "ecommerce": "shop film",
    "logo": "logo animation",
    "trailer": "trailer",
    "story": "film",
    "explainer": "explainer",
    "talking-head": "talking head",
    "avatar": "presenter film",
    "prototype": "quick test",
    "image": "picture",
}


@dataclass(frozen=True)
class Sounds:
    """What is heard."""

    voice: bool
    music: bool
    effects: bool


def sounds_of(premise: Premise) -> Sounds:
    """Voice, music and effects: as asked; where nothing was said, what the form lives on."""
    asked, refused = premise.brief.audio, muted(premise.reading.doc)
    if "none" in asked:
        return Sounds(False, False, False)
    spoken = premise.form in ("ad", "product", "vertical", "ugc", "explainer", "talking-head", "avatar", "trailer") or bool(
        premise.brief.dialogue
    )
    voice = ("voice" in asked or spoken) and "voice" not in refused
    music = ("music" in asked or premise.form not in ("talking-head", "avatar", "ugc")) and "music" not in refused
    effects = ("effects" in asked or premise.form in ("logo", "trailer") or "sound" in premise.said) and "effects" not in refused
    return Sounds(voice, music, effects)


def draft_of(premise: Premise, shots: Sequence[Shot], *, seconds: float, aspect: str, tier: Tier) -> Draft:
    """The draft of a film of `seconds`: every step with its slots and prompt, no models yet."""
    steps: list[DraftStep] = []
    clips: list[str] = []
    for number, one in enumerate(shots, 1):
        frame, clip = _pair(premise, one, number, aspect)
        steps += [s for s in (frame, clip) if s]
        clips.append(f"shot-{number}-clip")
    sounds = _sound_steps(premise, shots, seconds)
    steps += sounds
    steps.append(_reel(premise, clips, sounds, aspect, seconds, sum(1 for _ in steps) + 1))
    return Draft(
        title=_titled(premise, shots),
        summary=summary_of(premise, shots, seconds, aspect),
        brief=premise.brief,
        use_case=premise.brief.use_case or "general",
        tier=tier,
        aspect=aspect,
        fps=24,
        steps=[s.model_copy(update={"order": at}) for at, s in enumerate(steps, 1)],
        final_outputs=[f"{film_title(premise)}: {_FORM_NAMES[premise.form]}, {seconds:g} s, {aspect}"],
        finals=["reel"],
    )


def film_title(premise: Premise) -> str:
    return (
        premise.title
        if premise.form in ("trailer", "logo") or premise.brand
        else f"{premise.title} {title_case(_FORM_NAMES[premise.form])}".strip()
    )


def _titled(premise: Premise, shots: Sequence[Shot]) -> str:
    """What the film's own title card says, else its name."""
    card = next((one.slots.on_screen_text for one in shots if one.beat == "title"), ())
    return card[0] if card else film_title(premise)


def summary_of(premise: Premise, shots: Sequence[Shot], seconds: float, aspect: str) -> str:
    """One line on how the story goes."""
    beats = " → ".join(
        dict.fromkeys(re.sub(r" \d+$", "", s.beat) if not s.beat.startswith("asked") else f"shot {n}" for n, s in enumerate(shots, 1))
    )
    return f"{len(shots)} {'shot' if len(shots) == 1 else 'shots'} in {seconds:g} s, {aspect}: {beats}."


def _pair(premise: Premise, one: Shot, number: int, aspect: str) -> tuple[DraftStep | None, DraftStep]:
    """The key frame and the clip that starts from it; an attached picture that *is* the shot replaces the frame."""
    given = attached_for(premise, one)
    slots = one.slots
    if one.spoken and one.speaker:
        slots = slots.with_(dialogue=(Line(text=one.spoken, speaker=one.speaker),))
    clip_input = Input(role=Role.START_IMAGE, step=f"shot-{number}-frame")
    frame = None
    if given and starts_from(premise):
        clip_input = Input(role=Role.START_IMAGE, asset=given.asset)
    else:
        frame = _frame(premise, one, number, aspect, given)
    size = f"{slots.shot_size.value}, " if slots.shot_size else ""
    clip = DraftStep(
        id=f"shot-{number}-clip",
        kind=Kind.IMAGE_TO_VIDEO.value,
        type="video",
        action=f"Shot {number}, {one.beat}: {slots.action}",
        prompt=prompt_for(Kind.IMAGE_TO_VIDEO.value, slots),
        slots=slots,
        aspect=aspect,
        duration=one.seconds,
        use_seconds=one.seconds,
        inputs=[clip_input],
        depends_on=[frame.id] if frame and frame.id else [],
        output_description=f"{size}{slots.movement.value if slots.movement else 'static'}, {one.seconds:g} s",
    )
    return frame, clip


def _frame(premise: Premise, one: Shot, number: int, aspect: str, given: Attachment | None) -> DraftStep:
    kind = Kind.IMAGE_EDIT if given else Kind.TEXT_TO_IMAGE
    prompt = prompt_for(kind.value, one.slots)
    if given:
        prompt = f"{_USE_OF[role_in(premise, one)]} {prompt}"
    return DraftStep.model_validate(
        {
            "id": f"shot-{number}-frame",
            "kind": kind.value,
            "type": "image",
            "action": f"Frame {number}, {one.beat}: {one.slots.action}",
            "prompt": prompt,
            "slots": one.slots,
            "aspect": aspect,
            "inputs": [Input(role=Role.REFERENCE, asset=given.asset)] if given else [],
            "depends_on": [],
            "output_description": f"Key frame of shot {number}",
            **({"attachedRole": role_in(premise, one)} if given else {}),
        }
    )


_USE_OF = {
    "product": "Keep the product of the reference image exactly as it is.",
    "character": "Keep the person of the reference image exactly as they are.",
    "logo": "Keep the logo of the reference image exactly as it is.",
    "backdrop": "Use the place of the reference image.",
}


def picture_role(brief: Brief, form: str) -> str:
    """What an attached picture is: its name or the words of the brief say so; else what the form is about."""
    words = " ".join([brief.text.lower(), *(a.name.lower() for a in brief.attachments)])
    if re.search(r"\blogo\b", words) or form == "logo":
        return "logo"
    if re.search(r"\b(?:selfie|portrait of me|my face|this person|this actor|this character|the character|my avatar|headshot)\b", words):
        return "character"
    if re.search(r"\b(?:background|backdrop|location|this place)\b", words):
        return "backdrop"
    return (
        "product"
        if form in ("ad", "product", "ecommerce", "ugc", "vertical", "explainer")
        else "character"
        if form in ("avatar", "talking-head")
        else "start"
    )


def images_of(brief: Brief) -> tuple[Attachment, ...]:
    return tuple(a for a in brief.attachments if a.kind == "image" and a.asset)


def starts_from(premise: Premise) -> bool:
    """True when the attached picture is the film's first frame ("make a video from this"), not a reference."""
    return picture_role(premise.brief, premise.form) == "start" or bool(
        re.search(
            r"\b(?:animate|bring (?:this|it) to life|video (?:from|of|out of) (?:this|the attached|my)"
            r"|from this (?:photo|image|picture)|make this move|start(?:ing)? (?:frame|image|from))\b",
            premise.brief.text,
            re.I,
        )
        and premise.form != "logo"
    )


def attached_for(premise: Premise, one: Shot) -> Attachment | None:
    """The picture this shot takes, if any."""
    pictures = images_of(premise.brief)
    if not pictures:
        return None
    role = picture_role(premise.brief, premise.form)
    if starts_from(premise):
        return pictures[0] if one.beat in ("hero", "use", "character", "what happens", "part 1", "turn", "show", "asked") else None
    if role == "character":
        return pictures[0] if one.slots.characters else None
    if role == "backdrop":
        return pictures[0] if one.beat not in ("end", "title") else None
    if role in ("product", "start") and any(prop.hero for prop in one.slots.props):
        return pictures[0]
    return (
        pictures[min(1, len(pictures) - 1) if one.attached == "logo" and role != "logo" else 0]
        if one.attached in (role, *(("product",) if role == "start" else ()))
        else None
    )


def role_in(premise: Premise, one: Shot) -> str:
    """What the attached picture is to this shot: a product stays one on the end card, where a logo would stand."""
    product = picture_role(premise.brief, premise.form) in ("product", "start") and any(prop.hero for prop in one.slots.props)
    return "product" if product else one.attached or "product"


def _sound_steps(premise: Premise, shots: Sequence[Shot], seconds: float) -> list[DraftStep]:
    wanted = sounds_of(premise)
    steps: list[DraftStep] = []
    for number, line in spoken_lines(shots, seconds) if wanted.voice else ():
        slots = Slots(dialogue=(line,), characters=premise.cast[:1] if line.speaker else ())
        spoken = _sound(Kind.SPEECH, f"voice-{number}", f"Voice over shot {number}: {line.text}", slots, line.text, None)
        # Waiting for its clip is what places a line in the reel.
        steps.append(spoken.model_copy(update={"depends_on": [f"shot-{number}-clip"]}))
    if wanted.music:
        music = Slots(music=_music(premise), mood=premise.look.mood)
        steps.append(_sound(Kind.MUSIC, "music", f"Music: {music.music}", music, compile_prompt(music, Target(Kind.MUSIC)).prompt, seconds))
    if wanted.effects:
        noise = Slots(sound=_effects(premise))
        steps.append(
            _sound(
                Kind.SOUND_EFFECT,
                "effects",
                f"Effects: {', '.join(noise.sound)}",
                noise,
                compile_prompt(noise, Target(Kind.SOUND_EFFECT)).prompt,
                min(seconds, 20.0),
            )
        )
    return steps


def _sound(kind: Kind, name: str, action: str, slots: Slots, prompt: str, seconds: float | None) -> DraftStep:
    said = {"duration": seconds, "use_seconds": seconds} if seconds else {}
    return DraftStep.model_validate(
        {
            "id": name,
            "kind": kind.value,
            "type": "audio",
            "action": action,
            "prompt": prompt,
            "slots": slots,
            "depends_on": [],
            "inputs": [],
            "output_description": action,
            **said,
        }
    )


def _music(premise: Premise) -> str:
    if "music" in premise.said:
        return premise.music
    if premise.form in ("trailer", "story"):
        return str(load_lexicon("tales")["genres"][genre_of(premise.brief.text)]["music"])
    return str(load_lexicon("tales")["logo"]["music"]) if premise.form == "logo" else premise.music


def _effects(premise: Premise) -> tuple[str, ...]:
    if premise.form == "logo" and "sound" not in premise.said:
        return tuple(load_lexicon("tales")["logo"]["sound"])
    return premise.sound or (("deep impact", "rising whoosh") if premise.form == "trailer" else ("soft room tone",))


def _reel(premise: Premise, clips: Sequence[str], sounds: Sequence[DraftStep], aspect: str, seconds: float, order: int) -> DraftStep:
    inputs = [Input(role=Role.CLIP, step=c) for c in clips]
    inputs += [Input(role=Role.VOICE if s.kind == Kind.SPEECH.value else Role.AUDIO, step=s.id) for s in sounds]
    return DraftStep(
        id="reel",
        kind=Kind.ASSEMBLE.value,
        type="video",
        action="Assemble the reel",
        aspect=aspect,
        use_seconds=seconds,
        inputs=inputs,
        depends_on=[*clips, *(s.id for s in sounds if s.id)],
        output_description=f"{film_title(premise)}, {seconds:g} s",
    )


_COUNT = re.compile(
    r"\b(two|three|four|five|six|[2-9]|10)\s+(?:\w+\s+){0,3}?(?:posters?|photos?|images?|pictures?|variations?|versions?"
    r"|options?|shots|illustrations?|thumbnails?|stills|packshots?|icons|wallpapers|mockups)\b",
    re.I,
)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def image_draft(premise: Premise, *, aspect: str, tier: Tier) -> Draft:
    """The draft of a brief that asks for pictures only: image steps, no film."""
    found = _COUNT.search(premise.reading.plain)
    count = min(10, _NUMBERS.get(found.group(1).lower()) or int(found.group(1)) if found else 1)
    given = next(iter(images_of(premise.brief)), None)
    steps = [_picture(premise, n, count, aspect, given) for n in range(1, count + 1)]
    word = "picture" if count == 1 else "pictures"
    return Draft(
        title=film_title(premise),
        summary=f"{count} {word}, {aspect}.",
        brief=premise.brief,
        use_case=premise.brief.use_case or "general",
        tier=tier,
        aspect=aspect,
        steps=[s.model_copy(update={"order": at}) for at, s in enumerate(steps, 1)],
        final_outputs=[f"{count} {word}, {aspect}"],
        finals=[s.id or "" for s in steps],
    )


_ANGLES = ("eye level", "low angle", "high angle", "overhead")


def _picture(premise: Premise, number: int, count: int, aspect: str, given: Attachment | None) -> DraftStep:
    slots = picture_slots(premise, number)
    kind = Kind.IMAGE_EDIT if given else Kind.TEXT_TO_IMAGE
    prompt = prompt_for(kind.value, slots)
    name = f"picture-{number}" if count > 1 else "picture"
    role = picture_role(premise.brief, premise.form)
    extra = {"attachedRole": "product" if role == "start" else role} if given else {}
    return DraftStep.model_validate(
        {
            "id": name,
            "kind": kind.value,
            "type": "image",
            "action": f"{premise.title}: {slots.action or slots.subject}",
            "slots": slots,
            "aspect": aspect,
            "depends_on": [],
            "prompt": f"{_USE_OF.get(extra.get('attachedRole', ''), '')} {prompt}".strip(),
            "inputs": [Input(role=Role.REFERENCE, asset=given.asset)] if given else [],
            "output_description": f"Picture {number} of {count}",
            **extra,
        }
    )


def picture_slots(premise: Premise, number: int) -> Slots:
    """The brief's own picture; later variations change the angle only."""
    slots = premise.reading.slots
    names = tuple(q.text for q in premise.reading.quotes if q.kind == "name")
    poster = re.search(r"\b(?:poster|cover|banner|flyer|thumbnail|key visual|logo)\b", premise.reading.plain, re.IGNORECASE)
    text = premise.brief.on_screen_text or (names if poster else ())
    told = slots.with_(
        on_screen_text=text,
        subject=slots.subject or premise.product,
        props=slots.props or ((premise.prop,) if premise.prop else ()),
        setting=premise.brief.setting or slots.setting or premise.setting,
        characters=premise.cast,
        movement=None,
        movement_speed=None,
        dialogue=(),
        palette=slots.palette or premise.look.palette,
        style=slots.style or premise.look.style,
        composition=slots.composition or ("centred" if poster else ""),
        action=slots.action,
    )
    angle = told.angle if number == 1 else _ANGLES[(number - 1) % 4]
    return told.with_(angle=angle, inferred=(*told.inferred, *(() if "angle" in premise.said else ("angle",))))
