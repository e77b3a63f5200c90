"""Works that don't go as planned: no cap, a refused shot, a step left out, a project that moved on, a key in a text."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from director_kernel import Director
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.commands.tree import invoke
from director_kernel.errors import BudgetError, CatalogError, StudioError, UsageError
from director_kernel.film import files
from director_kernel.film.changes import apply
from director_kernel.film.registry import find_workflow
from director_kernel.film.workflow import Made
from director_kernel.film.works import Works
from director_kernel.providers.protocol import JobState, JobStatus, Output, Request, Ticket
from director_kernel.schema.plan import Kind
from director_kernel.schema.project import Change, Project, Shot
from director_kernel.schema.slots import ShotSize, Slots
from tests.engine.studio import FakeStudio
from tests.film.framed import LIGHT, Studio

CAP = 5_000_000
KEY = "sk-or-v1-0123456789abcdef0123456789abcdef"


class Drawing(FakeStudio):
    """An offline studio that draws at once: plain pictures that can be cut into frames."""

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        width, height = max(120, request.width // 14), max(120, request.height // 14)
        path = folder / "take.png"
        Image.new("RGB", (width, height), (request.seed % 256, 90, 120)).save(path)
        return (Output(path=path, mime="image/png", width=width, height=height),)


def offline(folder: Path) -> Director:
    """A director whose pictures cost no time; the film is its project."""
    director = Director(folder, providers=[Drawing(name="previs")])
    director.film.projects.add(LIGHT.with_(id=""))
    return director


def short_film() -> Project:
    """One scene of one short shot in a small frame."""
    scene = LIGHT.scenes[0]
    shot = Shot(id="k1", slots=Slots(shot_size=ShotSize.MS, action="Mira raises the lantern"), seconds=3.0, characters=("mira",))
    return LIGHT.with_(id="", aspect="1:1", scenes=(scene.with_(beats=(scene.beats[0].with_(shots=(shot,)),)),))


def clip_breaks(request: Request) -> JobStatus | None:
    """Clips fail at their provider, pictures don't."""
    return JobStatus(state=JobState.FAILED, message="The machine broke.", actual=0) if request.kind is Kind.IMAGE_TO_VIDEO else None


@pytest.fixture
def studio() -> FakeStudio:
    return FakeStudio(name="fal")


@pytest.fixture
def director(workspace_folder: Path, studio: FakeStudio) -> Iterator[Director]:
    with Director(workspace_folder, providers=[studio]) as made:
        made.film.projects.add(short_film())
        yield made


def shot_of(director: Director) -> Shot:
    return director.film.projects.require().shots()[0]


def test_live_without_a_cap_starts_nothing_and_leaves_no_work_behind(director: Director, studio: FakeStudio) -> None:
    with pytest.raises(BudgetError, match="--budget"):
        director.film.work("shot", {"shots": "k1"}, studio="live")
    with pytest.raises(StudioError):
        director.film.work("shot", {"shots": "k1"}, studio="nowhere")
    assert studio.submits == [] and director.totals().reserved == 0
    assert director.workspace.works.open() == [], "what never began to run waits for nothing"


def test_what_a_retry_makes_goes_into_the_project_with_the_model_that_made_it(director: Director, studio: FakeStudio) -> None:
    studio.on_poll = clip_breaks
    with pytest.raises(StudioError, match="director retry"):
        director.film.work("shot", {"shots": "k1", "picture": True}, studio="live", cap=CAP)
    (waiting,) = director.film.works.waiting()
    assert waiting[0].workflow == "shot" and "1 of 2 steps stored, failed" in waiting[1]
    assert shot_of(director).take is None
    studio.on_poll = lambda _: None
    model = next(name for name, _ in director.runs.alternatives(director.runs.latest().id)[2])
    assert director.runs.retry(["2"], model).wait().status == "completed"
    (taken,) = director.film.works.collect()
    shot = taken.project.shots()[0]
    assert shot.frame and shot.take
    traces = director.workspace.works.traces(taken.project.id)
    assert [trace.target for trace in traces if trace.step.endswith("clip")] == [model]
    assert director.film.works.waiting() == []


