"""Workflows of several frames: what is asked, what comes back, and that taking it in twice changes nothing."""

from itertools import pairwise
from typing import Any

import pytest
from pydantic import ValidationError

from director_kernel.errors import UsageError
from director_kernel.film.registry import WORKFLOWS, find_workflow
from director_kernel.film.shots import find_shot, full
from director_kernel.film.variants import batch
from director_kernel.film.workflow import TakenIn
from director_kernel.media.still import png, read_picture
from director_kernel.schema.direction import Delta, Variant
from director_kernel.schema.plan import Role
from director_kernel.schema.project import Project, VisualAsset
from director_kernel.schema.slots import Coverage, ShotSize
from tests.film.framed import LIGHT, Studio

NAMES = (
    "character-sheet",
    "shot-stack",
    "time-stack",
    "extract",
    "storyboard",
    "storyboard-from-still",
    "beat-pack",
    "variant-reel",
)


@pytest.fixture(scope="module")
def studio() -> Studio:
    return Studio()


@pytest.fixture(scope="module")
def stacked(studio: Studio) -> tuple[Project, TakenIn]:
    project, found, _ = studio.work(LIGHT, "shot-stack", {"beat": "b1"})
    return project, found


def test_all_of_them_are_there_with_words_for_people() -> None:
    for name in NAMES:
        assert WORKFLOWS[name].name == name and WORKFLOWS[name].about.endswith(".")


# Character sheets


def test_a_sheet_becomes_the_reference_of_every_later_shot(studio: Studio) -> None:
    project, found, made = studio.work(LIGHT, "character-sheet", {"who": "Mira", "poses": 4, "expressions": 4})
    poses, faces = made.takes["poses"].sha256, made.takes["expressions"].sha256
    assert project.bible.characters[0].assets == (poses, faces)
    assert [(one.category, one.of) for one in project.bible.assets] == [("character_sheet", "mira"), ("expression_sheet", "mira")]
    assert [len(board.panels) for board in project.boards] == [4, 4]
    assert [panel.caption for panel in project.boards[0].panels] == ["front", "three-quarter", "profile", "back"]
    said = full(project, find_shot(project, "k1"))
    assert [(one.role, one.name, one.asset) for one in said.references] == [("character", "Mira", poses)]
    again = find_workflow("character-sheet").take_in(project, WORKFLOWS["character-sheet"].Settings(who="Mira"), made)
    assert again.changes == () and again.traces == ()
    _, plan = studio.plan(project, "shot-stack", {"beat": "b1"})
    assert [(each.role, each.asset) for each in plan.steps[0].inputs] == [(Role.REFERENCE, poses)]
    assert "every shot with Mira" in found.note


def test_looks_are_the_same_in_all_frames_of_a_sheet(stacked: tuple[Project, TakenIn]) -> None:
    looks = {(one.name, one.hair, one.wardrobe, one.age) for panel in stacked[0].boards[0].panels for one in panel.slots.characters}
    assert looks == {("Mira", "long brown", "yellow raincoat", "30s"), ("Jonas", "grey", "", "60s")}


