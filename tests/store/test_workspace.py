"""Opening, sharing and losing a workspace: what a person is told, and that nothing stored is lost."""

import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from director_kernel.errors import UsageError, WorkspaceError, WorkspaceLocked
from director_kernel.schema.plan import Plan
from director_kernel.store import Workspace, database
from director_kernel.store.filesystem import Disk, bsd_mounts, cloud_folder, disk_of, is_network, kind_from_mounts, linux_mounts

ROOT = Path(__file__).resolve().parents[2]


def test_opening_makes_the_layout_and_reopening_keeps_it(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        workspace.settings.set("tier", "budget")
    assert {"assets", "reels", "catalog", "cache", "director.db"} <= {path.name for path in workspace_folder.iterdir()}
    with Workspace.open(workspace_folder) as workspace:
        assert workspace.settings.all() == {"tier": "budget"}
        mode = workspace.writer.between(
            lambda c: (c.execute("PRAGMA journal_mode").fetchone()[0], c.execute("PRAGMA synchronous").fetchone()[0])
        )
        assert mode.result() == ("wal", 2)


def test_reopening_does_not_load_sqlite_utils(workspace_folder: Path) -> None:
    Workspace.open(workspace_folder).close()
    opening = f"import sys; from director_kernel.store import Workspace; Workspace.open({str(workspace_folder)!r}).close()"
    code = f"{opening}; print('sqlite_utils' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout == "False\n"


def hold(workspace: Workspace) -> threading.Event:
    """Keeps the writer busy until the returned event is set."""
    busy, gate = threading.Event(), threading.Event()
    workspace.writer.between(lambda _: (busy.set(), gate.wait(60)))
    assert busy.wait(60)
    return gate


def until(true: Callable[[], bool]) -> None:
    for _ in range(3000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came true")


def test_many_threads_write_in_shared_transactions(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        gate = hold(workspace)
        threads = [threading.Thread(target=workspace.settings.set, args=(f"key{i}", i)) for i in range(20)]
        for thread in threads:
            thread.start()
        until(lambda: workspace.writer._queue.qsize() == 20)
        groups = workspace.writer.groups
        gate.set()
        for thread in threads:
            thread.join()
        assert workspace.settings.all() == {f"key{i}": i for i in range(20)}
        assert workspace.writer.groups - groups == 1


def test_one_failing_transition_undoes_itself_alone(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        gate = hold(workspace)
        errors: list[BaseException] = []

        def bad(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT INTO settings (key, value) VALUES ('bad', '1')")
            raise UsageError("no; do it otherwise")

        def write_bad() -> None:
            try:
                workspace.writer.run(bad)
            except UsageError as error:
                errors.append(error)

        threads = [threading.Thread(target=write_bad), threading.Thread(target=workspace.settings.set, args=("good", 1))]
        for thread in threads:
            thread.start()
        until(lambda: workspace.writer._queue.qsize() == 2)
        gate.set()
        for thread in threads:
            thread.join()
        assert len(errors) == 1
        assert workspace.settings.all() == {"good": 1}


def test_a_closed_workspace_says_so(workspace_folder: Path) -> None:
    workspace = Workspace.open(workspace_folder)
    workspace.close()
    workspace.close()
    with pytest.raises(WorkspaceError, match="open it again"):
        workspace.settings.set("a", 1)
    with pytest.raises(WorkspaceError, match="open it again"):
        workspace.settings.get("a")


def test_changes_of_another_process_are_noticed_and_our_own_are_not(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace, Workspace.open(workspace_folder) as other:
        noticed = threading.Event()
        stop = workspace.watch(noticed.set, every=0.01)
        workspace.settings.set("mine", 1)
        assert not noticed.wait(0.1)
        other.settings.set("theirs", 1)
        assert noticed.wait(5)
        stop()
        assert workspace.settings.get("theirs") == 1


def test_a_locked_database_is_named(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with Workspace.open(workspace_folder) as workspace:
        workspace.settings.set("a", 1)
        holder = sqlite3.connect(workspace_folder / "director.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorkspaceLocked, match=r"another program.*try again"):
            workspace.settings.set("a", 2)
        holder.execute("ROLLBACK")
        holder.close()
        workspace.settings.set("a", 3)
        assert workspace.settings.get("a") == 3


@pytest.mark.parametrize("keep", [0, 1, 100, 4096, 0.5])
def test_a_truncated_database_is_damaged_not_new(workspace_folder: Path, keep: float) -> None:
    with Workspace.open(workspace_folder) as workspace:
        workspace.assets.add_bytes(b"a take", "image/png")
    path = workspace_folder / "director.db"
    size = int(path.stat().st_size * keep) if isinstance(keep, float) else keep
    with path.open("r+b") as file:
        file.truncate(size)
    with pytest.raises(WorkspaceError, match=r"director.db is damaged.*director backup"):
        Workspace.open(workspace_folder)
    assert path.stat().st_size == size, "the damaged file is left for whoever can mend it"


def test_garbage_bytes_are_no_database(workspace_folder: Path) -> None:
    workspace_folder.mkdir()
    (workspace_folder / "director.db").write_bytes(os.urandom(0) + b"not a database at all" * 300)
    with pytest.raises(WorkspaceError, match="is damaged"):
        Workspace.open(workspace_folder)


def test_a_newer_workspace_asks_for_an_upgrade(workspace_folder: Path) -> None:
    Workspace.open(workspace_folder).close()
    connection = sqlite3.connect(workspace_folder / "director.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(WorkspaceError, match="upgrade director-kernel"):
        Workspace.open(workspace_folder)


def as_nobody(code: str, *arguments: str, limit: int = 0) -> str:
    """What `code` prints in a process that may not write where it wants, or no file longer than `limit` bytes."""
    guard = f"""
    import os, resource, sys
    sys.path.insert(0, {str(ROOT)!r})
    from director_kernel.errors import WorkspaceError
    from director_kernel.store import Workspace
    import filelock, director_kernel.store.keep
    if {limit}:
        resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
    elif os.getuid() == 0:
        os.setgroups([]); os.setgid(65534); os.setuid(65534)
    """
    source = textwrap.dedent(guard) + textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-c", source, *arguments], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_folder_that_cannot_be_written(workspace_folder: Path) -> None:
    Workspace.open(workspace_folder).close()
    for path in [workspace_folder, *workspace_folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    for parent in workspace_folder.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    said = as_nobody(
        """
        try:
            with Workspace.open(sys.argv[1]) as workspace:
                workspace.settings.set("a", 1)
        except WorkspaceError as error:
            print(error.message)
        """,
        str(workspace_folder),
    )
    for path in [workspace_folder, *workspace_folder.rglob("*")]:
        path.chmod(0o755)
    assert "can't be written; make it writable or set DIRECTOR_WORKSPACE" in said


def test_a_full_disk_loses_nothing(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        kept = workspace.assets.add_bytes(b"kept", "image/png")
        workspace.plans.save(Plan(title="kept"))
    said = as_nobody(
        """
        with Workspace.open(sys.argv[1]) as workspace:
            for what in ("asset", "asset in small steps", "row"):
                try:
                    if what == "row":
                        workspace.settings.set("big", "x" * 3_000_000)
                    else:
                        workspace.assets.add_bytes(b"x" * 3_000_000, "image/png")
                except WorkspaceError as error:
                    print(error.message)
            workspace.settings.set("small", 1)
        """,
        str(workspace_folder),
        limit=1_000_000,
    )
    lines = said.splitlines()
    assert len(lines) == 3
    assert all("director gc" in line for line in lines)
    with Workspace.open(workspace_folder) as workspace:
        assert workspace.assets.read(kept) == b"kept"
        assert workspace.settings.all() == {"small": 1}
        assert workspace.plans.get("plan-1").title == "kept"


def test_two_processes_may_make_it_at_once(workspace_folder: Path) -> None:
    code = f"from director_kernel.store import Workspace; Workspace.open({str(workspace_folder)!r}).close()"
    starting = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(3)]
    assert [process.wait(60) for process in starting] == [0, 0, 0]
    Workspace.open(workspace_folder).close()


MOUNTS = """\
22 1 259:1 / / rw,relatime - ext4 /dev/root rw
30 22 0:40 / /home rw - nfs4 server:/home rw
31 30 0:41 / /home/ann/My\\040Disk rw - fuse.sshfs ann@box: rw
32 22 0:42 / /mnt/usb rw - fuseblk /dev/sdb1 rw
33 22 0:43 / /tmp rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("path", "kind", "network"),
    [
        ("/data/film", "ext4", False),
        ("/home/bob/film", "nfs4", True),
        ("/home/ann/My Disk/film", "fuse.sshfs", True),
        ("/mnt/usb", "fuseblk", False),
        ("/tmp/x", "tmpfs", False),
        ("/homeless", "ext4", False),
    ],
)
def test_the_kind_of_disk_is_read_from_the_mounts(path: str, kind: str, network: bool) -> None:
    found = kind_from_mounts(linux_mounts(MOUNTS), Path(path))
    assert (found, is_network(found)) == (kind, network)


def test_mounts_as_macos_prints_them() -> None:
    mounts = bsd_mounts("/dev/disk3s1 on / (apfs, local, journaled)\n//ann@nas/film on /Volumes/Film Disk (smbfs, nodev)\n")
    assert kind_from_mounts(mounts, Path("/Volumes/Film Disk/x")) == "smbfs"
    assert kind_from_mounts(mounts, Path("/Users/ann")) == "apfs"


def test_cloud_folders_are_known() -> None:
    assert cloud_folder(Path("/Users/ann/Library/CloudStorage/OneDrive-Personal/film")) == "CloudStorage"
    assert cloud_folder(Path("/home/ann/Dropbox/film")) == "Dropbox"
    assert cloud_folder(Path("/home/ann/film")) == ""


def test_this_disk_is_local_and_a_network_disk_keeps_a_rollback_journal(tmp_path: Path) -> None:
    assert not disk_of(tmp_path).network
    with Workspace.open(tmp_path / "director", disk=Disk("smb3", True, "smb3 is a network file system")) as workspace:
        assert workspace.writer.between(lambda c: c.execute("PRAGMA journal_mode").fetchone()[0]).result() == "truncate"
        with pytest.raises(WorkspaceError, match=r"local disk.*DIRECTOR_WORKSPACE.*director backup"):
            workspace.require_local()
        workspace.settings.set("a", 1)
        assert workspace.settings.get("a") == 1


def test_copying_a_workspace_folder_is_opening_it_elsewhere(workspace_folder: Path, tmp_path: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        asset = workspace.assets.add_bytes(b"moved", "image/png")
    moved = Path(shutil.move(workspace_folder, tmp_path / "elsewhere"))
    with Workspace.open(moved) as workspace:
        assert workspace.assets.read(asset) == b"moved"
