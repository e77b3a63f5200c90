"""The projects of a workspace: versions, undo, proposals; several processes at once; what is kept is what was made."""

import subprocess
import sys
from pathlib import Path

import pytest

from director_kernel.errors import UsageError, WorkspaceError
from director_kernel.film.projects import Projects
from director_kernel.schema.project import Change, Project
from director_kernel.store import Connection, Workspace, keep
from director_kernel.store.projects import EVERY
from tests.film.films import film

LENS = "scenes/s1/beats/b1/shots/k1/slots/lens"


def put(path: str, value: object) -> Change:
    return Change(op="set", path=path, value=value)


@pytest.fixture
def projects(workspace_folder: Path) -> Projects:
    return Projects(Workspace.open(workspace_folder), "python")


def lens(project: Project) -> str:
    return project.shots()[0].slots.lens


def test_a_project_is_kept_with_every_version(projects: Projects) -> None:
    with pytest.raises(UsageError, match="director project new"):
        projects.require()
    first = projects.add(film())
    assert (first.id, first.version) == ("film-1", 1) and projects.current() == first
    for number in range(2, EVERY * 2 + 8):
        assert projects.change([put(LENS, f"{number}mm")], note=f"to {number}").version == number
    cold = Projects(projects.workspace, "shell")
    assert cold.require() == projects.require() and cold.get("film-1", 1) == first
    for number in (2, EVERY - 1, EVERY, EVERY + 1, EVERY * 2, EVERY * 2 + 7):
        assert (lens(cold.get("film-1", number)), cold.get("film-1", number).version) == (f"{number}mm", number)
    bodies = projects.workspace.readers.rows("SELECT version FROM project_versions WHERE body IS NOT NULL ORDER BY version")
    assert [row[0] for row in bodies] == [1, EVERY + 1, EVERY * 2 + 1], "most versions are their changes alone"
    assert [one.note for one in projects.history()][:3] == ["", "to 2", "to 3"]
    with pytest.raises(UsageError, match="has no version 999"):
        projects.get("film-1", 999)
    with pytest.raises(UsageError, match="there is no project 'film-9'"):
        projects.open("film-9")


def test_undo_and_redo_follow_the_newest_branch(projects: Projects) -> None:
    projects.add(film())
    with pytest.raises(UsageError, match="nothing to undo"):
        projects.undo()
    projects.change([put(LENS, "50mm")])
    projects.change([put(LENS, "85mm")])
    assert lens(projects.undo()) == "50mm" and lens(projects.undo()) == "24mm"
    assert lens(projects.redo()) == "50mm"
    assert projects.change([put(LENS, "135mm")]).version == 4, "a branch"
    assert lens(projects.undo()) == "50mm" and lens(projects.redo()) == "135mm"
    with pytest.raises(UsageError, match="nothing to redo"):
        projects.redo()
    assert lens(Projects(projects.workspace, "shell").require()) == "135mm"
    assert projects.change([put(LENS, "135mm")]).version == 4, "what changes nothing is no version"


def test_what_is_refused_leaves_nothing_behind(projects: Projects) -> None:
    before = projects.add(film())
    with pytest.raises(UsageError):
        projects.change([put(LENS, "50mm"), put("scenes/s9/title", "x")])
    seen: list[bool] = []

    def never(connection: Connection) -> bool:
        seen.append(True)
        return False

    assert projects.change([put(LENS, "50mm")], along=never) == before and seen
    assert projects.require() == before and len(projects.history()) == 1
    with pytest.raises(UsageError, match="which would not be in the bible"):
        projects.add(Project.model_validate({"title": "x", "scenes": [{"id": "s1", "title": "x", "line": ["ghost"]}]}))


def test_each_kernel_has_its_own_current_project(projects: Projects) -> None:
    one = projects.add(film())
    two = projects.add(film(title="Other"))
    other = Projects(projects.workspace, "kernel")
    assert other.require() == two, "it begins with the one last opened"
    projects.open(one.id)
    assert other.require() == two and projects.require() == one
    assert Projects(projects.workspace, "shell").require() == one
    assert [each.id for each in projects.all()] == [two.id, one.id]


