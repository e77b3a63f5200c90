"""What a work shows for itself."""

import io
from pathlib import Path

from PIL import Image

from director_kernel.film.seen import Seen, seen
from director_kernel.schema.project import Board, BoardPanel, Change, MarketingAsset, Project
from director_kernel.schema.slots import Coverage, Reference, Slots
from tests.film.films import film
from tests.film.test_works import offline


def asset(at: int) -> str:
    return f"{at:064x}"


def picture(at: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (160, 90), (at * 60, 90, 120)).save(data, "PNG")
    return data.getvalue()


def board(*panels: BoardPanel, sheet: str | None = None) -> Change:
    return Change(op="add", path="boards", value=Board(id="board-1", title="Stack", sheet=sheet, panels=panels).wire())


def first_shot(project: Project) -> str:
    return project.shots()[0].id


def test_a_board_is_its_sheet_and_frames_cut_from_it_are_not_shown_again() -> None:
    project = film()
    shot = first_shot(project)
    cut = BoardPanel(id="p1", asset=asset(1), shot=shot)
    chosen = Change(op="set", path=f"scenes/s1/beats/b1/shots/{shot}/frame", value=asset(1))
    assert seen([board(cut, sheet=asset(9)), chosen], project) == [Seen(asset(9), "", "Stack")]


def test_frames_without_a_sheet_have_their_shot_and_what_happens() -> None:
    project = film()
    moment = BoardPanel(id="p1", asset=asset(1), time_offset_ms=-300)
    covered = BoardPanel(id="p2", asset=asset(2), coverage=Coverage.REACTION)
    of_shot = BoardPanel(id="p3", asset=asset(3), shot=first_shot(project), slots=Slots(action="she waits"), coverage=Coverage.WIDE)
    found = seen([board(moment, covered, of_shot)], project)
    assert found == [Seen(asset(1), "1", "-0.3 s"), Seen(asset(2), "2", "reaction"), Seen(asset(3), "1.1", "she waits")]


def test_references_and_what_became_an_alternate_were_there_before() -> None:
    project = film()
    shot = first_shot(project)
    referred = BoardPanel(id="p1", asset=asset(1), slots=Slots(references=(Reference(asset=asset(7), role="character", name="Mira"),)))
    before = Change(op="add", path=f"scenes/s1/beats/b1/shots/{shot}/alternates", value={"asset": asset(8)})
    assert [one.sha256 for one in seen([board(referred), before], project)] == [asset(1)]


def test_graphics_say_what_they_are_for() -> None:
    project = film()
    made = MarketingAsset(id="m1", kind="thumbnail", asset=asset(1), title=project.title, platform="tiktok")
    other = MarketingAsset(id="m2", kind="lower_third", asset=asset(2), title="Mira")
    changes = [Change(op="add", path="marketing", value=one.wire()) for one in (made, other)]
    assert [one.words for one in seen(changes, project)] == ["thumbnail · tiktok", "lower third · Mira"]


def test_one_picture_shows_everything(tmp_path: Path) -> None:
    with offline(tmp_path) as director:
        project = director.film.projects.require()
        made = [director.workspace.assets.add_bytes(picture(at), "image/png", width=160, height=90) for at in range(3)]
        paths = [f"scenes/s1/beats/b1/shots/{project.shots()[0].id}/frame"] * 3
        changes = tuple(Change(op="set", path=path, value=one.sha256) for path, one in zip(paths, made, strict=True))
        taken = director.film.work("storyboard")._replace(changes=changes)
        shown = director.film.works.picture(taken, 800)
        assert shown is not None and max(Image.open(io.BytesIO(shown)).size) == 800
        assert director.film.works.named(taken) == ("1.1",) * 3
        # A file that is gone is left out; one that is left is shown as it is.
        for one in made[:2]:
            director.workspace.assets.path(one).unlink()
        alone = director.film.works.picture(taken, 800)
        assert alone is not None and Image.open(io.BytesIO(alone)).size == (160, 90)
        director.workspace.assets.path(made[2]).unlink()
        assert director.film.works.picture(taken, 800) is None
