"""What drawing gives back: a frame and its layers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layer:
    """One standalone SVG with a transparent ground, drawn `overscan` of the frame beyond each edge so that a moving camera shows no end.

    `name` is bg, mid, hero, fg or overlay; `depth` runs from 0 (far) to 1 (near). The overlay (slate, type, safe areas) never moves.
    """

    name: str
    svg: str
    depth: float
    overscan: float


@dataclass(frozen=True)
class Frame:
    """A storyboard frame. `svg` is the whole picture at the frame's own size; `missing_glyphs` are letters no font at hand could set."""

    layers: tuple[Layer, ...]
    svg: str
    missing_glyphs: tuple[str, ...] = ()