def test_the_commands_that_go_on_with_a_run_take_its_work_in(director: Director, studio: FakeStudio) -> None:
    studio.on_poll = clip_breaks
    session = Session(ShellSurface())
    session._director = director
    ran = invoke(["work", "shot", "shots=k1", "picture=true", "--studio", "live", "--budget", "5"], session)
    assert ran is not None and ran.code == 1
    listed = invoke(["work"], session)
    assert listed is not None and "work-1 (shot) is not in the project yet: 1 of 2 steps stored, failed" in listed.text
    studio.on_poll = lambda _: None
    invoke(["retry"], session)
    assert shot_of(director).take is not None


def test_a_step_that_was_left_out_costs_none_of_the_others(director: Director, studio: FakeStudio) -> None:
    studio.on_poll = clip_breaks
    with pytest.raises(StudioError):
        director.film.work("shot", {"shots": "k1", "picture": True}, studio="live", cap=CAP)
    assert director.film.works.collect() == [], "it may still be tried again"
    assert director.runs.leave_out("2").wait().status == "completed"
    (taken,) = director.film.works.collect()
    assert taken.note == "1 shot with new takes; 1 step left out"
    assert shot_of(director).frame and not shot_of(director).take
    assert director.workspace.works.open() == []


def test_live_makes_its_own_pictures_where_previs_has_drawn_some(director: Director, studio: FakeStudio) -> None:
    projects = director.film.projects
    sketch = director.workspace.assets.add_bytes(b"\x89PNG sketch", "image/png", meta={"studio": "previs"})
    photo = director.workspace.assets.add_bytes(b"\x89PNG photo", "image/png", meta={"attached": "photo.png"})
    path = "scenes/s1/beats/b1/shots/k1"
    projects.change([Change(op="set", path=f"{path}/frame", value=sketch.sha256)])
    works = director.film.works
    assert [step.id for step in works.plan("shot", {"shots": "k1"})[1].steps] == ["k1-clip"]
    assert [step.id for step in works.plan("shot", {"shots": "k1"}, studio="live")[1].steps] == ["k1-frame", "k1-clip"]
    director.film.work("shot", {"shots": "k1"}, studio="live", cap=CAP)
    assert all(sketch.sha256 not in [each.asset.sha256 for each in request.inputs] for request in studio.submits)
    assert [one.asset for one in shot_of(director).alternates] == [sketch.sha256], "the sketch stays beside the picture"
    again = works.plan("reel", {}, studio="live")[1]
    assert [step.id for step in again.steps] == ["reel"], "what live made is there"
    projects.change([Change(op="set", path=f"{path}/frame", value=photo.sha256)])
    assert "k1-frame" not in [step.id for step in works.plan("shot", {"shots": "k1"}, studio="live")[1].steps]
    projects.change([Change(op="set", path=f"{path}/frame", value=sketch.sha256), Change(op="set", path=f"{path}/locked", value=True)])
    with pytest.raises(UsageError, match="k1 is locked and keeps its take; `director project unlock k1`"):
        works.plan("shot", {"shots": "k1"}, studio="live")


def begun(director: Director, name: str, settings: dict[str, object]) -> str:
    """A work whose run has ended, not taken in."""
    works = director.film.works
    project = director.film.projects.require()
    checked, plan = works.plan(name, settings)
    kept = director.workspace.plans.save(plan)
    work = director.workspace.works.begin(project.id, project.version, name, checked.wire(), kept.id)
    director.runs.start(kept, studio="previs").wait(lambda event: None)
    return work.id


def test_a_project_that_moved_on_takes_what_still_fits(workspace_folder: Path) -> None:
    with offline(workspace_folder) as director:
        projects, works = director.film.projects, director.film.works
        blocked, sheet = begun(director, "blocking", {"scene": "1", "frames": 1}), begun(director, "time-stack", {"shot": "k1"})
        projects.change([Change(op="remove", path="scenes/s1/beats/b1/shots/k1"), Change(op="set", path="scenes/s1/locked", value=True)])
        found = {taken.work.id: taken for taken in works.collect()}
        assert set(found) == {blocked, sheet}
        assert {board.kind for board in projects.require().boards} == {"blocking", "time_stack"}
        assert works.collect() == [] and director.workspace.works.open() == []
        projects.undo()
        assert all(director.workspace.assets.get(panel.asset) for taken in found.values() for panel in taken.project.boards[0].panels)


