"""`director find`, as it is typed, and what `director models` answers since it searches too."""

import io
import json
from typing import Any

import pytest
from PIL import Image

from director_kernel.commands.session import Session, ShellSurface
from director_kernel.commands.tree import invoke
from director_kernel.engine import care
from director_kernel.errors import UsageError
from director_kernel.media.sentences import sentences
from director_kernel.present.shown import Shown
from director_kernel.schema.plan import Kind
from director_kernel.schema.project import Change
from tests.film.films import film


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("find")
    opened = Session(ShellSurface(), folder / "director")
    picture = io.BytesIO()
    Image.new("RGB", (64, 36), (40, 90, 120)).save(picture, "PNG")
    (folder / "pier.png").write_bytes(picture.getvalue())
    (given,) = care.attach(opened.director.workspace, [folder / "pier.png"])
    opened.director.film.projects.add(film().with_(title="<b>Tides</b>"))
    opened.director.film.projects.change([Change(op="set", path="scenes/s1/beats/b1/shots/k1/frame", value=given.asset)])
    yield opened
    opened.close()


def said(session: Session, *words: str) -> Shown:
    answer = invoke(words, session)
    assert answer is not None
    return answer


def test_hits_are_listed_with_picture_address_and_how_they_were_found(session: Session) -> None:
    shown = said(session, "find", "Mira", "waits", "on", "the", "pier", "--kind", "shots", "--limit", "3")
    first = shown.data["hits"][0]
    assert first["kind"] == "shots" and first["address"].startswith("film-1/scenes/s1/beats/b1/shots/") and len(shown.data["hits"]) <= 3
    assert first["address"] in shown.text and "By words" in shown.text
    assert "data:image/jpeg;base64," in shown.html and "<b>" not in shown.html and "&lt;b&gt;Tides" in shown.html


def test_it_says_how_it_searched_and_how_to_have_the_rest(session: Session) -> None:
    done = said(session, "find", "--prepare")
    assert done.data["documents"] > 100 and "can be found" in done.text
    shown = said(session, "find", "waiting by the water")
    if sentences().fault:
        assert shown.data["by"] == "words" and "pip install 'director-kernel[semantic]'" in shown.text
    else:
        assert shown.data["by"] == "words and meaning" and shown.data["note"] == "" and "By words and meaning." in shown.html


def test_nothing_found_and_nothing_asked(session: Session) -> None:
    nothing = said(session, "find", "asdf", "qwer")
    assert nothing.data["hits"] == [] and "Nothing here is like 'asdf qwer'" in nothing.text
    with pytest.raises(UsageError, match="say what to find"):
        said(session, "find")
    with pytest.raises(UsageError, match="'cats' is not one of"):
        said(session, "find", "x", "--kind", "cats")


def test_rebuilding_finds_as_many_things(session: Session) -> None:
    before = said(session, "find", "--prepare").data
    assert said(session, "find", "--rebuild").data == before


STRONG = ("best model for camera moves?", "budget video options", "text in images", "upscale a small image", "kling", "narration voices")


@pytest.mark.parametrize("query", STRONG)
def test_what_models_answered_well_is_answered_the_same(session: Session, query: str) -> None:
    director = session.director
    before = director.catalog.recommend(query, limit=10)
    after = director.recommend(query, limit=10)
    assert after[: len(before)] == before and len({one.model_id for one in after}) == len(after)


def test_models_nobody_advises_on_are_found_by_what_is_said_of_them(session: Session) -> None:
    director = session.director
    assert director.catalog.recommend("cheap music") == ()
    found = director.recommend("cheap music", limit=3)
    assert len(found) == 3 and all(director.catalog.models[one.model_id].makes(Kind.MUSIC) for one in found)
    assert all(one.reason and one.source for one in found)
    assert director.recommend("asdf qwer") == () == director.recommend("   ")


def test_scripts_get_json(session: Session) -> None:
    said_so = said(session, "find", "horror", "--kind", "templates", "--json").text
    session.surface.json = False
    assert json.loads(said_so)["hits"][0]["address"].startswith(("grammar/", "recipe/"))
