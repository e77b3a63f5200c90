"""Takes as a gallery shows them: the file, the step it was made for, and what people said of it."""

from director_kernel.schema.asset import Asset
from director_kernel.schema.journal import Studio
from director_kernel.schema.money import Micros
from director_kernel.schema.noun import Noun
from director_kernel.schema.rating import Mark, TakeKey


class GalleryTake(Noun):
    """A take that was made, with its step as the plan had it then. `price` in micro-USD, `at` seconds since the epoch."""

    execution: str
    step: str
    take: int
    plan: str
    version: int
    title: str
    """The plan's."""
    order: int
    action: str
    kind: str
    prompt: str
    model: str
    model_name: str
    studio: Studio
    media: str
    """image, video, audio or text."""
    asset: Asset
    price: Micros
    stars: int
    mark: Mark
    at: float

    @property
    def key(self) -> str:
        return str(TakeKey(self.execution, self.step, self.take))
