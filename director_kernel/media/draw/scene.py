"""The frame while it is being drawn: what is asked for, the staging, and a canvas per layer."""

from dataclasses import dataclass, field
from random import Random

from director_kernel.media.draw.composition import Shot
from director_kernel.media.draw.light import Light
from director_kernel.media.draw.palette import Palette
from director_kernel.media.draw.svg import Canvas
from director_kernel.schema.slots import Slots


@dataclass
class Scene:
    """`bg`, `mid` and `fg` are the set, in the set's own coordinates (it may be mirrored, rolled and shifted as a whole). `under`, `hero`
    and `over` are in frame coordinates: what lies beneath the subject and moves with it, the subject, what passes before it. `type` never
    moves.
    """

    slots: Slots
    shot: Shot
    palette: Palette
    light: Light
    seed: int
    words: str
    bare: bool = False
    """A frame of a sheet: nothing is written on it, and a plain ground is left plain."""
    bg: Canvas = field(default_factory=lambda: Canvas("b"))
    mid: Canvas = field(default_factory=lambda: Canvas("m"))
    fg: Canvas = field(default_factory=lambda: Canvas("f"))
    under: Canvas = field(default_factory=lambda: Canvas("u"))
    hero: Canvas = field(default_factory=lambda: Canvas("h"))
    over: Canvas = field(default_factory=lambda: Canvas("o"))
    type: Canvas = field(default_factory=lambda: Canvas("t"))
    missing: list[str] = field(default_factory=list)

    def rng(self, name: str) -> Random:
        """Chance that only this part of the drawing uses, so that one more tree does not move the clouds."""
        return Random(f"{self.seed}/{name}")

    def has(self, *words: str) -> bool:
        """Whether the shot mentions a word that starts so: "rain" finds "rainy", never "train"."""
        return any(f" {word}" in self.words for word in words)

    def tone(self, surface: str, depth: float = 0.0) -> str:
        return self.palette.tone(surface, depth)
