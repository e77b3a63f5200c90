"""`director project` as a shell calls it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from director_kernel import Director
from director_kernel.commands.tree import completions
from director_kernel.present.project_view import Around, project_view
from director_kernel.schema.project import Change, GlobalStyle
from tests.commands.conftest import Answer
from tests.film.films import film

Call = Callable[..., Answer]
SCRIPT = "Title: Tides\n\nEXT. PIER - DUSK\n\nMIRA waits.\n\nMIRA\nTom?\n\nINT. BOAT - NIGHT\n\nThey leave.\n"


@pytest.fixture
def film_here(director: Call, tmp_path: Path) -> Call:
    (tmp_path / "tides.fountain").write_text(SCRIPT)
    assert director("project", "import", "tides.fountain").code == 0
    return director


def test_a_project_is_shown_changed_and_taken_back(film_here: Call) -> None:
    director = film_here
    shown = director("project").out
    for said in ("Tides", "film-1, version 1", "1  EXT. PIER - DUSK", "1.2", "“Tom?”", "2  INT. BOAT - NIGHT"):
        assert said in shown
    assert "scene 1, shot 1: lens nothing → 85mm" in director("project", "set", "1.1.lens=85mm", "1.1.size=cu").out
    said = director("project", "set", "scene", "2", "title=The boat", "mira.hair=grey", "style.palette=teal, rust", "1.1.mood+=calm").out
    for line in ("scene 2: title", "character Mira: hair nothing → grey", "style: palette nothing → teal, rust", "mood nothing → calm"):
        assert line in said
    data = director("project", "--json").json["project"]
    assert data["scenes"][1]["title"] == "The boat" and data["scenes"][0]["beats"][0]["shots"][0]["slots"]["shotSize"] == "CU"
    assert "back at version 2" in director("project", "undo").out and director("project", "--json").json["project"]["version"] == 2
    assert "forward to version 3" in director("project", "redo").out
    assert "lens nothing → 85mm" in director("project", "diff", "1").out and len(director("project", "diff", "--json").json["changes"]) == 4
    assert [one["version"] for one in director("project", "history", "--json").json] == [1, 2, 3]
    assert "from tides.fountain" in director("project", "history").out
    assert "so already" in director("project", "set", "1.1.lens=85mm").out
    for words, hint in (
        (("set", "1.1.lense=x"), "did you mean lens"),
        (("set", "9.1.lens=x"), "no shot '9.1'"),
        (("set", "1.1.size=closer"), "EWS"),
        (("set", "title"), "says nothing new"),
        (("open", "film-7"), "no project 'film-7'"),
        (("diff", "1", "2", "3"), "at most two"),
        (("accept", "proposal-1"), "no proposal"),
        (("import",), "--plan"),
    ):
        refused = director("project", *words)
        assert refused.code == 2 and hint in refused.err and "Traceback" not in refused.err, words


def test_what_is_locked_stays(film_here: Call) -> None:
    director = film_here
    for name, path in (
        ("scene 1", "1.title"),
        ("2.1", "2.1.seconds"),
        ("1.1.lens", "1.1.lens"),
        ("style", "style.era"),
        ("mira", "mira.hair"),
    ):
        assert director("project", "lock", *name.split()).code == 0
        refused = director("project", "set", f"{path}=9")
        assert refused.code == 2 and "is locked" in refused.err, name
        assert "[locked" in director("project").out or name == "mira"
        assert director("project", "unlock", *name.split()).code == 0
    assert director("project", "set", "1.title=x", "2.1.seconds=9", "1.1.lens=9", "style.era=9", "mira.hair=9").code == 0
    assert "can't be locked" in director("project", "lock", "1.title").err


def test_proposals_are_shown_accepted_edited_and_refused(director: Call, tmp_path: Path) -> None:
    with Director(tmp_path / "director", memory="shell") as here:
        projects = here.film.projects
        projects.add(film())
        for title in ("Sea", "Wind", "Rain"):
            projects.propose([Change(op="set", path="title", value=title)], who="guardian", why="shorter")
    assert "Waits for you" in director("project").out and "title Tides → Sea" in director("project").out
    assert "title Tides → Wind" in director("project", "proposals").out
    assert "Accepted proposal-1: version 2" in director("project", "accept", "proposal-1").out
    moved = director("project", "accept", "proposal-2")
    assert moved.code == 2 and "title Tides → Sea" in moved.err
    assert "Changed since: title Tides → Sea" in " ".join(director("project", "proposals").out.split())
    (tmp_path / "edit.json").write_text(json.dumps([{"op": "set", "path": "title", "value": "Storm"}]))
    assert "title Sea → Storm" in director("project", "accept", "proposal-2", "--edit", "edit.json").out
    assert "nothing was changed" in director("project", "refuse", "proposal-3").out
    assert "Nothing waits" in director("project", "proposals").out
    assert [one["state"] for one in director("project", "proposals", "--all", "--json").json] == ["accepted", "edited", "refused"]
    (tmp_path / "bad.json").write_text('{"a": 1}')
    assert "holds no changes" in director("project", "accept", "proposal-3", "--edit", "bad.json").err


def test_projects_come_from_files_and_plans_and_go_to_files(film_here: Call, tmp_path: Path) -> None:
    director = film_here
    assert "Wrote tides.yaml" in director("project", "export", "tides.yaml").out
    assert director("project", "import", "tides.yaml").code == 0
    assert director("project", "new", "Empty", "--logline", "Nothing happens.").code == 0
    listed = director("project", "list", "--json").json
    assert [(one["id"], one["current"]) for one in listed] == [("film-3", True), ("film-2", False), ("film-1", False)]
    assert "Tides" in director("project", "open", "film-2").out
    assert {"film-1", "film-2", "film-3"} <= set(completions(["project", "open"], "film"))
    director("plan", "A 10-second vertical ad for a vitamin C serum, budget $4")
    made = director("project", "import", "--plan", "--json").json["project"]
    assert made["scenes"] and made["scenes"][0]["beats"][0]["shots"][0]["slots"]


def test_the_outline_is_escaped() -> None:
    shown = project_view(film(title="<script>alert(1)</script>", logline="\x1b[31m"), Around(proposals=["<img src=x onerror=y>"]))
    assert "<script>" not in shown.html and "<img src" not in shown.html and "&lt;script&gt;" in shown.html
    assert 'aria-label="Scenes"' in shown.html
    coloured = film(style=GlobalStyle(palette=("#204050", "#fff;background:url(x)", "teal"), locked=True))
    html = project_view(coloured).html
    assert html.count('role="img"') == 1 and "&lt;span" not in html and "background:url" not in html.replace("#fff;background:url(x)", "")