@pytest.mark.parametrize(
    ("name", "settings", "told"),
    [
        ("character-sheet", {"who": "Myra"}, "did you mean 'mira'"),
        ("shot-stack", {"beat": "9.9"}, "no beat '9.9'"),
        ("shot-stack", {"shot": "77"}, "no shot '77'"),
        ("shot-stack", {"grammar": "zigzag"}, "no shot grammar 'zigzag'"),
        ("time-stack", {"board": "x"}, "no boards yet"),
        ("extract", {"panel": "1"}, "no boards yet"),
        ("beat-pack", {}, "nothing to go by"),
        ("beat-pack", {"shot": "k1", "time": False, "coverage": False, "strip": False}, "nothing is wanted"),
        ("storyboard-from-still", {"still": "nowhere"}, "no picture 'nowhere'"),
        ("storyboard", {"scene": "9"}, "no scene '9'"),
        ("variant-reel", {"variants": "noirr"}, "did you mean 'noir'"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(studio: Studio, name: str, settings: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        studio.plan(LIGHT, name, settings)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("character-sheet", {"who": "Mira", "poses": 9}),
        ("character-sheet", {"who": "Mira", "poses": 3}),
        ("shot-stack", {"frames": 13}),
        ("shot-stack", {"frames": 3}),
        ("shot-stack", {"layout": "0x4"}),
        ("time-stack", {"delta_ms": 0}),
        ("beat-pack", {"beats": 7}),
        ("shot-stack", {"camera": "big"}),
    ],
)
def test_settings_have_ranges(name: str, settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        WORKFLOWS[name].Settings.model_validate(settings)


# Stacks


def test_a_stack_is_four_frames_of_one_beat_each_with_its_coverage(studio: Studio, stacked: tuple[Project, TakenIn]) -> None:
    project, found = stacked
    (board,) = project.boards
    assert (board.kind, board.scene, board.beat) == ("shot_stack", "s1", "b1")
    assert [panel.coverage for panel in board.panels] == [Coverage.WIDE, Coverage.TWO_SHOT, Coverage.OVER_SHOULDER, Coverage.CLOSE]
    assert [len(panel.slots.characters) for panel in board.panels] == [2, 2, 2, 1]
    assert len({panel.asset for panel in board.panels}) == 4 and all(panel.mark == "" for panel in board.panels)
    sizes = {read_picture(studio.files[panel.asset]).shape for panel in board.panels}
    assert len(sizes) == 1 and abs((size := sizes.pop())[1] / size[0] - 16 / 9) < 0.1
    assert [trace.where for trace in found.traces] == [f"boards/{board.id}/panels/{panel.id}" for panel in board.panels]
    assert all(trace.prompt and trace.target and trace.asset for trace in found.traces)
    assert "cut" not in found.note, "our own sheets are cut exactly, which needs no saying"


def test_more_than_four_frames_are_allowed_and_said(studio: Studio) -> None:
    _, plan = studio.plan(LIGHT, "shot-stack", {"beat": "b1", "frames": 12, "layout": "4x3"})
    assert len(plan.steps[0].slots.panels) == 12 and plan.steps[0].slots.panel_layout == "4x3"
    assert "12 frames in one picture" in plan.summary
    labels = [panel.label for panel in plan.steps[0].slots.panels]
    assert len(set(labels)) == 12


def test_coverage_is_chosen_by_name_or_by_grammar(studio: Studio) -> None:
    _, named = studio.plan(LIGHT, "shot-stack", {"beat": "b2", "coverage": "close-up, insert, establishing, over the shoulder"})
    wanted = [Coverage.CLOSE, Coverage.INSERT, Coverage.ESTABLISHING, Coverage.OVER_SHOULDER]
    assert [panel.slots.coverage for panel in named.steps[0].slots.panels] == wanted
    _, grammar = studio.plan(LIGHT, "shot-stack", {"beat": "b1", "grammar": "horror reveal", "frames": 6})
    assert len(grammar.steps[0].slots.panels) >= 3
    _, vertical = studio.plan(LIGHT, "shot-stack", {"shot": 1, "layout": "vertical"})
    assert vertical.steps[0].slots.panel_layout == "1x4" and vertical.steps[0].height > vertical.steps[0].width


def test_a_time_stack_moves_what_moves_and_nothing_else(studio: Studio) -> None:
    project, _, _ = studio.work(LIGHT, "time-stack", {"shot": "k1", "delta_ms": 500})
    board = project.boards[-1]
    assert [panel.time_offset_ms for panel in board.panels] == [-500, 0, 500, 1000]
    assert [panel.caption for panel in board.panels] == ["−0.5 s", "0 s", "+0.5 s", "+1 s"]
    poses = [panel.slots.characters[0].pose for panel in board.panels]
    assert poses[0] == "carrying the lantern low at the side" and poses[1] == "raising the lantern" and poses[2] == poses[3]
    actions = [panel.slots.action for panel in board.panels]
    assert actions[0] == "Mira is about to raise the lantern" and actions[3] == "Mira has raised the lantern"
    still = ("setting", "time_of_day", "palette", "shot_size", "light_source", "props")
    assert len({tuple(getattr(panel.slots, name) for name in still) for panel in board.panels}) == 1
    pictures = [read_picture(studio.files[panel.asset]).astype(int) for panel in board.panels]
    changed = [int((abs(one - other).max(axis=2) > 24).sum()) for one, other in pairwise(pictures)]
    assert min(changed) >= 8, "every moment differs"


def test_offsets_are_put_in_order_of_time(studio: Studio) -> None:
    _, plan = studio.plan(LIGHT, "time-stack", {"shot": "k1", "offsets": [1000, -300, 0, 100, 100]})
    assert [panel.slots.time_offset_ms for panel in plan.steps[0].slots.panels] == [-300, 0, 100, 1000]


def test_a_foreign_sheet_is_cut_and_the_note_says_how(studio: Studio) -> None:
    checked, plan = studio.plan(LIGHT, "shot-stack", {"beat": "b2"})
    made = studio.make(plan.with_(steps=(plan.steps[0].with_(slots=plan.steps[0].slots.with_(characters=(), props=(), setting="desert")),)))
    sheet = read_picture(made.read("stack"))
    plain = studio.store(png(sheet), "image/png", {"width": sheet.shape[1], "height": sheet.shape[0]})
    foreign = type(made)(plan, {"stack": plain}, lambda _: studio.files[plain.sha256], studio.store)
    found = find_workflow("shot-stack").take_in(LIGHT, checked, foreign)
    assert "cut along the gutters" in found.note or "cut evenly" in found.note
    assert len(found.changes) == 1


# One frame, changed


def test_a_frame_is_extracted_with_its_changes(studio: Studio, stacked: tuple[Project, TakenIn]) -> None:
    project = stacked[0]
    close = project.boards[0].panels[3]
    _, plan = studio.plan(project, "extract", {"panel": "close-up", "change": "she is crying, heavy rain, at dawn"})
    (step,) = plan.steps
    assert step.inputs[0].role is Role.SOURCE and step.inputs[0].asset == close.asset
    assert step.slots.weather == "rain" and step.slots.time_of_day is not None and step.slots.time_of_day.value == "dawn"
    assert step.slots.characters[0].emotion == "sad" and step.slots.shot_size is ShotSize.CU
    _, told = studio.plan(project, "extract", {"panel": 4, "expression": "furious", "weather": "snow", "effect": "sparks in the air"})
    assert told.steps[0].slots.characters[0].emotion == "furious" and "sparks in the air" in told.steps[0].slots.action
    after, found, made = studio.work(project, "extract", {"panel": "4", "expression": "laughing"})
    assert after.boards[-1].kind == "extraction" and after.boards[-1].panels[0].beat == "b1"
    assert made.takes["frame"].sha256 != close.asset and len(found.traces) == 1


# Storyboards


def test_a_storyboard_draws_what_has_no_picture_and_keeps_the_rest(studio: Studio) -> None:
    project, _, made = studio.work(LIGHT, "storyboard", {"scene": 1})
    shot = find_shot(project, "k1").shot
    assert shot.frame == made.takes["frame-k1"].sha256 and shot.made_of["frame"]
    assert [panel.shot for panel in project.boards[-1].panels] == ["k1"]
    with pytest.raises(UsageError, match="every shot has its picture"):
        studio.plan(project, "storyboard", {})
    again, _, _ = studio.work(project, "storyboard", {"again": True, "batch": 2})
    assert find_shot(again, "k1").shot.alternates[0].asset == shot.frame


@pytest.mark.parametrize("beats", [3, 4, 5, 6])
def test_a_still_becomes_a_strip_of_beats(studio: Studio, beats: int) -> None:
    _, plan = studio.plan(LIGHT, "storyboard-from-still", {"words": "Mira drops the lantern in the harbour", "beats": beats})
    panels = plan.steps[0].slots.panels
    assert len(panels) == beats and panels[0].slots.coverage is Coverage.ESTABLISHING
    assert any(panel.slots.time_offset_ms == 0 for panel in panels)
    assert plan.steps[0].slots.characters[0].wardrobe == "yellow raincoat", "whoever is named looks as the bible says"


def test_a_reference_of_the_bible_is_read_and_handed_over(studio: Studio) -> None:
    seen = VisualAsset(
        id="photo", asset="c" * 64, category="frame", name="At the window", of="mira", phrase="a woman looks out of a window"
    )
    project = LIGHT.with_(bible=LIGHT.bible.with_(assets=(seen,)))
    _, plan = studio.plan(project, "storyboard-from-still", {"still": "photo"})
    assert plan.steps[0].inputs[0].asset == "c" * 64 and plan.steps[0].slots.characters[0].name == "Mira"


def test_a_logline_becomes_a_scene_with_a_board(studio: Studio) -> None:
    project, found, made = studio.work(LIGHT, "storyboard", {"logline": "Mira finds a letter on the pier", "beats": 3})
    scene, board = project.scenes[-1], project.boards[-1]
    assert len(scene.beats) == 3 and [beat.shots[0].frame for beat in scene.beats] == [panel.asset for panel in board.panels]
    assert [panel.shot for panel in board.panels] == [beat.shots[0].id for beat in scene.beats]
    assert "scene" in found.note
    settings = WORKFLOWS["storyboard"].Settings(logline="Mira finds a letter on the pier", beats=3)
    assert WORKFLOWS["storyboard"].take_in(project, settings, made).changes == ()


def test_a_beat_pack_is_what_is_wanted_of_it(studio: Studio) -> None:
    _, plan = studio.plan(LIGHT, "beat-pack", {"shot": "k1"})
    assert [step.id for step in plan.steps] == ["moments", "coverage", "strip"]
    _, less = studio.plan(LIGHT, "beat-pack", {"shot": "k1", "time": False, "strip": False})
    assert [step.id for step in less.steps] == ["coverage"]
    bare = LIGHT.with_(bible=LIGHT.bible.with_(characters=(), props=()), scenes=())
    words = {"words": "a desert at noon, the sand glows", "coverage": False, "beats": 3}
    project, _, _ = studio.work(bare, "beat-pack", words)
    assert [board.kind for board in project.boards] == ["time_stack", "beat_pack"]
    assert project.scenes == (), "the strip is no scene unless it is wanted"


# What if


def test_a_reel_of_variants_changes_style_and_keeps_the_shot(studio: Studio) -> None:
    _, plan = studio.plan(LIGHT, "variant-reel", {"shot": "k1", "variants": "noir, Anime TV"})
    noir, anime = plan.steps
    assert noir.slots.style != anime.slots.style
    assert noir.slots.action == anime.slots.action and noir.slots.characters == anime.slots.characters
    assert noir.seed == anime.seed, "what differs is the style, not the staging"
    locked = LIGHT.with_(scenes=(_locked(LIGHT, "lens"),))
    _, kept = studio.plan(locked, "variant-reel", {"shot": "k1", "variants": ["noir"]})
    assert kept.steps[0].slots.lens == find_shot(locked, "k1").shot.slots.lens


def _locked(project: Project, slot: str) -> Any:
    scene = project.scenes[0]
    shot = scene.beats[0].shots[0].with_(locked_slots=(slot,))
    return scene.with_(beats=(scene.beats[0].with_(shots=(shot,)), *scene.beats[1:]))


@pytest.mark.parametrize(("there", "count"), [(12, 4), (12, 5), (7, 3), (5, 5), (3, 8)])
def test_batches_repeat_nothing_until_all_were_seen(there: int, count: int) -> None:
    known = [Variant(id=f"v{at}", title=f"V{at}", delta=Delta(), source="test", as_of="2026-01-01") for at in range(there)]
    seen: list[str] = []
    for number in range(1, 8):
        lot = [one.id for one in batch(known, count, number, seed=3)]
        assert lot == [one.id for one in batch(known, count, number, seed=3)]
        assert len(lot) == len(set(lot)) == min(count, there)
        seen += lot
    for at in range(0, len(seen) - there, there):
        assert len(set(seen[at : at + there])) == there
    assert [one.id for one in batch(known, count, 1, seed=4)] != [one.id for one in batch(known, count, 1, seed=3)] or there < 6
