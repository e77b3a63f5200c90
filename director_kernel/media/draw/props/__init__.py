"""Props: things with their silhouette, material, colour and label, as SVG fragments."""

from director_kernel.media.draw.props.make import grip_of, prop

__all__ = ["grip_of", "prop"]
