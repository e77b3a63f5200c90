"""Who makes each step: its kind from what it says and what feeds it, a model that is there, and the endpoint that takes its inputs."""

from director_kernel.engine.planner import inputs
from director_kernel.engine.planner.facts import Facts
from director_kernel.engine.planner.inputs import Media
from director_kernel.engine.planner.options import fallback, needed_options
from director_kernel.engine.planner.salvage import loose
from director_kernel.engine.planner.working import Sheet, Work
from director_kernel.providers.placing import File, Placed, medium_of, place
from director_kernel.providers.writing import VISION
from director_kernel.schema.advice import Needs
from director_kernel.schema.model import EndpointRef, Model
from director_kernel.schema.plan import Kind, Role

REEL = "reel"
"""What an assemble step says as its model: the reel is made here, by no model."""
_MODELLESS = {Kind.ASSEMBLE: (REEL, "Reel (made here)"), Kind.MANUAL: ("manual", "Made by hand")}
_FED = {Kind.TEXT_TO_VIDEO: Kind.IMAGE_TO_VIDEO, Kind.TEXT_TO_IMAGE: Kind.IMAGE_EDIT}
_UNFED = {fed: unfed for unfed, fed in _FED.items()}
_OF_TYPE = {
    "image": (Kind.TEXT_TO_IMAGE, Kind.IMAGE_EDIT, Kind.UPSCALE),
    "video": (Kind.TEXT_TO_VIDEO, Kind.IMAGE_TO_VIDEO, Kind.EXTEND, Kind.VIDEO_EDIT),
    "audio": (Kind.SPEECH, Kind.MUSIC, Kind.SOUND_EFFECT),
    "chat": (Kind.TEXT,),
}
_NEEDED = {Kind.UPSCALE: ("image", "video"), Kind.IMAGE_EDIT: ("image",), Kind.IMAGE_TO_VIDEO: ("image",)}
_NEEDED |= {Kind.EXTEND: ("video",), Kind.VIDEO_EDIT: ("video",)}
_BY_ITSELF = frozenset(("", "first-last-frame", "reference", "video"))
"""Variants taken when a step's inputs ask for them; others must be named."""
SEVERAL = "several-frames"
"""The task whose ranking says who makes a picture of several frames."""
_HEARD = (
    (Kind.MUSIC, ("music", "song", "score", "soundtrack", "jingle")),
    (Kind.SOUND_EFFECT, ("effect", "sfx", "foley", "ambien", "whoosh")),
)


def cast(step: Work, facts: Facts, media: Media) -> None:
    """Settle kind, model, inputs and endpoint of one step; the steps before it are settled."""
    sheet = media.sheet
    said = step.kind
    model = _named(step, facts, sheet)
    step.kind = said or _kind(step, model, media)
    if step.kind in _MODELLESS:
        _without_model(step, model, media)
        return
    if model is not None and model.manual and any(kind.media == step.media for kind in model.kinds):
        _by_hand(step, model, media)
        return
    _feed(step, model, facts, media)
    if model is not None and step.kind is Kind.IMAGE_EDIT and _goes_by_alone(step, model, facts, media):
        step.kind = Kind.TEXT_TO_IMAGE
    model = _able(step, model, facts, media)
    if model is None:
        return
    _tell_fed(step, said, model, sheet)
    step.model, step.model_name = model.id, model.name
    _take_endpoint(step, model, facts, media)


def _named(step: Work, facts: Facts, sheet: Sheet) -> Model | None:
    """The model the step names, its successor if it is gone; None when it names none that is known."""
    if step.kind is Kind.ASSEMBLE or (not step.model and not step.model_name):
        return None
    for name in (step.model, step.model_name):
        told = facts.resolve(name, step.kind) if name else None
        if told and told.model:
            if len(told.followed) > 1:
                fix = f"{told.model.id} is used instead."
                sheet.mended(step, "model", "model_replaced", f"{name} → {told.model.id}: {told.reason.rstrip('.')}.", fix)
            return told.model
    return None


