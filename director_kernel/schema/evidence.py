"""What was learned in this workspace, frozen for whoever plans and ranks: counts, never guesses."""

from collections.abc import Mapping

from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Kind


class Trend(Noun):
    """How often people took a model for a use case in the last 30 days; only those taken at least twice are here."""

    use_case: str
    kind: Kind
    model: str
    picks: int


class Success(Noun):
    """How many of a model's tries for a use case ended with a take. `stars`: the mean rating, 0 where nobody rated."""

    use_case: str
    kind: Kind
    model: str
    tries: int
    made: int
    stars: float = 0.0


class Failing(Noun):
    """A model that failed at least three times in the last seven days; `why` is what was said most often."""

    model: str
    failures: int
    tries: int
    why: str = ""


class Evidence(Noun):
    """All of it. `preferred` is what a person asked for by `director prefer`: "image", "video" or "audio" → model id."""

    trends: tuple[Trend, ...] = ()
    successes: tuple[Success, ...] = ()
    failing: tuple[Failing, ...] = ()
    preferred: Mapping[str, str] = {}
