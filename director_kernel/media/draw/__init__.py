"""Storyboard frames: slots in, layered SVG and pixels out. Pure: the same slots, size and seed give the same bytes."""

from director_kernel.media.draw.compose import RENDERER, compose
from director_kernel.media.draw.frame import Frame, Layer
from director_kernel.media.draw.raster import rasterise

__all__ = ["RENDERER", "Frame", "Layer", "compose", "rasterise"]
