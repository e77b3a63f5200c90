"""Figures: people that stay the same from frame to frame, animals, robots and crowds, as SVG fragments."""

from director_kernel.media.draw.art import Art
from director_kernel.media.draw.figures.cast import figure

__all__ = ["Art", "figure"]
