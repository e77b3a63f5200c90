"""What feeds what: inputs worked out from the order of steps, roles that fit what is fed, and files for inputs that are missing."""

from director_kernel.engine.planner.working import Need, Sheet, Work
from director_kernel.providers.placing import File
from director_kernel.schema.plan import Kind, Role

_TAKES: dict[Kind, dict[str, tuple[Role, ...]]] = {
    Kind.TEXT_TO_IMAGE: {"image": (Role.REFERENCE, Role.SOURCE)},
    Kind.IMAGE_EDIT: {"image": (Role.SOURCE, Role.REFERENCE)},
    Kind.UPSCALE: {"image": (Role.SOURCE,), "video": (Role.SOURCE,)},
    Kind.TEXT_TO_VIDEO: {"image": (Role.START_IMAGE, Role.END_IMAGE, Role.REFERENCE), "audio": (Role.AUDIO, Role.VOICE)},
    Kind.IMAGE_TO_VIDEO: {"image": (Role.START_IMAGE, Role.END_IMAGE, Role.REFERENCE), "audio": (Role.AUDIO, Role.VOICE)},
    Kind.EXTEND: {"video": (Role.SOURCE,), "image": (Role.REFERENCE,)},
    Kind.VIDEO_EDIT: {"video": (Role.SOURCE, Role.REFERENCE), "image": (Role.REFERENCE,), "audio": (Role.AUDIO, Role.VOICE)},
    Kind.SPEECH: {"audio": (Role.REFERENCE, Role.SOURCE)},
    Kind.MUSIC: {"image": (Role.REFERENCE,), "video": (Role.SOURCE,), "audio": (Role.REFERENCE, Role.SOURCE)},
    Kind.SOUND_EFFECT: {"video": (Role.SOURCE,), "audio": (Role.REFERENCE, Role.SOURCE)},
    Kind.TEXT: {"image": (Role.REFERENCE,)},
    Kind.ASSEMBLE: {"video": (Role.CLIP,), "image": (Role.REFERENCE,), "audio": (Role.AUDIO, Role.VOICE)},
    Kind.MANUAL: {"image": (Role.REFERENCE, Role.SOURCE, Role.START_IMAGE, Role.END_IMAGE), "video": (Role.SOURCE, Role.REFERENCE)},
}
"""Roles a kind gives to what feeds it, the usual one first."""
_ORDER_ONLY = {(Kind.EXTEND, "image"), (Kind.VIDEO_EDIT, "audio"), (Kind.TEXT_TO_VIDEO, "audio"), (Kind.IMAGE_TO_VIDEO, "audio")}
"""Waiting for such a step does not mean taking its output; it must be named as an input."""
_ORDER_ONLY |= {
    (kind, medium) for kind in (Kind.SPEECH, Kind.MUSIC, Kind.SOUND_EFFECT, Kind.TEXT) for medium in ("image", "video", "audio")
}


class Media:
    """What each input yields: the steps settled so far, and assets by what the brief says of them."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.steps: dict[str, Work] = {}
        self.latest: dict[str, Work] = {}
        brief = sheet.brief
        self.assets = {item.asset: item.kind for item in brief.attachments if item.asset and item.kind != "url"} if brief else {}

    def settled(self, step: Work) -> None:
        self.steps[step.id] = step
        if step.kind is not Kind.ASSEMBLE:
            self.latest[step.media] = step

    def of(self, need: Need) -> str:
        """`image`, `video`, `audio` or `text`; an asset nobody described is what its role says."""
        if need.step is not None:
            return self.steps[need.step].media if need.step in self.steps else ""
        known = self.assets.get(need.asset or "")
        if known:
            return known
        return {Role.CLIP: "video", Role.VOICE: "audio", Role.AUDIO: "audio"}.get(need.role or Role.REFERENCE, "image")

    def files(self, step: Work) -> list[File]:
        """The inputs of a step as files to be placed."""
        return [File(need.role or Role.REFERENCE, self.of(need), name_of(need)) for need in step.needs]


def name_of(need: Need) -> str:
    """What a payload calls an input before its URL is known."""
    return f"step:{need.step}" if need.step is not None else f"asset:{need.asset}"


def feeds(step: Work, media: Media, medium: str) -> bool:
    """True when something of this medium is an input, or comes before and will be taken as one."""
    if any(media.of(need) == medium for need in step.needs):
        return True
    return not step.needs and any(media.steps[above].media == medium for above in step.depends_on if above in media.steps)


def derive(step: Work, media: Media) -> None:
    """Inputs for a step that names none: what it waits for, in the roles its kind gives them."""
    if step.needs or step.kind is None:
        return
    found = [above for above in step.depends_on if _taken(step.kind, media.steps[above].media)]
    used_by_others = {below for above in found for below in media.steps[above].depends_on}
    step.needs = [Need(None, step=above) for above in found if above not in used_by_others or step.kind is Kind.ASSEMBLE]


def _taken(kind: Kind, medium: str) -> bool:
    return medium in _TAKES[kind] and (kind, medium) not in _ORDER_ONLY


def cast_roles(step: Work, media: Media) -> None:
    """A role for every input: the one said where it fits what is fed, else the usual one; what can't be used is dropped."""
    kind = step.kind
    if kind is None:
        return
    kept: list[Need] = []
    used: set[Role] = {need.role for need in step.needs if need.role in _said_roles(kind, media, need)}
    for need in step.needs:
        roles = _said_roles(kind, media, need)
        if not roles:
            _drop(step, need, media, f"{_title(kind)} can't use {_an(media.of(need))}.")
            continue
        if need.role not in roles:
            before, need.role = need.role, _usual(kind, media, need, used)
            used.add(need.role)
            if before is not None:
                message = f"{_an(media.of(need)).capitalize()} can't be the {before.value} of {_title(kind)}."
                media.sheet.mended(step, "inputs", "wrong_role", message, f"It is the {need.role.value} now.")
        kept.append(need)
    step.needs = list({(need.role, need.step, need.asset): need for need in _single(step, kept, media)}.values())