def _kind(step: Work, model: Model | None, media: Media) -> Kind:
    """The kind by the step's type, its model and what feeds it."""
    made = model.kinds if model else ()
    of_type = _OF_TYPE.get(step.type) or _type_of(step, made, media)
    fits = [kind for kind in made if kind in of_type]
    if of_type[0] is Kind.TEXT_TO_VIDEO:
        plain = Kind.IMAGE_TO_VIDEO if inputs.feeds(step, media, "image") else Kind.TEXT_TO_VIDEO
        source = any(need.role is Role.SOURCE and media.of(need) == "video" for need in step.needs)
        return next((kind for kind in fits if kind in (Kind.VIDEO_EDIT, Kind.EXTEND)), Kind.VIDEO_EDIT) if source else plain
    if of_type[0] is Kind.TEXT_TO_IMAGE:
        if fits and all(kind is Kind.UPSCALE for kind in fits):
            return Kind.UPSCALE
        return Kind.IMAGE_EDIT if inputs.feeds(step, media, "image") else Kind.TEXT_TO_IMAGE
    if of_type[0] is Kind.SPEECH:
        words = f"{step.action} {step.id} {step.output_description}".lower()
        return fits[0] if fits else next((kind for kind, names in _HEARD if any(name in words for name in names)), Kind.SPEECH)
    return of_type[0]


def _type_of(step: Work, made: tuple[Kind, ...], media: Media) -> tuple[Kind, ...]:
    """The type of a step that says none: its model's, else a video if it has a length, else an image."""
    first = next((kind for kind in made), None)
    by_model = next((kinds for kinds in _OF_TYPE.values() if first in kinds), None)
    if by_model:
        return by_model
    timed = step.duration or any(loose(key) in ("duration", "seconds", "fps") for key in step.options)
    return _OF_TYPE["video" if timed else "image"]


def _without_model(step: Work, model: Model | None, media: Media) -> None:
    """A step made here or by a person."""
    assert step.kind is not None
    name, title = _MODELLESS[step.kind]
    step.provider = step.endpoint = ""
    if step.kind is Kind.MANUAL:
        if model:
            name, title = model.id, model.name
        step.options.setdefault("media", step.type if step.type in ("video", "audio") else "image")
    step.model, step.model_name = name, title
    inputs.derive(step, media)
    inputs.cast_roles(step, media)


def _by_hand(step: Work, model: Model, media: Media) -> None:
    """A model without an API: a person makes it and hands the file back."""
    made = step.media
    message = f"{model.name} has no API."
    media.sheet.mended(step, "kind", "manual_model", message, f"The step waits for a person to make the {made} there and hand it back.")
    step.kind = Kind.MANUAL
    step.options["media"] = made
    _without_model(step, model, media)


def _feed(step: Work, model: Model | None, facts: Facts, media: Media) -> None:
    """Inputs with roles, a kind that can use them, and a file for each that the kind can't do without."""
    assert step.kind is not None
    for _ in range(2):  # inputs that can't be used go first; then what the step waits for may take their place
        if step.kind in _FED and inputs.feeds(step, media, "image") and not _takes_images_anyway(model, step.kind, facts):
            step.kind = _FED[step.kind]
        inputs.derive(step, media)
        inputs.cast_roles(step, media)
        if step.needs:
            break
    needed = _NEEDED.get(step.kind, ())
    present = {media.of(need) for need in step.needs}
    if needed and not present & set(needed):
        _supply_needed(step, needed, media)
    if step.kind is Kind.UPSCALE:
        video = any(media.of(need) == "video" for need in step.needs)
        step.options = {**step.options, "media": "video"} if video else {key: item for key, item in step.options.items() if key != "media"}


