"""Which dialect a model reads: the longest of the names and beginnings the dialects list; plain sentences where none does."""

import difflib
from collections.abc import Mapping

from director_kernel.catalog.book import Catalog
from director_kernel.errors import UsageError
from director_kernel.prompts.dialect import Target
from director_kernel.schema.dialect import Dialect
from director_kernel.schema.plan import Kind

PLAIN = "plain"


def choose_dialect(model: str, dialects: Mapping[str, Dialect]) -> Dialect:
    """The dialect of a model."""
    fitting = [(len(pattern), one.id) for one in dialects.values() for pattern in one.models if _fits(pattern, model)]
    return dialects[max(fitting)[1]] if fitting else dialects[PLAIN]


def _fits(pattern: str, model: str) -> bool:
    return model.startswith(pattern[:-1]) if pattern.endswith("*") else model == pattern


def find_target(name: str, catalog: Catalog, kind: Kind | None = None, *, image_led: bool = False, literal: bool = False) -> Target:
    """The target a person means by a model's id (with its endpoint's own fields) or a dialect's.

    Without a kind the dialect's first one that the model has. Raises UsageError naming the nearest.
    """
    wanted = name.strip().lower()
    if wanted in catalog.dialects and wanted not in catalog.models:
        dialect = catalog.dialects[wanted]
        chosen = kind or _first_kind(dialect, image_led)
        return Target(chosen, image_led=image_led or chosen is Kind.IMAGE_TO_VIDEO, dialect=wanted, literal=literal)
    if wanted not in catalog.models:
        known = [*catalog.models, *catalog.dialects]
        near = difflib.get_close_matches(wanted, known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else "`director models` lists them, `director compile --all` the dialects."
        raise UsageError(f"there is no target {name[:60]!r}; {hint}")
    model, dialect = catalog.models[wanted], choose_dialect(wanted, catalog.dialects)
    kinds = [one for one in dialect.kinds if catalog.endpoint_ref(model, one) is not None]
    chosen = kind or (Kind.IMAGE_TO_VIDEO if image_led else next(iter(kinds), _first_kind(dialect, image_led)))
    ref = catalog.endpoint_ref(model, chosen)
    endpoint = catalog.endpoint(ref.id) if ref is not None else None
    led = image_led or chosen is Kind.IMAGE_TO_VIDEO
    return Target(chosen, image_led=led, dialect=dialect.id, model=wanted, endpoint=endpoint, literal=literal)


def _first_kind(dialect: Dialect, image_led: bool) -> Kind:
    return Kind.IMAGE_TO_VIDEO if image_led and Kind.IMAGE_TO_VIDEO in dialect.kinds else dialect.kinds[0]