# Proposals


def test_a_proposal_waits_until_a_person_decides(projects: Projects) -> None:
    first = projects.add(film())
    given = projects.propose([put(LENS, "85mm")], who="chat", why="closer to her")
    assert projects.require() == first and projects.proposals() == [given]
    assert (given.id, given.version, given.state, given.changes[0].before) == ("proposal-1", 1, "open", "24mm") and given.at > 0
    after = projects.accept(given.id)
    assert lens(after) == "85mm" and after.version == 2
    decided = projects.proposal(given.id)
    assert decided.state == "accepted" and decided.accepted == given.changes and decided.decided_at >= decided.at
    assert [(one.who, one.note) for one in projects.history()][1] == ("chat", "closer to her")
    for again in (projects.accept, projects.refuse):
        with pytest.raises(UsageError, match="was accepted already"):
            again(given.id)
    with pytest.raises(UsageError, match="nothing would change"):
        projects.propose([put(LENS, "85mm")], who="chat")
    with pytest.raises(UsageError, match="there is no 's9'"):
        projects.propose([put("scenes/s9/title", "x")], who="chat")


def test_a_proposal_may_be_edited_or_refused(projects: Projects) -> None:
    projects.add(film())
    edited = projects.propose([put(LENS, "85mm"), put("title", "Sea")], who="guardian")
    refused = projects.propose([put("title", "Nothing")], who="guardian")
    after = projects.accept(edited.id, [put(LENS, "100mm")])
    assert (lens(after), after.title) == ("100mm", "Tides")
    assert projects.proposal(edited.id).state == "edited" and projects.proposal(edited.id).accepted[0].value == "100mm"
    assert projects.refuse(refused.id).state == "refused" and projects.proposals() == []
    assert [one.state for one in projects.proposals(state="")] == ["edited", "refused"]


def test_a_proposal_whose_ground_moved_says_so(projects: Projects) -> None:
    projects.add(film())
    moved = projects.propose([put(LENS, "85mm")], who="chat")
    gone = projects.propose([put("scenes/s2/title", "x")], who="chat")
    still = projects.propose([put("title", "Sea")], who="chat")
    projects.change([put(LENS, "50mm"), Change(op="remove", path="scenes/s2")])
    assert projects.ground(moved).moved == ("scene 1, shot 1: lens 24mm → 50mm",)
    assert "there is no 's2'" in projects.ground(gone).fault and projects.ground(still) == ((), "")
    with pytest.raises(UsageError, match=r"lens 24mm → 50mm\); `director project accept proposal-1 --anyway`"):
        projects.accept(moved.id)
    with pytest.raises(UsageError, match="can't be made any more"):
        projects.accept(gone.id)
    assert projects.accept(still.id).title == "Sea"
    assert lens(projects.accept(moved.id, anyway=True)) == "85mm"
    projects.change([put("scenes/s1/locked", True)])
    late = projects.propose([put("logline", "x")], who="chat")
    projects.change([put("style/locked", True)])
    assert projects.accept(late.id).logline == "x"


# Other processes, other programs

CHANGER = """
import sys
from director_kernel.film.projects import Projects
from director_kernel.schema.project import Change
from director_kernel.store import Workspace
projects = Projects(Workspace.open(sys.argv[1]), "shell")
for number in range(12):
    projects.change([Change(op="add", path="bible/rules", value=f"{sys.argv[2]} {number}")], who=sys.argv[2])
projects.workspace.close()
"""


def test_processes_that_change_at_once_lose_nothing(projects: Projects, workspace_folder: Path) -> None:
    projects.add(film())
    running = [subprocess.Popen([sys.executable, "-c", CHANGER, str(workspace_folder), name]) for name in ("one", "two")]
    assert [process.wait(60) for process in running] == [0, 0]
    after = projects.require()
    assert after.version == 25 and len(after.bible.rules) == 25
    for name in ("one", "two"):
        assert [rule for rule in after.bible.rules if rule.startswith(name)] == [f"{name} {number}" for number in range(12)]
    assert [one.parent for one in projects.history()] == [None, *range(1, 25)]


