"""The table knows what things are called."""

import pytest

from director_kernel.media.draw.light import Light
from director_kernel.media.draw.props import grip_of, prop
from director_kernel.media.draw.props.make import drawer
from director_kernel.media.draw.props.table import KINDS, find
from director_kernel.schema.slots import Prop


@pytest.mark.parametrize(
    ("name", "drawing"),
    [
        ("amber serum bottle", "vessels.dropper"),
        ("Vitamin C serum", "vessels.dropper"),
        ("two cups of coffee", "vessels.mug"),
        ("coffee cup", "vessels.takeaway"),
        ("glass of red wine", "vessels.wineglass"),
        ("red wine bottle", "vessels.wine"),
        ("energy drink can", "vessels.can"),
        ("running shoes", "wear.sneaker"),
        ("sneakers", "wear.sneaker"),
        ("the smartphone", "devices.phone"),
        ("iPhone", "devices.phone"),
        ("gold watch", "devices.watch"),
        ("wireless headphones", "devices.headphones"),
        ("glasses", "wear.glasses"),
        ("a cheeseburger", "food.burger"),
        ("slice of pizza", "food.pizza"),
        ("old brass lantern", "home.lantern"),
        ("glowing door", "home.door"),
        ("lighthouse", "places.lighthouse"),
        ("red sports car", "vehicles.car"),
        ("spaceships", "vehicles.spaceship"),
        ("hot-air balloon", "vehicles.balloon"),
        ("berries", "food.berry"),
        ("bookshelves", "home.shelf"),
        ("face cream jar", "vessels.jar"),
        ("brand logo", "emblems.logo"),
        ("knife", "quest.sword"),
        ("treasure map", "home.map_"),
        ("house keys", "quest.key"),
        ("leaves", "nature.leaf"),
        ("a cup on the table", "vessels.mug"),
        ("letter from home", "home.letter"),
        ("bike", "vehicles.bicycle"),
    ],
)
def test_names_find_their_drawing(name: str, drawing: str) -> None:
    kind = find(name)
    assert kind is not None
    assert kind.drawing == drawing


@pytest.mark.parametrize("name", ["", "qwertz", "the quality of mercy", "carpet bombing", "scarcity", "🙂", "x" * 5000])
def test_unknown_things_are_none(name: str) -> None:
    assert prop(Prop(name=name), light=Light(), seed=0) is None
    assert grip_of(Prop(name=name)) == ""


def test_every_line_of_the_table_has_its_drawing() -> None:
    for kind in KINDS:
        assert callable(drawer(kind.drawing))
        assert kind.material in {"glass", "metal", "plastic", "ceramic", "wood", "leather", "fabric", "paper"}
        assert kind.grip in {"wrap", "hang", "stick", "palm", "two"}
        assert kind.natural > 0
    assert len({kind.drawing for kind in KINDS}) >= 140