def _takes_images_anyway(model: Model | None, kind: Kind, facts: Facts) -> bool:
    """True for a model that has no endpoint for images alone but takes references where it makes from text."""
    if model is None or not model.active or any(ref.kind is _FED[kind] for ref in model.endpoints):
        return False
    schemas = [facts.schema(ref.id) for ref in model.endpoints if ref.kind is kind and ref.known]
    return any(not place([File(Role.REFERENCE, "image", "")], schema).homeless for schema in schemas if schema)


def _goes_by_alone(step: Work, model: Model, facts: Facts, media: Media) -> bool:
    """True for a model whose edits all want a picture to work on, for a step that has only references: they go along with its text."""
    if any(need.role is not Role.REFERENCE for need in step.needs):
        return False
    edits = [_placed(ref, step, facts, media) for ref in model.endpoints if ref.kind is Kind.IMAGE_EDIT]
    texts = [_placed(ref, step, facts, media) for ref in model.endpoints if ref.kind is Kind.TEXT_TO_IMAGE]
    wanting = bool(edits) and all(placed is not None and placed.missing for placed in edits)
    return wanting and any(placed is not None and not placed.missing and not placed.homeless for placed in texts)


def _supply_needed(step: Work, needed: tuple[str, ...], media: Media) -> None:
    role = Role.START_IMAGE if step.kind is Kind.IMAGE_TO_VIDEO else Role.SOURCE
    if any(inputs.supply(step, medium, role, media) for medium in needed):
        return
    if step.kind in _UNFED:
        before, step.kind = step.kind, _UNFED[step.kind]
        message = f"A step of kind {before.value} needs an image and there is none."
        media.sheet.mended(step, "kind", "missing_input", message, f"It is made as {step.kind.value}; attach an image to change that.")
        return
    fix = f"Attach {' or '.join(needed)} to the brief, put a step before it that makes one, or take the step out."
    media.sheet.open(step, "inputs", "missing_input", f"The step has nothing to work on: it needs {' or '.join(needed)}.", fix)


def _tell_fed(step: Work, said: Kind | None, model: Model, sheet: Sheet) -> None:
    if said in _FED and step.kind is _FED[said]:
        message = f"An image feeds this step, which says {said.value}."
        sheet.mended(step, "kind", "image_led", message, f"The {step.kind.value} endpoint of {model.name} is used.")


def _able(step: Work, model: Model | None, facts: Facts, media: Media) -> Model | None:
    """The named model if it can make the step, else the one the catalog chooses for it, reported."""
    assert step.kind is not None
    if model is not None and model.active and _takes_lead(model, step, facts, media):
        return model
    sheet = media.sheet
    chosen, reason = _choice(step, facts, media)
    if chosen is None:
        name = step.model or step.model_name or "no model"
        fix = "Name a model that is in the catalog (`director models`), or make the step by hand (kind manual)."
        sheet.open(step, "model", "no_model", f"No model in the catalog makes {step.kind.value} ({name}).", fix)
        step.model = model.id if model else step.model or "unknown"
        step.model_name = model.name if model else step.model_name or step.model
        step.provider = step.endpoint = ""
        return None
    code, message = _why_not(step, model, facts)
    sheet.mended(step, "model", code, message, f"{chosen.id} is used: {reason.rstrip('.')}.")
    step.reason = reason
    return chosen


def _choice(step: Work, facts: Facts, media: Media) -> tuple[Model | None, str]:
    if step.kind is Kind.TEXT:
        return facts.writer, f"the writer of the {facts.tier} tier"
    if step.kind is None:
        return None, ""
    pick = facts.choose(step.kind, _wishes(step, media), SEVERAL if step.media == "image" and len(step.slots.panels) > 1 else "")
    if pick is None or _takes_lead(pick.model, step, facts, media):
        return (pick.model, pick.reason) if pick else (None, "")
    able = next((model for model in facts.makers(step.kind) if _takes_lead(model, step, facts, media)), None)
    if able is None and step.kind not in _NEEDED:
        return pick.model, pick.reason
    return able, "the first in the catalog that takes what feeds the step"


