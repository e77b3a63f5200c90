"""Light as a system: where the key stands, how warm and hard it is, and the colours every drawn thing takes from it."""

from dataclasses import dataclass

from director_kernel.schema.slots import KeySide


@dataclass(frozen=True)
class Light:
    """The light of one shot. Colours are `#rrggbb`; `warmth` is -1 (cold) … 1 (warm); `intensity` 0 (black) … 1 (high key)."""

    key_side: KeySide = KeySide.LEFT
    warmth: float = 0.0
    intensity: float = 0.8
    rim: str = "#ffe2ad"
    key: str = "#fff3dc"
    fill: str = "#8fa3b8"
    shadow: str = "#1a222c"
    ambient: str = "#c8ccd2"
    hard: bool = False
    night: bool = False
