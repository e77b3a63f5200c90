"""Recipes: checked against their workflow, written and read back exactly, shared and forked."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.catalog import load_catalog
from director_kernel.catalog.saving import read_page, save, write, written
from director_kernel.errors import CatalogError, UsageError
from director_kernel.film.recipes import faults, find_recipe, fork, keep, open_settings, read, settings_of, share
from director_kernel.film.registry import WORKFLOWS
from director_kernel.schema.direction import Profile, Recipe

RECIPES = load_catalog().recipes
DAY = "2026-11-28"


def stack(**given: Any) -> Recipe:
    return Recipe(id="ours", title="Ours", workflow="shot-stack", settings=given, source="us", as_of=DAY)


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_every_shipped_recipe_fits_its_workflow(name: str) -> None:
    assert faults(RECIPES[name]) == () and RECIPES[name].about
    assert RECIPES[name].workflow in WORKFLOWS


def test_recipes_for_most_of_what_there_is() -> None:
    assert len(RECIPES) >= 8 and len({one.workflow for one in RECIPES.values()}) >= 8


def test_what_a_workflow_does_not_take_is_named() -> None:
    assert [fault.setting for fault in faults(stack(frames=50, colour="red"))] == ["colour", "frames"]
    assert "did you mean `shot-stack`" in faults(stack().with_(workflow="shot-stak"))[0].message
    with pytest.raises(UsageError, match="'ours': frames: input should be less than or equal to 12"):
        settings_of(stack(frames=50), {})


def test_what_it_leaves_open_is_asked_for() -> None:
    turnaround = find_recipe(RECIPES, "Turnaround and moods")
    assert open_settings(turnaround) == ("who",)
    with pytest.raises(UsageError, match="leaves who open"):
        settings_of(turnaround, {})
    assert settings_of(turnaround, {"who": "mira", "poses": 5}) == {"poses": 5, "expressions": 6, "turnaround": True, "who": "mira"}


def test_a_fork_says_where_it_comes_from() -> None:
    made = fork(RECIPES["horror-stack"], "horror-ours", as_of=DAY, author="Ada", settings={"frames": 8})
    assert (made.forked_from, made.settings["frames"], made.settings["grammar"], made.author) == ("horror-stack", 8, "horror-reveal", "Ada")
    with pytest.raises(UsageError, match="a name of its own"):
        fork(RECIPES["horror-stack"], "horror-stack", as_of=DAY)


def test_kept_shared_and_read_again(tmp_path: Path) -> None:
    made = stack(frames=5, coverage=["wide", "insert"])
    path = keep(tmp_path / "catalog", made)
    assert load_catalog(tmp_path / "catalog").recipes["ours"] == made and read(path) == made
    with pytest.raises(UsageError, match="is there already"):
        keep(tmp_path / "catalog", made)
    keep(tmp_path / "catalog", made.with_(version=2), replace=True)
    assert load_catalog(tmp_path / "catalog").recipes["ours"].version == 2
    given = share(tmp_path, made)
    assert given == tmp_path / "ours.yaml" and read(given) == made
    with pytest.raises(UsageError, match="choose another file"):
        share(tmp_path, made)
    with pytest.raises(UsageError, match="can't be written"):
        share(tmp_path / "nowhere" / "x.yaml", made)


HEAD = "source: us\nas_of: 2026-11-28\nrecipes:\n  - id: a\n    title: A\n"
WRONG = {
    "    workflow: shot-stack\n    settings:\n      layout: grid\n      frames: 99": r":9: frames: input should be less",
    "    workflow: shot-stack\n    settings:\n      frame: 9": r":8: frame: is no setting of this workflow; there are",
    "    workflow: shot-stack\n    settings:\n      coverage: [wide, odd]": r":8: coverage: \[1\] input should be",
    "    workflow: shotstack": r":6: there is no workflow 'shotstack'; did you mean `shot-stack`",
    "    workflow: reel\n    colour: red": r":7: colour: is not a field",
    "    workflow: reel\n    version: 0": r":7: version: ",
    "    title: B\n    workflow: reel": r":6: 'title' is given twice",
    "    workflow: [": r":\d+: is not readable YAML",
    "    workflow: &x reel\n    about: *x": r"YAML alias",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_file_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(HEAD + text + "\n")
    with pytest.raises(CatalogError, match=WRONG[text]):
        read(path)


def test_a_file_of_several_or_none_is_no_recipe(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text("recipes: []\n")
    with pytest.raises(UsageError, match="holds no recipes"):
        read(path)
    with pytest.raises(CatalogError, match="can't be read"):
        read(tmp_path / "none.yaml")


_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
_PLAIN = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False) | _TEXT
_VALUES = st.recursive(_PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3), max_leaves=6)


@settings(max_examples=80)
@given(
    values=st.dictionaries(_TEXT.filter(bool), _VALUES, max_size=4),
    title=_TEXT,
)
def test_any_recipe_survives_its_file(tmp_path_factory: pytest.TempPathFactory, values: dict[str, Any], title: str) -> None:
    made = Recipe(id="any", title=title, workflow="reel", settings=values, source="us: “#1”", as_of=DAY, author=title[::-1])
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    write(path, "recipes", made)
    again = read_page(path, "recipes").record
    assert again == made and written("recipes", again) == written("recipes", made)


def test_numbers_no_file_can_hold_are_refused(tmp_path: Path) -> None:
    for value in (10**18, float("inf"), float("nan")):
        with pytest.raises(UsageError, match="no number a catalog file can hold"):
            write(tmp_path / "x.yaml", "recipes", stack(frames=value))
    assert not (tmp_path / "x.yaml").exists()


@pytest.mark.parametrize("name", sorted(load_catalog().profiles))
def test_profiles_survive_their_file(tmp_path: Path, name: str) -> None:
    made: Profile = load_catalog().profiles[name].with_(id="mine")
    save(tmp_path, "profiles", made)
    assert load_catalog(tmp_path).profiles["mine"] == made
