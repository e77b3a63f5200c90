"""What a search finds: films, scenes, shots, prompts, templates and models, with how near each of them is."""

from enum import StrEnum

from director_kernel.schema.asset import Sha256
from director_kernel.schema.noun import Noun


class FindKind(StrEnum):
    """What can be found; the order decides among hits that are equally near."""

    SHOTS = "shots"
    SCENES = "scenes"
    PROJECTS = "projects"
    PROMPTS = "prompts"
    TEMPLATES = "templates"
    MODELS = "models"


class Hit(Noun):
    """One thing found. `address` names it as commands and chat do ("film-1/scenes/s2", "recipe/beat-pack", "veo-3.1").

    `score` orders hits of one search. `words` is the share of the asked words it says, weighed by how rare they are; `terms` how many of
    them; `meaning` how like it is in meaning, as a cosine (0 where nobody compared).
    """

    kind: FindKind
    address: str
    title: str
    text: str = ""
    asset: Sha256 | None = None
    score: float = 0.0
    words: float = 0.0
    terms: int = 0
    meaning: float = 0.0

    @property
    def close(self) -> bool:
        """Whether it is near enough to be worth showing to somebody who did not ask for it."""
        return self.meaning >= 0.5 or (self.terms >= 2 and self.words >= 0.5) or (self.terms >= 3 and self.words >= 0.35)


class Found(Noun):
    """The hits, nearest first. `by_meaning` says whether meanings were compared beside words; `note` what a person should know of it, and
    how to have more."""

    query: str
    hits: tuple[Hit, ...] = ()
    by_meaning: bool = False
    note: str = ""
