"""Projects as files: a round trip loses nothing, what is wrong is named with its line; what ViMax and plans hold becomes a project."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from director_kernel.catalog import files as yaml_files
from director_kernel.catalog.written import written
from director_kernel.errors import UsageError
from director_kernel.film import files, vimax
from director_kernel.film.changes import check
from director_kernel.film.from_plan import project_of_plan
from director_kernel.schema.plan import Kind, Plan, Step
from director_kernel.schema.project import Project
from director_kernel.schema.slots import Angle, Character, Line, Movement, ShotSize, Slots, TimeOfDay
from tests.film.films import WORDS, film
from tests.film.test_changes import made

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), TEXT, TEXT)
def test_a_project_survives_json_and_yaml(tmp_path: Path, data: st.DataObject, title: str, text: str) -> None:
    project, _, _ = made(film(title=title, logline=text, genre=data.draw(WORDS)), data, 3)
    for ending in ("json", "yaml"):
        path = files.write(project, tmp_path / f"film.{ending}")
        assert files.read(path).projects == (project,)
        assert files.write(files.read(path).projects[0], tmp_path / f"again.{ending}").read_bytes() == path.read_bytes()


@settings(max_examples=50, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**17), 10**17) | TEXT,
        lambda s: st.lists(s, max_size=3) | st.dictionaries(TEXT, s, max_size=3),
        max_leaves=8,
    )
)
def test_what_is_written_is_read(value: Any) -> None:
    assert yaml_files.parse(written(value).encode()) == value


@pytest.mark.parametrize(
    "word", ["no", "true", "null", "~", "", "16:9", "2026-11-21", "1e3", "0x1f", "08", "- a", "a: b", "# c", "a\n b\n", " x ", "&a"]
)
def test_words_that_yaml_would_bend_stay_words(word: str) -> None:
    assert yaml_files.parse(written({"a": [word]}).encode()) == {"a": [word]}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.yaml", "title: x\nscenes:\n- id: s1\n  tittle: x\n", r"a\.yaml:[34]: "),
        ("a.yaml", "title: x\nhologram: 1\n", r"a\.yaml:2: there is no 'hologram' in a project"),
        ("a.yaml", "title: x\ntitle: y\n", r"a\.yaml:2: 'title' is given twice"),
        ("a.yaml", "title: [x\n", r"a\.yaml:\d: is not readable YAML"),
        ("a.yaml", "a: &x 1\nb: *x\n", r"a\.yaml:2: uses a YAML alias"),
        ("a.yaml", "title: x\nscenes:\n- id: s1\n  title: x\n  stage: done\n", r"a\.yaml:5: scenes\.0\.stage: input should be"),
        ("a.json", '{"title": "x",\n}', r"a\.json:2: this is no JSON"),
        ("a.json", '{"title": "x", "hologram": 1}', "there is no 'hologram'"),
        ("a.json", "[" * 100_000, "nested too deep"),
        ("a.fountain", "words", "no scene heading"),
        ("a.fountain", "\0\1", "no text"),
        ("a.docx", "words", "none of .fountain"),
        ("a.json", '{"episodes": [{"title": "x"}]}', "holds no scenes"),
    ],
)
def test_what_can_not_be_read_is_named(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError, match=said):
        files.read(tmp_path / name)
    with pytest.raises(UsageError, match="can't be read"):
        files.read(tmp_path / "absent.json")
    with pytest.raises(UsageError, match="end the name"):
        files.write(film(), tmp_path / "film.txt")


def test_files_that_are_not_here_are_named(tmp_path: Path) -> None:
    path = files.write(film(), tmp_path / "film.json")
    taken = files.read(path, stored=lambda sha256: sha256 == "a" * 64)
    assert taken.projects == (film(),) and "bbbbbbbbbbbb" in taken.notes[0] and "1 file it names is not in this workspace" in taken.notes[0]
    assert files.read(path).notes == ()


# ViMax

ALICE = {
    "idx": 0,
    "identifier_in_scene": "Alice",
    "is_visible": True,
    "static_features": "long blonde hair",
    "dynamic_features": "a red coat",
}
BOB = {"idx": 1, "identifier_in_scene": "<Bob>", "is_visible": True, "static_features": "sturdy", "dynamic_features": ""}
SHOT = {
    "idx": 0,
    "is_last": False,
    "cam_idx": 2,
    "visual_desc": 'Medium shot from a low angle. <Alice> faces right and says: "Hello, Bob."',
    "audio_desc": "[Sound Effect] Rain.",
}
TOLD = {
    **SHOT,
    "variation_type": "medium",
    "variation_reason": "Bob enters",
    "ff_desc": "<Alice> alone",
    "ff_vis_char_idxs": [0],
    "lf_desc": "Both",
    "lf_vis_char_idxs": [0, 1, 99, -1, "x"],
    "motion_desc": "The camera pans left.",
}


def test_a_folder_of_vimax_becomes_scenes(tmp_path: Path) -> None:
    (tmp_path / "script.json").write_text(json.dumps(["INT. CAFE - NIGHT\n\nAlice waits.", "EXT. PARK - DAY\n\nThey walk.\n\nThey part."]))
    (tmp_path / "characters.json").write_text(json.dumps([ALICE, BOB]))
    (tmp_path / "scene_0" / "shots" / "0").mkdir(parents=True)
    (tmp_path / "scene_1").mkdir()
    (tmp_path / "scene_0" / "storyboard.json").write_text(json.dumps([SHOT]))
    (tmp_path / "scene_0" / "shots" / "0" / "shot_description.json").write_text(json.dumps(TOLD))
    (project,) = files.read(tmp_path).projects
    check(project)
    cafe, park = project.scenes
    assert (cafe.title, cafe.time_of_day, cafe.wardrobe) == ("INT. CAFE - NIGHT", TimeOfDay.NIGHT, {"alice": "a red coat"})
    (shot,) = cafe.beats[0].shots
    assert shot.characters == ("alice", "bob") and shot.slots.dialogue == (Line(text="Hello, Bob.", speaker="Alice"),)
    assert (shot.slots.shot_size, shot.slots.angle, shot.slots.movement) == (ShotSize.MS, Angle.LOW, Movement.PAN_LEFT)
    assert "<" not in shot.slots.action and "last frame: Both" in shot.note and "camera 2" in shot.note
    assert [beat.text for beat in park.beats] == ["They walk.", "They part."] and park.time_of_day is TimeOfDay.DAY
    assert project.bible.characters[0].look.features == ("long blonde hair",)


def test_episodes_are_projects_of_a_series(tmp_path: Path) -> None:
    path = tmp_path / "series.json"
    episodes = [
        {"title": "The pier", "storyboard": [SHOT, {**SHOT, "idx": 1}]},
        {
            "title": "The boat",
            "episode": 7,
            "scenes": [{"slugline": "EXT. SEA - DAWN", "shots": [{"description": "Waves", "duration": 4}]}, "Words."],
        },
    ]
    path.write_text(json.dumps({"series": {"title": "Tides"}, "characters": [ALICE], "style": "watercolour", "episodes": episodes}))
    one, two = files.read(path).projects
    check(one)
    check(two)
    assert [(each.title, each.series, each.episode) for each in (one, two)] == [("The pier", "Tides", 1), ("The boat", "Tides", 7)]
    assert one.style.style == ("watercolour",) and len(one.shots()) == 2 and one.shots()[0].characters == ("alice",)
    assert two.scenes[0].time_of_day is TimeOfDay.DAWN and two.shots()[0].seconds == 4.0 and two.scenes[1].beats[0].text == "Words."


ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.text('<A>:" x', max_size=8),
    lambda s: (
        st.lists(s, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *TOLD,
                    "episodes",
                    "scenes",
                    "storyboard",
                    "shots",
                    "script",
                    "characters",
                    "environment",
                    "slugline",
                    "name",
                    "dialogue",
                    "line",
                ]
            ),
            s,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=50, deadline=None)
@given(ANY)
def test_any_json_is_projects_or_a_sentence(value: Any) -> None:
    vimax.looks_like(value)
    try:
        found = vimax.projects_of(value, name="x")
    except UsageError:
        return
    for project in found:
        check(project)
        assert Project.model_validate(project.wire()) == project


def test_a_plan_becomes_a_project() -> None:
    def step(number: int, setting: str, **slots: Any) -> Step:
        said = Slots(setting=setting, characters=(Character(name="Mira", hair="black", pose="sits"),), **slots)
        return Step(
            id=f"c{number}",
            order=number,
            kind=Kind.TEXT_TO_VIDEO,
            action=f"Shot {number}",
            model="veo-3.1",
            model_name="",
            use_seconds=4,
            slots=said,
        )

    plan = Plan(
        title="Tides", summary="A tide.", aspect="9:16", steps=(step(1, "a pier", lens="35mm"), step(2, "a pier"), step(3, "a boat"))
    )
    project = project_of_plan(plan)
    check(project)
    assert [(scene.title, len(scene.beats)) for scene in project.scenes] == [("A pier", 2), ("A boat", 1)] and project.aspect == "9:16"
    assert project.shots()[0].slots.lens == "35mm" and project.shots()[0].characters == ("mira",) and project.targets == ("veo-3.1",)
    assert project.bible.characters[0].look == Character(name="Mira", hair="black")
    with pytest.raises(UsageError, match="no shots"):
        project_of_plan(Plan(title="x"))
