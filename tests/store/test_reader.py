"""Readers: a connection per living thread, none left of those that ended."""

import threading
from pathlib import Path

import pytest

from director_kernel.errors import WorkspaceError
from director_kernel.store import Workspace


def files_open(path: Path) -> int:
    return sum(link.exists() and link.resolve() == path for link in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files where the system lists them")
def test_threads_that_ended_leave_no_files_open(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        path = (workspace_folder / "director.db").resolve()
        read: list[object] = []

        def look() -> None:
            read.append(workspace.readers.row("SELECT 1")[0])

        workspace.readers.row("SELECT 1")
        before = files_open(path)
        for _ in range(20):
            thread = threading.Thread(target=look)
            thread.start()
            thread.join()
        assert read == [1] * 20
        assert files_open(path) <= before + 1
        assert workspace.readers.row("SELECT 2")[0] == 2


def test_a_closed_workspace_says_so_to_every_thread(workspace_folder: Path) -> None:
    workspace = Workspace.open(workspace_folder)
    workspace.readers.row("SELECT 1")
    workspace.close()
    said: list[str] = []

    def look() -> None:
        with pytest.raises(WorkspaceError) as raised:
            workspace.readers.row("SELECT 1")
        said.append(raised.value.message)

    look()
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert len(said) == 2 and all("open it again" in each for each in said)