def _said_roles(kind: Kind, media: Media, need: Need) -> tuple[Role, ...]:
    return _TAKES[kind].get(media.of(need), ())


def _usual(kind: Kind, media: Media, need: Need, used: set[Role]) -> Role:
    """The first role of the kind; a start frame and a source are taken once."""
    roles = _TAKES[kind][media.of(need)]
    if media.of(need) == "audio" and need.step is not None and media.steps[need.step].kind is Kind.SPEECH and Role.VOICE in roles:
        return Role.VOICE
    if roles[0] in used and roles[0] in (Role.START_IMAGE, Role.SOURCE) and Role.REFERENCE in roles:
        return Role.REFERENCE
    return roles[0]


def _single(step: Work, needs: list[Need], media: Media) -> list[Need]:
    """At most one start frame, end frame and source; more of them are references where the kind knows those."""
    kept: list[Need] = []
    seen: set[Role] = set()
    for need in needs:
        once = need.role in (Role.START_IMAGE, Role.END_IMAGE, Role.SOURCE)
        if once and need.role in seen:
            if Role.REFERENCE not in _TAKES[step.kind or Kind.MANUAL].get(media.of(need), ()):
                _drop(step, need, media, f"There can be only one {need.role.value if need.role else 'source'}.")
                continue
            need.role = Role.REFERENCE
        elif once and need.role:
            seen.add(need.role)
        kept.append(need)
    return kept


def _drop(step: Work, need: Need, media: Media, why: str) -> None:
    message = f"Step {step.label} can't take {name_of(need)}: {why}"
    media.sheet.mended(step, "inputs", "input_unusable", message, "The input was dropped; the step no longer waits for it.")
    forget(step, need)


def forget(step: Work, need: Need) -> None:
    """Take an input away, and the wait for it unless another input names the same step."""
    step.needs = [other for other in step.needs if other is not need]
    if need.step is not None and not any(other.step == need.step for other in step.needs):
        step.depends_on = [above for above in step.depends_on if above != need.step]


def drop_homeless(step: Work, homeless: list[File], media: Media, model_name: str) -> None:
    """Inputs that the model's endpoint has no field for."""
    lost = {(file.name, file.role) for file in homeless}
    for need in [need for need in step.needs if (name_of(need), need.role) in lost]:
        _drop(step, need, media, f"{model_name} has no place for another {need.role.value if need.role else 'file'}.")


def drop_unseen(step: Work, media: Media, model_name: str) -> None:
    """Pictures for a chat model that reads none."""
    for need in list(step.needs):
        _drop(step, need, media, f"{model_name} reads no pictures.")


def usual_role(kind: Kind, medium: str) -> Role | None:
    """What a file of this medium is to a step of this kind when nobody says; None when it can't use one."""
    return next(iter(_TAKES[kind].get(medium, ())), None)


def supply(step: Work, medium: str, role: Role, media: Media) -> bool:
    """Find a missing input: what was attached to the brief, else the nearest step before that yields it. True when found."""
    for asset, kind in media.assets.items():
        if kind == medium:
            step.needs.append(Need(role, asset=asset))
            media.sheet.mended(step, "inputs", "missing_input", f"The step needs {_an(medium)}.", "It takes the one attached to the brief.")
            return True
    above = media.latest.get(medium)
    if above is None:
        return False
    step.needs.append(Need(role, step=above.id))
    if above.id not in step.depends_on:
        step.depends_on.append(above.id)
    fix = f"It takes the output of step {above.label}."
    media.sheet.mended(step, "inputs", "missing_input", f"The step needs {_an(medium)}.", fix)
    return True


def _an(medium: str) -> str:
    return {"image": "an image", "audio": "a sound", "video": "a video", "text": "a text"}.get(medium, "a file")


def _title(kind: Kind) -> str:
    return f"a step of kind {kind.value}"
