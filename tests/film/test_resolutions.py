"""What becomes of findings is kept in the books, with the project and its pictures in a workspace."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from director_kernel import Director
from director_kernel.errors import UsageError
from director_kernel.media.draw import compose, rasterise
from director_kernel.media.pictures import png
from director_kernel.schema.project import VisualAsset
from director_kernel.schema.slots import Character, KeySide, ShotSize, Slots
from tests.film.films_to_check import MIRA, but, film


@pytest.fixture
def director(workspace_folder: Path) -> Iterator[Director]:
    with Director(workspace_folder) as opened:
        yield opened


def test_mending_dismissing_and_reopening_are_kept_in_order(director: Director) -> None:
    director.film.projects.add(film(*but("k3", but("k2", wardrobe="red dress"), side="B")))
    guardian = director.film.guardian
    first = director.film.projects.require()
    work = guardian.fix(["axis_180"])
    assert work.project.version > first.version and [one.rule for one in work.fixed] == ["axis_180"]
    (gone,) = guardian.dismiss(["wardrobe_props_hair"])
    assert guardian.report().findings == () and guardian.report().dismissed == (gone,)
    guardian.reopen([gone.id])
    assert guardian.report().findings == (gone,)
    log = guardian.log()
    assert [(one.rule, one.how) for one in log] == [
        ("axis_180", "fixed"),
        ("wardrobe_props_hair", "dismissed"),
        ("wardrobe_props_hair", "reopened"),
    ]
    assert log[0].version == first.version and [change.value for change in log[0].changes] == ["A"]
    director.film.projects.undo()
    director.film.projects.undo()
    director.film.projects.undo()
    assert {one.rule for one in guardian.report().findings} == {"axis_180", "wardrobe_props_hair"}


def test_a_proposal_waits_for_a_person_and_can_be_accepted(director: Director) -> None:
    director.film.projects.add(film(*but("k3", but("k2", wardrobe="red dress"), side="B")))
    proposal = director.film.guardian.propose()
    assert proposal.who == "guardian" and len(proposal.changes) == 2
    assert len(director.film.guardian.report().findings) == 2, "nothing is changed before somebody says so"
    director.film.projects.accept(proposal.id)
    assert director.film.guardian.report().findings == ()
    with pytest.raises(UsageError, match="nothing to propose"):
        director.film.guardian.propose()


def test_what_is_locked_is_left_and_says_so(director: Director) -> None:
    director.film.projects.add(film(*but("k2", but("k3", side="B", locked=True), locked=True)))
    work = director.film.guardian.fix()
    assert work.fixed == () and work.changes == ()
    assert "director project unlock" in work.left[0][1]
    assert director.film.guardian.log() == []


def drawn(director: Director, **said: Any) -> str:
    """A frame of Mira, stored."""
    slots = Slots(**{"shot_size": ShotSize.MS, "setting": "a small bar at night", "time_of_day": "night", **said})
    data = png(rasterise(compose(slots, width=320, height=180, seed=1).svg, 320, 180))
    return director.workspace.assets.add_bytes(data, "image/png").sha256


def test_pictures_are_looked_at(director: Director) -> None:
    green = Character(name="Mira", gender="female", hair="brown", wardrobe="green coat")
    right = drawn(director, characters=(green,), key_side=KeySide.LEFT)
    wrong = drawn(director, characters=(green.with_(wardrobe="red dress"),), key_side=KeySide.LEFT)
    park = drawn(director, characters=(green,), setting="a sunny park", time_of_day="day")
    sheet = drawn(director, characters=(green,), setting="white studio seamless background", time_of_day="day")
    broken = director.workspace.assets.add_bytes(b"no picture", "image/png").sha256
    asset = VisualAsset(id="sheet", asset=sheet, category="character_sheet", of="mira")
    project = film(*but("k4", but("k2", frame=right), frame=wrong))
    project = project.with_(bible=project.bible.with_(assets=(asset,)))
    director.film.projects.add(project)
    (found,) = director.film.guardian.report().findings
    assert found.rule == "picture_look" and found.where[0].endswith("k4") and found.severity == "warn"
    assert "on the sheet, and nowhere in the picture" in found.evidence
    assert MIRA.name in found.message and not found.fix
    told = {(one.rule, one.why) for one in director.film.guardian.report().unchecked}
    assert ("picture_palette", "no picture yet") in told
    path = "scenes/s1/beats/b1/shots"
    director.film.projects.change([_frame(f"{path}/k4", right), _frame(f"{path}/k3", park), _frame(f"{path}/k1", broken)])
    rules = [one.rule for one in director.film.guardian.report().findings]
    assert rules == ["picture_palette"], "the park is no bar; a broken picture is no finding"


def _frame(path: str, sha256: str) -> Any:
    from director_kernel.schema.project import Change

    return Change(op="set", path=f"{path}/frame", value=sha256)
