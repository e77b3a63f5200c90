"""Graphics as workflows: words, look and references in the draft; the finished graphic in the project, once."""

from pathlib import Path

import pytest

from director_kernel import Director
from director_kernel.errors import UsageError
from director_kernel.film.artwork import key_shot
from director_kernel.film.posters import GraphicsKit, KitSettings, LowerThirdSettings, Poster, PosterSettings, lower_third_words
from director_kernel.schema.project import BrandGuide, Project
from director_kernel.schema.slots import LayoutMode
from tests.film.framed import LIGHT


def test_a_posters_step_says_everything_that_stands_on_it() -> None:
    settings = PosterSettings(credits=("directed by Ada Kern", "with Mira Vale"), release="1 May", tagline="Kept by someone.")
    brand = BrandGuide(palette=("#0a7a4a",), typography="serif", never=("red",), always=("film grain",))
    (step,) = Poster().draft(LIGHT.with_(brand=brand), settings).steps
    slots = step.slots
    assert slots is not None and slots.typography is not None
    assert slots.layout_mode is LayoutMode.POSTER
    assert slots.on_screen_text == ("The Light", "Kept by someone.", "directed by Ada Kern · with Mira Vale", "1 May")
    assert (slots.typography.headline, slots.typography.font) == ("The Light", "serif")
    assert slots.palette == ("#0a7a4a",)
    assert "red" in slots.negatives and "film grain" in slots.style
    assert slots.movement is None and step.aspect == "2:3"


def test_set_here_asks_for_art_without_a_letter() -> None:
    (step,) = Poster().draft(LIGHT, PosterSettings(lettering="here")).steps
    assert step.slots is not None
    assert step.slots.on_screen_text == () and step.slots.typography is None and step.slots.layout_mode is None
    assert {"text", "letters"} <= set(step.slots.negatives)


def test_a_kit_is_one_plan_of_everything() -> None:
    steps = GraphicsKit().draft(LIGHT, KitSettings()).steps
    assert [step.id for step in steps] == ["poster", "title-card", "thumbnail-youtube", "thumbnail-tiktok", "thumbnail-square"]
    assert [step.aspect for step in steps] == ["2:3", "16:9", "16:9", "9:16", "1:1"]


def test_who_there_is_nothing_to_show_of() -> None:
    assert key_shot(LIGHT) is not None
    with pytest.raises(UsageError, match="nothing to show"):
        Poster().draft(Project(title="Empty"), PosterSettings())
    with pytest.raises(UsageError, match="nobody called"):
        lower_third_words(LIGHT, LowerThirdSettings(who="Zoe"))


def test_a_graphic_is_made_and_taken_in_end_to_end(tmp_path: Path) -> None:
    with Director(tmp_path / "director") as director:
        director.film.projects.add(LIGHT)
        taken = director.film.work("lower-third", {"who": "mira", "tagline": "keeper"})
        (made,) = taken.project.marketing
        asset = director.workspace.assets.get(made.asset)
        assert asset is not None
        assert (made.kind, made.title, asset.meta["graphic"]) == ("lower_third", "Mira", "lower third")
        assert director.film.works.collect() == []