def test_a_locked_slot_in_the_way_is_told_and_costs_nothing_else(workspace_folder: Path) -> None:
    with offline(workspace_folder) as director:
        projects, works = director.film.projects, director.film.works
        work = begun(director, "time-stack", {"shot": "k1"})
        real = works.find("time-stack").take_in

        def with_more(project: Project, settings: object, made: object) -> object:
            found = real(project, settings, made)  # type: ignore[arg-type]
            lens = Change(op="set", path="scenes/s1/beats/b1/shots/k1/slots/lens", value="85mm")
            return type(found)((lens, *found.changes), found.traces, found.note)

        projects.change([Change(op="set", path="scenes/s1/beats/b1/shots/k1/locked_slots", value=["lens"])])
        workflow = works.find("time-stack")
        workflow.take_in = with_more  # type: ignore[method-assign, assignment]
        try:
            (taken,) = works.collect(work)
        finally:
            del workflow.take_in
        assert "left out: " in taken.note and "lens of shot k1 is locked" in taken.note
        assert len(projects.require().boards) == 1


def test_one_work_that_cant_be_taken_in_keeps_no_other_from_it(workspace_folder: Path) -> None:
    with offline(workspace_folder) as director:
        broken, whole = begun(director, "shot-stack", {"beat": "1.1"}), begun(director, "time-stack", {"shot": "k1"})
        run = next(run for run in director.workspace.runs.all() if run.plan == director.workspace.works.get(broken).plan)
        (take,) = director.workspace.runs.takes(run.id)
        path = director.workspace.assets.path(take.asset)
        content = path.read_bytes()
        path.unlink()
        works = director.film.works
        assert [taken.work.id for taken in works.collect()] == [whole]
        ((waiting, why),) = works.waiting()
        assert waiting.id == broken and take.asset.sha256[:8] in why
        path.write_bytes(content)
        assert [taken.work.id for taken in works.collect()] == [broken], "once the file is back, so is the work"


def test_two_that_collect_at_once_take_a_work_in_once(workspace_folder: Path) -> None:
    with offline(workspace_folder) as director:
        projects = director.film.projects
        work = begun(director, "time-stack", {"shot": "k1"})
        other = Works(director.workspace, projects, director.film.works.finish, director.film.works.catalog)
        change, taken = projects.change, []

        def late(*args: object, **how: object) -> Project:
            projects.change = change  # type: ignore[method-assign]
            taken.append(other.collect(work))
            return change(*args, **how)  # type: ignore[arg-type]

        projects.change = late  # type: ignore[method-assign, assignment]
        assert director.film.works.collect(work) == [], "the other was faster"
        assert len(taken[0]) == 1 and len(projects.require().boards) == 1
        assert len(director.workspace.works.traces(projects.require().id)) == 4


def test_the_same_work_twice_finds_its_pictures_again(director: Director, studio: FakeStudio) -> None:
    for _ in range(2):
        director.film.work("poster", {}, studio="live", cap=CAP)
    assert len(studio.submits) == 1 and director.totals().outstanding == 0
    assert len(director.film.projects.require().marketing) >= 1


