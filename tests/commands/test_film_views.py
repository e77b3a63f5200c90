"""What a person reads of a film: where they are, its outline, its versions, a note's effect, its wall and its curve."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from director_kernel import Director
from director_kernel.film.wall import hang
from director_kernel.present.graphics_view import curve_view
from director_kernel.present.revised_view import revised_view
from director_kernel.present.wall_view import wall_view
from director_kernel.schema.project import Change, Emotion
from tests.commands.conftest import Answer

Call = Callable[..., Answer]
SCRIPT = "Title: Tides\n\nEXT. PIER - DUSK\n\nMIRA waits.\n\nMIRA\nTom?\n\nINT. BOAT - NIGHT\n\nThey leave.\n"


@pytest.fixture
def film_here(director: Call, tmp_path: Path) -> Call:
    (tmp_path / "tides.fountain").write_text(SCRIPT)
    assert director("project", "import", "tides.fountain").code == 0
    return director


def test_where_knows_the_film_and_what_comes_next(director: Call, film_here: Call) -> None:
    shown = director("where").out
    assert "Tides (film-1, version 1), 2 scenes" in shown
    assert "director work storyboard" in shown and "15-second vertical ad" not in shown
    assert director("project", "new", "Empty").code == 0
    assert "Empty (film-2, version 1), 0 scenes" in director("where").out and "scene add" in director("where").out


def test_where_without_a_film_offers_one(director: Call) -> None:
    shown = director("where").out
    assert "director film " in shown and "director say " in shown and not any(line.startswith("film") for line in shown.splitlines())


def test_the_outline_says_everything_once(film_here: Call) -> None:
    film_here("project", "lock", "mira")
    shown = film_here("project").out
    assert shown.count("MIRA waits") + shown.count("Mira waits") == 1 and "eye level" not in shown
    assert "locked    Mira" in shown and shown.rstrip().splitlines()[-1].strip().startswith("director ")
    assert "Next:" in shown


def test_beats_that_say_more_than_their_shots_are_shown(director: Call) -> None:
    director("project", "new", "Pier")
    director("scene", "add", "The pier", "--beat", "Nobody comes", "--shot", "wide, she walks along the pier")
    shown = director("project").out
    assert shown.count("Nobody comes") == 1 and shown.count("she walks along the pier") == 1
    assert "beat 1.1  Nobody comes" in director("scene", "1").out


def test_history_is_sentences_and_no_hash_is_whole(film_here: Call, tmp_path: Path) -> None:
    asset = "20f8900b9b830198d0978f0fa66b8b97c1bd60f854b042431d9d17c8cab12345"
    with Director(tmp_path / "director", memory="shell") as here:
        project = here.film.projects.require()
        shot = project.shots()[0].id
        path = f"scenes/{project.scenes[0].id}/beats/{project.scenes[0].beats[0].id}/shots/{shot}"
        changes = [
            Change(op="set", path=f"{path}/made_of", value={"frame": asset[:16]}),
            Change(op="set", path=f"{path}/frame", value=asset),
        ]
        here.film.projects.change(changes, note="one new frame", who="storyboard")
    film_here("project", "set", "1.1.lens=85mm")
    shown = film_here("project", "history").out
    assert "one new frame" in shown and "20f8900b" not in shown and "lens nothing → 85mm" in shown
    compared = film_here("project", "diff", "1", "2").out
    assert "frame nothing → picture 20f8900b\n" in compared + "\n" and asset[:9] not in compared and "made of" not in compared


def test_a_note_says_what_it_changes_and_why(film_here: Call) -> None:
    shown = film_here("scene", "revise", "1", "more", "kinetic,", "flubber").out
    assert "(more kinetic)" in shown and "inferred" not in shown and "not understood: “flubber”" in shown
    data = film_here("scene", "revise", "2", "calmer", "--json").json
    assert data["changes"] and all(line.endswith(")") for line in data["told"] if line.startswith("shot"))


def test_what_every_shot_gets_is_said_once() -> None:
    told = ["shot 1.1: contrast: open → +1 (punchy)", "shot 1.1: lens: 35mm → 85mm (closer)", "shot 1.2: contrast: open → +1 (punchy)"]
    shown = revised_view("version 2", told, ["lens is kept: 35mm", "lens is kept: 85mm"], ["<b>"], {})
    assert shown.text.count("contrast") == 1 and "all 2 shots" in shown.text and "lens is kept: 35mm, 85mm" in shown.text
    assert "shot 1.2" not in shown.text and "shot 1.1" in shown.text and "<b>" not in shown.html
    alone = revised_view("version 2", told[:2], [], [], {})
    assert "all " not in alone.text and "shot 1.1" in alone.text


def test_somebody_is_added_in_words(film_here: Call) -> None:
    director = film_here
    assert (
        "new character “Mara”" in director("bible", "add", "character", "Mara", "--about", "left", "hair=long red", "features=a scar").out
    )
    look = director("bible", "--json").json["characters"][-1]
    assert look["look"]["hair"] == "long red" and look["look"]["features"] == ["a scar"] and look["about"] == "left"
    assert director("bible", "add", "location", "Cave", "light=lamplight").code == 0
    assert director("bible", "--json").json["locations"][-1]["light"] == "lamplight"
    before = director("project", "--json").json["project"]["version"]
    for words, hint in (
        (("character", "Tom", "tall"), 'hair="short red"'),
        (("character", "Tom", "hairs=red"), "did you mean hair"),
        (("character", "hair=red"), "NAME"),
        (("still.png", "mood=calm"), "name=, of= or category="),
    ):
        refused = director("bible", "add", *words)
        assert refused.code == 2 and hint in refused.err, words
    assert director("project", "--json").json["project"]["version"] == before


def test_the_bible_says_who_there_is(film_here: Call) -> None:
    refused = film_here("bible", "set", "nobody", "hair=grey")
    assert refused.code == 2 and "mira (Mira)" in refused.err
    assert "FIELD=VALUE" in film_here("bible", "set", "mira").err
    assert "aesthetic nothing → foggy" in film_here("bible", "set", "aesthetic=foggy").out


def test_a_scene_is_named_as_workflows_take_it(film_here: Call) -> None:
    assert "Emotional curve of INT. BOAT" in film_here("graphics", "curve", "scene=2").out
    assert "no scene or board '9'" in film_here("graphics", "curve", "scene=9").err


def test_a_picture_is_added_in_words(film_here: Call, tmp_path: Path) -> None:
    Image.new("RGB", (64, 36), "#1f7a7d").save(tmp_path / "still.png")
    assert film_here("bible", "add", "still.png", "category=mood", "name=Harbour").code == 0
    added = film_here("bible", "--json").json["assets"][-1]
    assert added["category"] == "mood" and added["name"] == "Harbour"


def test_the_wall_has_pictures_and_says_which_targets(film_here: Call, tmp_path: Path) -> None:
    assert "nobody named any: --targets does" in " ".join(film_here("film").out.split())
    assert "(" not in film_here("film", "--targets", "veo-3.1").out.split("Prompts for")[1].splitlines()[0]
    with Director(tmp_path / "director", memory="shell") as here:
        project = here.film.projects.require()
        wall = hang(project, here.catalog, ("veo-3.1",))
        picture = io.BytesIO()
        Image.new("RGB", (16, 9)).save(picture, "JPEG")
        shown = wall_view(project, wall, {wall[0].at.shot.id: "data:image/jpeg;base64,AAAA"})
    assert shown.html.count("<img") == 1 and shown.html.count("no picture yet") == len(wall) - 1
    assert "no picture yet" not in wall_view(project, wall).html
    film_here("project", "new", "Empty")
    assert "no shots yet" in " ".join(film_here("film").out.split())


def test_a_curve_gives_reasons_only_for_what_was_read() -> None:
    why = {"tension": "“waits”"}
    rows = [("0.0", "said", Emotion(tension=3), {"tension": "said by a person"}, True), ("2.0", "read", Emotion(tension=2), why, False)]
    shown = curve_view("Tides", rows, [], b"")
    assert "said by a person" not in shown.text + shown.html and shown.text.count("“waits”") == 1 and "<details" in shown.html
    assert "<details" not in curve_view("Tides", rows[:1], [], b"").html


def test_what_a_workflow_is_told_is_explained(director: Call) -> None:
    shown = director("work", "shot-stack", "--about").out
    assert "`frames`: how many, 4 to 12" in " ".join(shown.split()) and "None" not in shown
    assert "`batch`" in json.dumps(director("work", "shot-stack", "--about", "--json").json["meaning"])
