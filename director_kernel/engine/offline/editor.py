"""The film under revision: what every change works on, and what it says it did."""

from dataclasses import dataclass, field

from director_kernel.catalog.book import Catalog
from director_kernel.engine.offline.film import Film
from director_kernel.schema.brief import Brief
from director_kernel.schema.plan import Plan, Tier


@dataclass
class Editor:
    """A film, its brief and the words for what was done (`told`) and what could not be (`failed`).

    `retell`: the story must be told anew from the brief; `reoffer`: the options must be priced anew.
    """

    film: Film
    brief: Brief
    plan: Plan
    catalog: Catalog
    tier: Tier
    told: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    retell: bool = False
    reoffer: bool = False

    def say(self, text: str) -> None:
        self.told.append(text)


def named(shots: tuple[int, ...]) -> str:
    if not shots:
        return "the film"
    words = ["the last shot" if n == -1 else f"shot {n}" for n in shots]
    return " and ".join(words)
