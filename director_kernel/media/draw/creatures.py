"""Animals said as things of a shot: as its subject they are framed like people, beside people they stand in their own size."""

from director_kernel.media.draw.art import Art
from director_kernel.media.draw.figures import figure
from director_kernel.media.draw.figures.animals import species
from director_kernel.media.draw.scene import Scene
from director_kernel.schema.slots import Character, Prop, ShotSize, Slots


def is_creature(item: Prop) -> bool:
    """Whether the thing is an animal the studio draws ("golden retriever"; not a "dog bowl")."""
    name = item.name.lower()
    last = name.split()[-1] if name.split() else ""
    return bool(species(last)) and not item.label


def starring(slots: Slots) -> Slots:
    """The slots with an animal as their character, where it is what a shot without people is about."""
    if slots.characters:
        return slots
    first = next((item for item in slots.props if item.hero), slots.props[0] if slots.props else None)
    if first is None:
        named = Prop(name=slots.subject[:80]) if slots.subject else None
        if named is None or slots.on_screen_text or not is_creature(named):
            return slots
        return slots.with_(characters=(character(named),))
    if not is_creature(first):
        other = next((item for item in slots.props if is_creature(item)), None)
        if other is None or slots.shot_size in (None, ShotSize.INSERT, ShotSize.BCU, ShotSize.ECU):
            return slots
        first = other
    size = ShotSize.CU if slots.shot_size is ShotSize.INSERT else slots.shot_size
    others = tuple(item for item in slots.props if item is not first)
    return slots.with_(characters=(character(first),), props=others, shot_size=size)


def stars(scene: Scene) -> bool:
    """Whether an animal is whom the shot is about."""
    first = next(iter(scene.slots.characters), None)
    return first is not None and not first.wardrobe and not first.gender and bool(species(first.name.lower()))


def character(item: Prop) -> Character:
    """The animal as someone the figures draw."""
    return Character(name=item.name, features=tuple(word for word in (item.colour, item.material) if word))


def beside(scene: Scene, item: Prop) -> Art | None:
    """The animal as it stands beside people, turned towards them; None for what is no animal."""
    if not is_creature(item):
        return None
    facing = "facing left" if scene.shot.subject < scene.shot.width / 2 else "facing right"
    return figure(
        character(item), shot_size=scene.shot.size, pose="", gaze="", action=facing, light=scene.light, seed=scene.seed, holding=None
    )
