"""Places a shot can play in: words → a drawing of that place, with depth."""

from director_kernel.media.draw.settings.vocabulary import SETTINGS, Setting, recognise

__all__ = ["SETTINGS", "Setting", "recognise"]
