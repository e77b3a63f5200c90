from director_kernel.media.draw.art import Art
from director_kernel.media.draw.light import Light
from director_kernel.schema.slots import Prop


def prop(item: Prop, *, light: Light, seed: int) -> Art | None:
    return None


def grip_of(item: Prop) -> str:
    return "wrap"
