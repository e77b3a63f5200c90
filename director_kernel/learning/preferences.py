"""The models a person prefers for pictures, films and sounds, in all their workspaces."""

from collections.abc import Mapping

from director_kernel.catalog.book import Catalog
from director_kernel.errors import UsageError
from director_kernel.schema.model import Model
from director_kernel.schema.plan import Kind
from director_kernel.user_settings import UserSettings

SETTING = "prefer"
MEDIA = ("image", "video", "audio")
NONE = "none"


def preferences(settings: UserSettings | None = None) -> dict[str, str]:
    """ "image", "video" or "audio" → model id, as they were set; anything else in the file is left alone. Raises WorkspaceError."""
    found = (settings or UserSettings()).get(SETTING)
    known = found if isinstance(found, dict) else {}
    return {medium: known[medium] for medium in MEDIA if isinstance(known.get(medium), str)}


def prefer(wishes: Mapping[str, str], catalog: Catalog, settings: UserSettings | None = None) -> dict[str, str]:
    """Prefers a model for each medium from now on, "none" for no one; all that is preferred by then.

    Raises UsageError for what is no medium or no model that can be planned for it; then nothing is changed.
    """
    kept = settings or UserSettings()
    chosen = {medium: _model(medium, name, catalog) for medium, name in wishes.items()}
    before = preferences(kept)
    now = {medium: id for medium in MEDIA if (id := chosen.get(medium, before.get(medium, "")))}
    if now != before:
        kept.set(SETTING, now or None)
    return now


def _model(medium: str, name: str, catalog: Catalog) -> str:
    """The id of the model meant, "" for none."""
    if medium not in MEDIA:
        raise UsageError(f"there is no medium {medium[:40]!r}; say image=…, video=… or audio=…")
    if name.strip().casefold() in (NONE, ""):
        return ""
    kinds = [kind for kind in Kind if kind.media == medium]
    told = catalog.resolve(name)
    model = told.model
    if model is None:
        near = [id for id in told.suggestions if _makes(catalog, catalog.models[id], kinds)] or _some(catalog, kinds)
        raise UsageError(f"there is no model {name[:64]!r}; did you mean {', '.join(near)}?")
    if not _makes(catalog, model, kinds):
        why = "is made by hand" if model.manual else f"makes no {medium}" if not any(map(model.makes, kinds)) else "can't be planned yet"
        raise UsageError(
            f"{model.name} {why}; for {medium} there are {', '.join(_some(catalog, kinds))}, `director models` lists them all."
        )
    return model.id


def _makes(catalog: Catalog, model: Model, kinds: list[Kind]) -> bool:
    return any(catalog.ready(model, kind) for kind in kinds)


def _some(catalog: Catalog, kinds: list[Kind]) -> list[str]:
    """The first models of the balanced tier for a medium."""
    found = {model.id: None for kind in kinds for model in catalog.tier_models("balanced", kind)}
    return list(found)[:3]
