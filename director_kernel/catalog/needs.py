"""Whether a model can do what a step needs, by its endpoint's schema first and its facts second."""

from typing import TYPE_CHECKING

from director_kernel.schema.catalog import EndpointSchema, Flag, Model, Needs
from director_kernel.schema.endpoint import NAMED_SIZES
from director_kernel.schema.plan import Kind, Role

if TYPE_CHECKING:
    from director_kernel.catalog.book import Catalog


def meets(catalog: "Catalog", model: Model, kind: Kind, needs: Needs) -> bool:
    """True when nothing known about `model` stands against `needs`; what is not known stands against audio, seeds and files."""
    return not lacks(catalog, model, kind, needs)


def lacks(catalog: "Catalog", model: Model, kind: Kind, needs: Needs) -> tuple[str, ...]:
    """What of `needs` the model can't do, in words; empty: it can do all."""
    ref = catalog.endpoint_ref(model, kind)
    schema = catalog.endpoint(ref.id) if ref else None
    found = (
        _shape(model, schema, needs),
        _length(catalog, model, kind, needs),
        _sound(model, schema, needs),
        _detail(model, schema, needs),
        *_files(model, schema, needs),
        "takes no seed" if needs.seed and not _has(schema, "seed", model.seed) else "",
        "takes no negative prompt" if needs.negative and not _has(schema, "negative_prompt", model.negative) else "",
    )
    return tuple(fault for fault in found if fault)


def _has(schema: EndpointSchema | None, field: str, otherwise: Flag | None) -> bool:
    return field in schema.fields if schema else bool(otherwise and otherwise.value)


def aspects(model: Model, schema: EndpointSchema | None) -> tuple[str, ...]:
    """The ratios that can be asked for; empty where the output follows its input or nothing is known."""
    if schema:
        return tuple(schema.shapes())
    return tuple(value for value in (model.aspects.values if model.aspects else ()) if ":" in value)


def _shape(model: Model, schema: EndpointSchema | None, needs: Needs) -> str:
    known = aspects(model, schema)
    if not needs.aspect or not known or needs.aspect in known or (schema and schema.free_size):
        return ""
    return f"makes no {NAMED_SIZES.get(needs.aspect, needs.aspect)}, only {', '.join(known)}"


def _length(catalog: "Catalog", model: Model, kind: Kind, needs: Needs) -> str:
    duration = catalog.duration(model, kind) if needs.seconds else None
    longest = duration.longest if duration else None
    return f"makes at most {longest:g} s" if longest is not None and needs.seconds > longest else ""


def _sound(model: Model, schema: EndpointSchema | None, needs: Needs) -> str:
    if needs.audio is None or not needs.audio:
        return ""
    can = bool(schema and schema.audio_field) or bool(model.audio and model.audio.value)
    return "" if can else "makes no sound"


def _detail(model: Model, schema: EndpointSchema | None, needs: Needs) -> str:
    known = schema.resolutions() if schema else model.resolutions.values if model.resolutions else ()
    if not needs.resolution or not known or needs.resolution.casefold() in (value.casefold() for value in known):
        return ""
    return f"makes no {needs.resolution}, only {', '.join(known)}"


def _files(model: Model, schema: EndpointSchema | None, needs: Needs) -> tuple[str, ...]:
    limit = model.references.value if model.references else None
    asked = (
        (needs.start_image, Role.START_IMAGE, "takes no start image"),
        (needs.end_image, Role.END_IMAGE, "takes no end image"),
        (needs.references > 0, Role.REFERENCE, "takes no reference images"),
    )
    faults = [fault for wanted, role, fault in asked if wanted and not (schema and schema.input_field(role))]
    if limit is not None and needs.references > limit:
        faults.append(f"takes at most {limit} reference images")
    return tuple(faults)
