"""A scene goes to a neighbouring stage only, and every stage it was in can be had back."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.errors import UsageError
from director_kernel.film.projects import Projects
from director_kernel.film.stages import ORDER, Stages, missing, read_stage, step
from director_kernel.schema.project import Change, Scene, Shot, Stage
from director_kernel.store import Workspace
from tests.film.cutting_room import film

PICTURE, CLIP = "a" * 64, "b" * 64


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(tmp_path_factory.mktemp("stages") / "director") as opened:
        yield opened


def made(shot: Shot) -> Shot:
    return shot.with_(frame=PICTURE, take=CLIP)


def ready() -> Scene:
    scene = film().scenes[1]
    return scene.with_(beats=tuple(beat.with_(shots=tuple(made(shot) for shot in beat.shots)) for beat in scene.beats))


def begun(workspace: Workspace, scene: Scene) -> Stages:
    projects = Projects(workspace, "python")
    projects.add(film().with_(scenes=(film().scenes[0], scene)))
    return Stages(workspace, projects)


@given(st.lists(st.sampled_from(["on", "back", "again", "edit"]), min_size=1, max_size=14), st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None)
def test_only_neighbours_and_every_checkpoint_comes_back(workspace: Workspace, walk: list[str], chance: object) -> None:
    stages = begun(workspace, ready())
    seen: dict[int, Scene] = {}
    for number, way in enumerate(walk):
        project = stages.projects.require()
        before = project.scenes[1].stage
        at = ORDER.index(before)
        kept = stages.kept("s2")
        if way == "edit":
            stages.projects.change([Change(op="set", path="scenes/s2/beats/b3/shots/k4/seconds", value=1.0 + number)])
            continue
        if way == "again":
            if not kept:
                continue
            mark = chance.choice(kept)  # type: ignore[attr-defined]
            try:
                after = stages.back("s2", mark.stage, mark.version)
            except UsageError as error:
                assert "is so already" in error.message
                continue
            assert after.scenes[1] == stages.projects.get(project.id, mark.version).scenes[1]
            continue
        if (way == "on" and at == len(ORDER) - 1) or (way == "back" and at == 0):
            with pytest.raises(UsageError):
                stages.on("s2") if way == "on" else stages.back("s2")
            assert stages.projects.require() == project
            continue
        after = stages.on("s2") if way == "on" else stages.back("s2")
        assert ORDER.index(after.scenes[1].stage) == at + (1 if way == "on" else -1)
        seen[after.version] = after.scenes[1]
    for mark in stages.kept("s2"):
        assert stages.projects.get(stages.projects.require().id, mark.version).scenes[1].stage is mark.stage
        assert mark.version not in seen or seen[mark.version].stage is mark.stage


@pytest.mark.parametrize("stage", ORDER)
@pytest.mark.parametrize("to", ORDER)
def test_a_step_leads_to_a_neighbour(stage: Stage, to: Stage) -> None:
    scene = ready().with_(stage=stage)
    if abs(ORDER.index(stage) - ORDER.index(to)) == 1:
        assert step(scene, to).value == to.value
    else:
        with pytest.raises(UsageError, match="from there it goes to"):
            step(scene, to)


def test_what_is_missing_is_said_with_the_shots() -> None:
    scene = film().scenes[1]
    assert missing(scene) == ()
    assert "no beats" in missing(scene.with_(beats=()))[0]
    assert "k4, k5" in missing(scene.with_(stage=Stage.SCENE_GENERATION))[0]
    assert "no clip" in missing(scene.with_(stage=Stage.TIMELINE))[0]
    with pytest.raises(UsageError, match="no canonical picture"):
        step(scene.with_(stage=Stage.SCENE_GENERATION), Stage.TIMELINE)


def test_a_scene_comes_back_without_who_left_the_bible_and_beside_what_lives_elsewhere(workspace: Workspace) -> None:
    stages = begun(workspace, ready())
    stages.on("s2")
    homes = (("s1/beats/b1", "k1"), ("s1/beats/b1", "k2"), ("s1/beats/b2", "k3"), ("s2/beats/b3", "k4"), ("s2/beats/b3", "k5"))
    take_out = [Change(op="set", path=f"scenes/{beat}/shots/{shot}/characters", value=[]) for beat, shot in homes]
    moved = Change(op="move", path="scenes/s2/beats/b3/shots/k4", to="scenes/s1/beats/b1/shots")
    stages.projects.change([*take_out, Change(op="remove", path="bible/characters/mira"), moved])
    after = stages.back("s2", Stage.SCENE_GENERATION)
    assert [shot.id for shot in after.scenes[1].beats[0].shots] == ["k4-2", "k5"]
    assert all(not shot.characters for shot in after.shots())


def test_a_locked_scene_stays_where_it_is(workspace: Workspace) -> None:
    stages = begun(workspace, ready().with_(locked=True))
    with pytest.raises(UsageError, match="unlock"):
        stages.on("s2")


def test_stages_are_read_as_people_say_them() -> None:
    assert read_stage("Scene Generation") is Stage.SCENE_GENERATION
    with pytest.raises(UsageError, match="timeline"):
        read_stage("lunch")
