"""The light on a frame, as values every drawing module shares."""

from dataclasses import dataclass, replace

from director_kernel.schema.slots import KeySide


@dataclass(frozen=True)
class Light:
    """One set-up: where the key comes from, how warm (-1 cold … 1 warm) and strong (0 … 1) it is, and its colours as `#rrggbb`."""

    key_side: KeySide = KeySide.LEFT
    warmth: float = 0.2
    intensity: float = 0.8
    rim: str = "#fff3dc"
    key: str = "#fff1d6"
    fill: str = "#8fa3b5"
    shadow: str = "#2b2a3a"
    ambient: str = "#c9c4bd"
    hard: bool = False
    night: bool = False

    def mirrored(self) -> "Light":
        """The same light for a drawing that will be flipped left to right."""
        other = {KeySide.LEFT: KeySide.RIGHT, KeySide.RIGHT: KeySide.LEFT}.get(self.key_side, self.key_side)
        return replace(self, key_side=other)
