"""`director recipe` and `director profile`, as they are typed."""

import json
from pathlib import Path
from typing import Any

import pytest

from director_kernel.commands.session import Session, ShellSurface
from director_kernel.commands.tree import completions, invoke
from director_kernel.errors import CatalogError, UsageError
from director_kernel.present.shown import Shown
from tests.film.films_to_revise import film


@pytest.fixture
def session(workspace_folder: Path) -> Any:
    opened = Session(ShellSurface(), workspace_folder)
    opened.director.film.projects.add(film().with_(id="", version=0))
    yield opened
    opened.close()


def said(session: Session, line: str) -> Shown:
    answer = invoke(line.split(), session)
    assert answer is not None
    return answer


def test_a_recipe_is_saved_forked_shared_and_taken_in(session: Session, tmp_path: Path) -> None:
    kept = said(session, "recipe save fast --workflow shot-stack --set frames=5 --set beat=1.1")
    assert "director recipe apply fast" in kept.text and kept.data["settings"] == {"frames": 5, "beat": "1.1"}
    assert said(session, "recipe fork fast faster --set frames=6").data["forkedFrom"] == "fast"
    file = tmp_path / "given.yaml"
    assert "Wrote" in said(session, f"recipe share faster {file}").text
    assert said(session, f"recipe check {file}").data["open"] == []
    file.write_text(file.read_text().replace('"faster"', '"given"'))
    said(session, f"recipe import {file}")
    listed = said(session, "recipe list")
    assert {"fast", "faster", "given", "turnaround"} <= {one["id"] for one in listed.data}
    assert 'workflow: "shot-stack"' in said(session, "recipe show given").text
    with pytest.raises(UsageError, match="is there already"):
        said(session, f"recipe import {file}")
    assert said(session, "recipe save fast -w shot-stack --set frames=7 --replace").data["version"] == 2


def test_a_recipe_is_run_with_what_it_leaves_open(session: Session) -> None:
    said(session, "recipe save four -w shot-stack --set frames=4")
    done = said(session, "recipe apply four beat=2.1")
    board = session.director.film.projects.require().boards[-1]
    assert done.code == 0 and board.kind == "shot_stack" and len(board.panels) == 4


def test_what_is_wrong_is_said_before_anything_is_written(session: Session, tmp_path: Path) -> None:
    folder = session.director.folder / "catalog"
    for line, message in {
        "recipe save bad -w shot-stack --set frames=50": "frames: input should be less than or equal to 12",
        "recipe save bad -w shot-stak": "did you mean `shot-stack`",
        "recipe save Bad/../x -w reel": "is no name",
        "recipe save bad -w reel --set color=red": "color: is no setting of this workflow",
        "recipe apply turnaround": "leaves who open",
        "recipe show turnaroud": "did you mean 'turnaround'",
        "recipe fork turnaround turnaround": "a name of its own",
        "profile save Bad/x": "is no name",
        "profile show nobody": "there is no director profile",
        "profile blend sports-anthem=x --as y": "is no weight",
        "profile blend sports-anthem=0 --as y": "weights above 0",
    }.items():
        with pytest.raises(UsageError) as caught:
            said(session, line)
        assert message in caught.value.message, caught.value.message
    file = tmp_path / "r.yaml"
    file.write_text("source: us\nas_of: 2026-11-28\nrecipes:\n  - {id: r, title: R, workflow: reel, settings: {agian: true}}\n")
    with pytest.raises(CatalogError, match=r"r\.yaml:4: agian"):
        said(session, f"recipe import {file}")
    assert not list(folder.glob("recipes/*")) and not list(folder.glob("profiles/*"))


def test_a_profile_is_saved_shown_applied_and_blended(session: Session) -> None:
    saved = said(session, "profile save ours --title Ours --about quiet")
    assert saved.data["habits"] and "director profile apply ours" in saved.text
    assert "shot size" in said(session, "profile show ours").text and "<table" in said(session, "profile show ours").html
    mixed = said(session, "profile blend ours=2 Anthem --as mixed").data
    assert mixed["madeOf"] == ["ours", "sports-anthem"]
    applied = said(session, "profile apply mixed")
    project = session.director.film.projects.require()
    assert project.profile == "mixed" and any("movement" in shot.slots.inferred for shot in project.shots())
    assert "filled" in applied.text and len(applied.data["changes"]) > 1
    session.director.film.projects.undo()
    assert session.director.film.projects.require().profile == ""
    with pytest.raises(UsageError, match="--replace"):
        said(session, "profile save ours")
    assert {"ours", "mixed", "noir"} - {one["id"] for one in said(session, "profile list").data} == {"noir"}


def test_names_are_completed_and_json_is_json(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "film-school-noir" in completions(["profile", "show"], "film")
    assert "turnaround" in completions(["recipe", "apply"], "turn")
    assert "shot-stack" in completions(["recipe", "save", "x", "--workflow"], "shot")
    session.surface.json = True
    assert json.loads(said(session, "profile show keynote-minimal").text)["id"] == "keynote-minimal"