def _takes_lead(model: Model, step: Work, facts: Facts, media: Media) -> bool:
    """True when an endpoint of the model makes this kind and has a place for the file the step works on."""
    leads = [file for file in media.files(step) if file.role in (Role.START_IMAGE, Role.SOURCE)]
    for ref in model.endpoints:
        if ref.kind is step.kind:
            schema = facts.schema(ref.id) if ref.known and leads else None
            if schema is None or not place(leads, schema).homeless:
                return True
    return False


def _why_not(step: Work, model: Model | None, facts: Facts) -> tuple[str, str]:
    assert step.kind is not None
    if model is None:
        name = step.model or step.model_name
        if not name:
            return "model_missing", "The step names no model."
        near = facts.resolve(name, step.kind).suggestions
        return "unknown_model", f"There is no model {name[:64]!r}" + (f" (near: {', '.join(near)})." if near else ".")
    if not model.active:
        return "model_gone", f"{model.name} no longer answers and nothing is named to replace it."
    if any(ref.kind is step.kind for ref in model.endpoints):
        return "wrong_model", f"{model.name} can't take what feeds the step."
    if not model.makes(step.kind):
        return "wrong_model", f"{model.name} can't make {step.kind.value}."
    return "no_endpoint", f"{model.name} can't be reached for {step.kind.value} from here."


def _wishes(step: Work, media: Media) -> Needs:
    """What the step asks of a model that is yet to be chosen."""
    roles = [need.role for need in step.needs]
    return Needs(
        start_image=Role.START_IMAGE in roles,
        end_image=Role.END_IMAGE in roles,
        references=roles.count(Role.REFERENCE),
    )


def _take_endpoint(step: Work, model: Model, facts: Facts, media: Media) -> None:
    """The endpoint of the model with the best place for the step's inputs."""
    refs = [ref for ref in model.endpoints if ref.kind is step.kind]
    refs = [ref for ref in refs if ref.variant in _BY_ITSELF or ref.id == step.endpoint] or refs
    ranked = max(range(len(refs)), key=lambda at: (_worth(refs[at], step, facts, media), -at))
    ref = refs[ranked]
    placed = _placed(ref, step, facts, media)
    if placed and placed.missing:
        _supply_fields(step, placed, media)
        placed = _placed(ref, step, facts, media)
    step.provider, step.endpoint = ref.provider, ref.id
    if step.kind is Kind.TEXT and VISION not in model.modality:
        inputs.drop_unseen(step, media, model.name)
    if placed:
        inputs.drop_homeless(step, placed.homeless, media, model.name)
        if placed.missing and (step.needs or step.kind not in _NEEDED):
            fix = "Give the step that file as an input, or name another model."
            media.sheet.open(step, "inputs", "missing_input", f"{model.name} needs {', '.join(placed.missing)} here.", fix)


def _supply_fields(step: Work, placed: Placed, media: Media) -> None:
    assert step.kind is not None
    for name in placed.missing:
        medium = medium_of(name)
        role = Role.END_IMAGE if name.startswith(("end_", "last_")) else inputs.usual_role(step.kind, medium)
        if role is not None:
            inputs.supply(step, medium, role, media)


def _placed(ref: EndpointRef, step: Work, facts: Facts, media: Media) -> Placed | None:
    schema = facts.schema(ref.id) if ref.known else None
    return place(media.files(step), schema) if schema else None


def _worth(ref: EndpointRef, step: Work, facts: Facts, media: Media) -> int:
    """How well an endpoint suits: its place for the inputs, then that it is the plain one, the step's own, and known."""
    placed = _placed(ref, step, facts, media)
    schema = facts.schema(ref.id) if placed else None
    unknown = (
        [name for name in needed_options(schema) if fallback(schema.fields[name]) is None and name not in step.options] if schema else []
    )
    worth = placed.worth - 100 * len(unknown) if placed else -5
    return worth * 10 - (4 if ref.variant else 0) + (50 if ref.id == step.endpoint else 0) + (20 if ref.provider == "fal" else 0)
