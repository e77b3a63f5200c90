"""Which of an endpoint's file fields takes which input, what finds no place, and which required file is missing."""

from dataclasses import dataclass, field

from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.plan import Role

_START = ("start_image_url", "first_frame_url", "first_image_url", "image_url")
_END = ("end_image_url", "last_frame_url")
_IMAGES = ("image_urls", "reference_image_urls")
_SINGLE_REFERENCE = ("reference_image_url", "style_image_url")
FIELDS: dict[tuple[Role, str], tuple[str, ...]] = {
    (Role.START_IMAGE, "image"): (*_START, *_IMAGES),
    (Role.END_IMAGE, "image"): _END,
    (Role.REFERENCE, "image"): (*_IMAGES, *_SINGLE_REFERENCE, *_START),
    (Role.SOURCE, "image"): (*_START, *_IMAGES),
    (Role.SOURCE, "video"): ("video_url", "video_urls"),
    (Role.SOURCE, "audio"): ("audio_url",),
    (Role.REFERENCE, "video"): ("video_urls",),
    (Role.REFERENCE, "audio"): ("audio_urls",),
    (Role.VOICE, "audio"): ("audio_url", "audio_urls"),
    (Role.AUDIO, "audio"): ("audio_url", "audio_urls"),
    (Role.CLIP, "video"): ("video_urls",),
}
"""Field names by role and medium, in the order they are tried (read off the endpoint schemas)."""
_MANY = 10
"""Files a list field takes when the facts name no limit."""
_FIRST = {Role.START_IMAGE: 0, Role.SOURCE: 1, Role.END_IMAGE: 2}
_WORTH = {Role.START_IMAGE: 10, Role.SOURCE: 10, Role.END_IMAGE: 8}


@dataclass(frozen=True)
class File:
    """An input and what it is: `name` is what the payload calls it, "step:<id>" or "asset:<sha>"."""

    role: Role
    medium: str
    name: str


@dataclass
class Placed:
    """Where the files went: field → names in order. `worth` ranks endpoints for the same files."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    homeless: list[File] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    worth: int = 0


def place(files: list[File], schema: EndpointSchema) -> Placed:
    """Every file in the best field that is still free, start frames and sources first."""
    found = Placed()
    for file in sorted(files, key=lambda file: _FIRST.get(file.role, 3)):
        name = next((name for name in FIELDS.get((file.role, file.medium), ()) if _room(schema, name, found)), None)
        if name is None:
            found.homeless.append(file)
            continue
        found.fields.setdefault(name, []).append(file.name)
        first = FIELDS[file.role, file.medium]
        found.worth += _WORTH.get(file.role, 2) if name in first[:4] and (name not in _IMAGES or file.role not in _WORTH) else 2
    found.missing = tuple(name for name in schema.required if name.endswith(("_url", "_urls")) and name not in found.fields)
    found.worth -= 100 * len(found.missing) + 3 * len(found.homeless)
    return found


def _room(schema: EndpointSchema, name: str, found: Placed) -> bool:
    slot = schema.fields.get(name)
    if slot is None or not (slot.file or slot.many):
        return False
    return len(found.fields.get(name, ())) < ((slot.max_items or _MANY) if slot.many else 1)


def medium_of(name: str) -> str:
    """What a file field takes: `image`, `video` or `audio`."""
    return next((medium for medium in ("video", "audio") if medium in name), "image")