def test_no_key_that_was_pasted_is_ever_written(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", KEY)
    session = Session(ShellSurface(), workspace_folder)
    file = workspace_folder.parent / "film.json"
    file.write_text(Project(title="Taken in", logline=f"He says {KEY}.").model_dump_json(by_alias=True))
    for words in (
        ["project", "new", f"Key {KEY}", "--logline", f"My key is {KEY}"],
        ["project", "import", str(file)],
        ["film", f"A keeper whose key is {KEY}", "--scenes", "1"],
        ["project", "set", f"style.era={KEY}"],
        ["bible", "add", "character", "Ana", "--about", f"owns {KEY}"],
        ["scene", "add", f"The {KEY}"],
        ["scene", "revise", "1", "--propose", f"more kinetic {KEY}"],
        ["recipe", "save", "ours", "-w", "poster", "--set", f"title={KEY}", "--about", KEY],
        ["work", "poster", f"title={KEY}", f"tagline={KEY}", "--studio", "live"],
    ):
        try:
            invoke(words, session)
        except (BudgetError, StudioError, UsageError) as error:
            assert words[0] == "work" or KEY not in error.message, words
    session.director.film.works.begin("poster", {"title": KEY, "tagline": KEY})
    session.close()
    left = [path for path in workspace_folder.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    assert left == []


@pytest.mark.crash
def test_a_kill_after_the_first_of_two_take_ins_leaves_the_second(workspace_folder: Path) -> None:
    code = "import sys; from tests.film.test_works import die; die(sys.argv[1])"
    ended = subprocess.run([sys.executable, "-c", code, str(workspace_folder)], cwd=Path(__file__).parents[2], timeout=300)
    assert ended.returncode == -signal.SIGKILL
    with Director(workspace_folder) as director:
        assert len(director.film.projects.require().boards) == 1
        assert len(director.film.works.collect()) == 1 and len(director.film.projects.require().boards) == 2


def die(folder: str) -> None:
    """The life of a process that is killed while it collects."""
    director = offline(Path(folder))
    begun(director, "time-stack", {"shot": "k1"})
    begun(director, "time-stack", {"shot": "k1", "delta_ms": 500})
    change, calls = director.film.projects.change, []

    def counted(*args: object, **how: object) -> Project:
        calls.append(1)
        if len(calls) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return change(*args, **how)  # type: ignore[arg-type]

    director.film.projects.change = counted  # type: ignore[method-assign, assignment]
    director.film.works.collect()


def test_styles_and_grammars_of_the_workspace_count(workspace_folder: Path) -> None:
    own = "source: ours\nas_of: 2026-01-01\n"
    (workspace_folder / "catalog").mkdir(parents=True)
    style = "variants:\n  - id: paper-cut\n    title: Paper cut\n    about: Cut paper.\n    delta:\n      put: {style: [cut paper]}\n"
    (workspace_folder / "catalog" / "variants.yaml").write_text(own + style)
    with offline(workspace_folder) as director:
        _, plan = director.film.works.plan("variant-reel", {"shot": "k1", "variants": "paper-cut"})
        assert "cut paper" in plan.steps[0].prompt.lower()
        with pytest.raises(UsageError, match="no shot grammar 'paper-cut'; there are"):
            director.film.works.plan("shot-stack", {"beat": "1.1", "grammar": "paper-cut"})
        (workspace_folder / "catalog" / "variants.yaml").write_text("variants: [")
        with pytest.raises(CatalogError, match=r"variants\.yaml:1"):
            director.film.works.plan("variant-reel", {"shot": "k1"})


@pytest.mark.parametrize("name", ["character-sheet", "blocking"])
def test_whatever_step_was_left_out_the_rest_is_taken_in(name: str) -> None:
    studio, settings = Studio(), {"character-sheet": {"who": "mira"}, "blocking": {"scene": "1", "frames": 3}}.get(name, {})
    checked, plan = studio.plan(LIGHT, name, settings)
    made = studio.make(plan, by=24)
    for gone in (plan.steps[0], plan.steps[-1]) if len(plan.steps) > 1 else ():
        steps = tuple(step for step in plan.steps if step.id != gone.id)
        takes = {step.id: made.takes[step.id] for step in steps}
        found = find_workflow(name).take_in(LIGHT, checked, Made(plan.with_(steps=steps), takes, made.read, made.store))
        after = apply(LIGHT, found.changes).project
        pictures = {trace.asset for trace in found.traces} | set(files.assets_of(after))
        assert {asset.sha256 for asset in takes.values()} <= pictures | {board.sheet for board in after.boards}


def test_a_drawn_sheet_is_no_reference_for_paid_models(workspace_folder: Path) -> None:
    with Director(workspace_folder) as director:
        project = director.film.direct("A lighthouse keeper finds a door in the sea").project
        assets = director.workspace.assets
        drawn = assets.add_bytes(b"\x89PNG drawn", "image/png", meta={"studio": "previs"}).sha256
        given = assets.add_bytes(b"\x89PNG given", "image/png").sha256
        (who,) = project.bible.characters
        director.film.projects.change([Change(op="set", path=f"bible/characters/{who.id}/assets", value=[drawn])])
        shot = next(one.id for one in project.shots() if one.characters)
        asked = {"shots": [shot], "picture": True}

        def handed(studio: str) -> set[str]:
            _, plan = director.film.works.plan("shot", asked, studio=studio)
            return {each.asset for step in plan.steps for each in step.inputs if each.asset}

        assert drawn in handed("previs") and drawn not in handed("live")
        director.film.projects.change([Change(op="set", path=f"bible/characters/{who.id}/assets", value=[drawn, given])])
        assert given in handed("live")
