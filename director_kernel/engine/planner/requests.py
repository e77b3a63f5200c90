"""The request body a finished step sends to its endpoint, and what an endpoint would find wrong with it.

Files are named "step:<id>" and "asset:<sha256>": the provider puts URLs in their place when they are there.
"""

from collections.abc import Mapping
from typing import NamedTuple

from director_kernel.catalog.book import Catalog
from director_kernel.engine.planner.inputs import name_of
from director_kernel.engine.planner.working import Json, Need, step_media
from director_kernel.providers.bodies import OURS, Asked, compose
from director_kernel.providers.placing import File
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.plan import Kind, Role, Step

_WORKS_ON_VIDEO = frozenset((Kind.EXTEND, Kind.VIDEO_EDIT, Kind.MUSIC, Kind.SOUND_EFFECT))
_BY_ROLE = {
    Role.START_IMAGE: "start_image_url",
    Role.END_IMAGE: "end_image_url",
    Role.REFERENCE: "image_urls",
    Role.SOURCE: "source_url",
    Role.VOICE: "audio_url",
    Role.AUDIO: "audio_url",
    Role.CLIP: "video_urls",
}


class Problem(NamedTuple):
    """A field of a request and what is wrong with it."""

    field: str
    message: str


def payload(step: Step, catalog: Catalog, *, media: Mapping[str, str] | None = None) -> dict[str, Json]:
    """The body to send for one take. `media` says what each input file is ("step:<id>" → "video"); without it the role decides.

    Endpoints that aren't in the catalog get the usual field names: what they would say is not known.
    """
    schema = catalog.endpoint(step.endpoint) if step.endpoint else None
    if schema is None:
        words: dict[str, Json] = {"prompt": step.prompt} if step.prompt else {}
        return {**words, **{key: value for key, value in step.options.items() if key not in OURS}, **_loose_files(step)}
    files = [_file(step, need, media or {}) for need in _needs(step)]
    return compose(Asked(step.prompt, step.negative_prompt, step.options, step.seed, files), schema)


def _needs(step: Step) -> list[Need]:
    return [Need(item.role, step=item.step, asset=item.asset) for item in step.inputs]


def _file(step: Step, need: Need, media: Mapping[str, str]) -> File:
    """The file with its medium: as said, else what a step of this kind takes in that role."""
    role, name = need.role or Role.REFERENCE, name_of(need)
    return File(role, media.get(name) or _medium(step, role), name)


def _medium(step: Step, role: Role) -> str:
    if role is Role.SOURCE:
        return "video" if step.kind in _WORKS_ON_VIDEO or step_media(step) == "video" else "image"
    return {Role.VOICE: "audio", Role.AUDIO: "audio", Role.CLIP: "video"}.get(role, "image")


def _loose_files(step: Step) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for need in _needs(step):
        key = _BY_ROLE[need.role or Role.REFERENCE]
        if key.endswith("urls"):
            found.setdefault(key, []).append(name_of(need))
        else:
            found.setdefault(key, name_of(need))
    return found


def check_payload(body: Mapping[str, Json], schema: EndpointSchema) -> list[Problem]:
    """Everything the endpoint would refuse: missing and unknown fields, wrong types, values outside enum and range."""
    return [Problem(field, message) for field, message in schema.faults(body)]
