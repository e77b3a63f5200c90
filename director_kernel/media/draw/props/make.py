"""`prop`: from a prop's words to its drawing."""

import hashlib
from collections.abc import Callable
from types import MappingProxyType

from director_kernel.media.draw.art import Art
from director_kernel.media.draw.colour import colour_of
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.light import Light
from director_kernel.media.draw.props import devices, emblems, food, home, nature, places, quest, vehicles, vessels, wear
from director_kernel.media.draw.props.bench import Bench, Made
from director_kernel.media.draw.props.table import described, find, material_of
from director_kernel.schema.slots import Prop

_MODULES = {m.__name__.rpartition(".")[2]: m for m in (devices, emblems, food, home, nature, places, quest, vehicles, vessels, wear)}
RIM = 2.2


def prop(item: Prop, *, light: Light, seed: int) -> Art | None:
    """`item` as an SVG fragment standing on its origin, y down; None when its name says nothing the table knows.

    The drawing depends on the prop's own words, so a product is the same in every frame; `seed` only keeps the ids of two copies apart.
    """
    kind = find(item.name)
    if kind is None:
        return None
    said = colour_of(item.colour) or colour_of(item.material) or colour_of(described(item.name, kind))
    material = material_of(f"{item.material} {item.name if kind.material != 'glass' else ''}", kind.material)
    ink = Ink(light, "prop", item, seed)
    bench = Bench(ink, colour=said or kind.colour, said=bool(said), material=material, label=item.label, roll=_roll(item))
    made = drawer(kind.drawing)(bench)
    marks = ink.take()
    return _art(ink.wrap(ink.rim(RIM, 0.7) + marks), made, kind.natural)


def grip_of(item: Prop) -> str:
    """How a hand takes `item`: wrap, hang, stick, palm or two; empty for what the table does not know."""
    kind = find(item.name)
    return kind.grip if kind is not None else ""


def drawer(name: str) -> Callable[[Bench], Made]:
    """The function a line of the table names."""
    module, _, function = name.partition(".")
    found: Callable[[Bench], Made] = getattr(_MODULES[module], function)
    return found


def _roll(item: Prop) -> float:
    return int.from_bytes(hashlib.sha256(f"{item.name}\x1f{item.label}".lower().encode("utf-8", "replace")).digest()[:4], "big") / 2**32


def _art(svg: str, made: Made, natural: float) -> Art:
    grip = made.grip or (0.0, -made.height / 2)
    anchors = {
        "base": (0.0, 0.0),
        "top": (0.0, -made.height),
        "centre": (0.0, -made.height / 2),
        "grip": grip,
        "label": made.label or (0.0, -made.height / 2),
        "grip_width": (made.grip_width or made.width * 0.6, 0.0),
        "shadow": (made.width * 0.46, 0.0),
    }
    return Art(svg, made.width, made.height, MappingProxyType(anchors), natural=natural)
