"""All takes of a workspace, page by page."""

from typing import Any

from director_kernel.director import Director
from director_kernel.events import Event, StepStored
from director_kernel.present.saved import gallery_saved
from director_kernel.present.shown import Shown
from director_kernel.present.text import cut
from director_kernel.schema.gallery import GalleryTake
from director_kernel.widgets.files import asset_view
from director_kernel.widgets.part import Ask, Part, verb

PAGE = 120
"""Takes in one answer, at most."""
SAVED = 24
"""Pictures in the copy for a saved notebook."""


class GalleryPart(Part):
    """The takes of a workspace, or of one plan."""

    trait = "gallery"

    def __init__(self, stage: Any, key: str) -> None:
        super().__init__(stage)
        self.plan = key
        self._version = 0
        self._seen: tuple[Any, ...] = ()

    def hear(self, event: Event) -> bool:
        """A take more."""
        return isinstance(event, StepStored)

    def look(self) -> bool:
        """Takes of other processes, and what was said of any."""
        return True

    def state(self) -> dict[str, Any]:
        """GalleryState."""
        media = self.director.workspace.runs.count_by_media(plan=self.plan)
        seen = (tuple(sorted(media.items())), self.director.workspace.ratings.version())
        if seen != self._seen:
            self._seen, self._version = seen, self._version + 1
        return {"total": sum(media.values()), "version": self._version, "media": media}

    def saved(self) -> Shown | None:
        """The newest as small pictures."""
        total, takes = self.director.workspace.runs.all_takes(0, SAVED, plan=self.plan)
        if not total:
            return None
        looks = {look.sha256: look.read() for look in self.director.looks.thumbs([take.asset.sha256 for take in takes], 160)}
        return gallery_saved(total, [(f"{take.order} · {cut(take.action)}", looks.get(take.asset.sha256)) for take in takes])

    @verb("gallery.page", lane="look")
    def page(self, ask: Ask) -> dict[str, Any]:
        """A page of takes, newest first."""
        asked = Ask(ask.verb, ask.table("filter"))
        total, takes = self.director.workspace.runs.all_takes(
            max(0, ask.number("offset")),
            max(1, min(PAGE, ask.number("limit"))),
            media=asked.text("media", ""),
            marked=asked.text("marked", ""),
            text=asked.text("text", ""),
            plan=self.plan,
        )
        return {"total": total, "takes": [gallery_take(take) for take in takes]}


def gallery_take(take: GalleryTake) -> dict[str, Any]:
    """Take, for the page."""
    return {
        "key": take.key,
        "execution": take.execution,
        "step": take.step,
        "order": take.order,
        "take": take.take,
        "title": cut(take.action),
        "media": take.media,
        "asset": asset_view(take.asset),
        "model": cut(take.model_name or take.model),
        "studio": take.studio,
        "cached": False,
        "price": take.price,
        "stars": take.stars,
        "mark": take.mark,
        "at": take.at,
    }


def plan_of(director: Director, named: str) -> str:
    """The plan whose takes are shown; "" for all. Raises UsageError for one that isn't there."""
    return director.workspace.plans.get(named).id if named else ""