def test_a_change_to_what_another_process_removed_is_refused(projects: Projects) -> None:
    projects.add(film())
    other = Projects(Workspace.open(projects.workspace.folder), "shell")
    other.change([Change(op="remove", path="scenes/s2")])
    with pytest.raises(UsageError, match="there is no 's2'"):
        projects.change([put("scenes/s2/title", "x")])
    assert projects.change([put(LENS, "85mm")]).version == 3 and lens(other.require()) == "85mm"
    other.workspace.close()


@pytest.mark.parametrize("what", ["body", "changes"])
def test_what_a_newer_program_wrote_says_so(projects: Projects, what: str) -> None:
    projects.add(film())
    projects.change([put(LENS, "85mm")])
    sql = {
        "body": """UPDATE project_versions SET body = json_insert(body, '$.hologram', 1) WHERE version = 1""",
        "changes": """UPDATE project_versions SET changes = '[{"op": "set", "path": "hologram", "value": 1}]' WHERE version = 2""",
    }[what]
    projects.workspace.writer.run(lambda connection: connection.execute(sql) and None)
    with pytest.raises(WorkspaceError, match=r"film-1 was written by a newer director .*hologram.*upgrade director-kernel"):
        Projects(projects.workspace, "shell").require()


def test_pictures_that_any_version_or_proposal_names_are_no_garbage(projects: Projects) -> None:
    assets = [projects.workspace.assets.add_bytes(b"\x89PNG\r\n\x1a\n" + bytes([number]) * 40, "image/png") for number in range(5)]
    first, taken_back, proposed, refused, loose = (asset.sha256 for asset in assets)
    frame = "scenes/s1/beats/b1/shots/k1/frame"
    projects.add(film())
    projects.change([put(frame, first)])
    projects.change([put(frame, taken_back)])
    projects.undo()
    projects.propose([put(frame, proposed)], who="chat")
    projects.refuse(projects.propose([put("scenes/s2/beats/b3/shots/k4/frame", refused)], who="chat").id)
    found = keep.garbage(projects.workspace, older_than=-1)
    assert {asset.sha256 for asset in found.assets} == {loose}


def test_a_backup_carries_projects(projects: Projects, tmp_path: Path) -> None:
    projects.add(film())
    projects.change([put(LENS, "85mm")])
    projects.propose([put("title", "Sea")], who="chat")
    copy = Projects(Workspace.open(keep.backup(projects.workspace, tmp_path / "copy")), "shell")
    assert copy.require() == projects.require() and copy.proposals() == projects.proposals() and lens(copy.undo()) == "24mm"
    copy.workspace.close()


def test_one_project_of_a_newer_program_hides_no_other(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        projects = Projects(workspace, "shell")
        old, new = projects.add(film()), projects.add(film(title="From tomorrow"))
        proposal = projects.propose([Change(op="set", path="title", value="Other")], who="chat", project=new.id)
        sql = "UPDATE project_versions SET body = json_set(body, '$.hologram', 1) WHERE project = ?"
        workspace.projects.run(lambda connection: connection.execute(sql, (new.id,)))
        weave = '[{"op": "weave", "path": "title"}]'
        workspace.projects.run(lambda connection: connection.execute("UPDATE project_proposals SET changes = ?", (weave,)))
        cold = Projects(workspace, "shell")
        assert [(name, title, one is not None) for name, title, one in cold.titled()] == [
            (new.id, "From tomorrow", False),
            (old.id, "Tides", True),
        ]
        assert cold.chosen() == new.id
        for ask in (cold.require, lambda: cold.proposals(new.id), lambda: cold.accept(proposal.id), lambda: cold.proposal(proposal.id)):
            with pytest.raises(WorkspaceError, match="newer director"):
                ask()
        assert cold.open(old.id).title == "Tides"
