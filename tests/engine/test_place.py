"""Where a Jupyter server serves the workspace: told from its environment, and proven by a real server."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pytest

from director_kernel.engine.place import PROBE, notebook_folder, path_below, probe, served
from director_kernel.errors import WorkspaceError
from director_kernel.store import Workspace

# What the environment says


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A server's root with a notebook folder and its workspace."""
    (tmp_path / "srv" / "my films" / "spring" / "director").mkdir(parents=True)
    return tmp_path / "srv"


@pytest.mark.parametrize(
    "session",
    ["my films/spring/ad.ipynb", "/my films/spring/ad.ipynb"[1:], "RTC:my films/spring/ad.ipynb", "my films/spring/3f2a-b1.ipynb"],
)
def test_a_path_below_the_root_names_the_root(root: Path, session: str) -> None:
    start = root / "my films" / "spring"
    said = {"JPY_SESSION_NAME": session}
    assert served(start / "director", start, said) == "my films/spring/director"
    assert served(root, start, said) == ""
    assert served(root / "elsewhere" / "director", start, said) == "elsewhere/director"
    assert served(root.parent / "director", start, said) is None


def test_a_notebook_at_the_root(root: Path) -> None:
    for session in ("ad.ipynb", "RTC:ad.ipynb"):
        assert served(root / "director", root, {"JPY_SESSION_NAME": session}) == "director"


def test_a_kernel_that_starts_elsewhere_tells_nothing(root: Path) -> None:
    for start in (root, root.parent, root / "my films", Path("/")):
        assert served(root / "director", start, {"JPY_SESSION_NAME": "my films/spring/ad.ipynb"}) is None


def test_an_absolute_session_needs_the_folder_the_server_was_started_in(root: Path) -> None:
    start = root / "my films" / "spring"
    said = {"JPY_SESSION_NAME": str(start / "ad.ipynb")}
    folder = start / "director"
    assert served(folder, start, said) is None
    assert served(folder, start, {**said, "PWD": str(root)}) == "my films/spring/director"
    assert served(folder, start, {**said, "PWD": str(start)}) == "director"
    assert served(folder, start, {**said, "PWD": str(root / "other")}) is None
    assert served(folder, start, {**said, "PWD": "relative"}) is None
    assert served(folder, start, {**said, "PWD": str(root), "JPY_PARENT_PID": "not a number"}) == "my films/spring/director"


def test_without_a_session_nothing_is_served(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert served(root / "director", root, {"PWD": str(root)}) is None
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert served(root / "director") is None
    monkeypatch.setenv("JPY_SESSION_NAME", "ad.ipynb")
    monkeypatch.chdir(root)
    assert served(root / "director") == "director"


def test_hidden_folders_are_not_served_but_a_hidden_root_is(root: Path) -> None:
    said = {"JPY_SESSION_NAME": "ad.ipynb"}
    assert served(root / ".cache" / "director", root, said) is None
    assert served(root / "a" / ".director", root, said) is None
    hidden = root / ".srv"
    hidden.mkdir()
    assert served(hidden / "director", hidden, said) == "director"


def test_links_are_followed_as_the_server_follows_them(root: Path, tmp_path: Path) -> None:
    said = {"JPY_SESSION_NAME": "ad.ipynb"}
    (tmp_path / "disk" / "director").mkdir(parents=True)
    (root / "link").symlink_to(tmp_path / "disk")
    assert served(root / "link" / "director", root, said) == "link/director"
    assert served(tmp_path / "disk" / "director", root, said) is None
    (tmp_path / "home").symlink_to(root)
    assert served(tmp_path / "home" / "my films" / "director", root, said) == "my films/director"
    assert served(root / "my films" / "director", tmp_path / "home", said) == "my films/director"


@pytest.mark.parametrize(
    "session",
    [
        "",
        "   ",
        "../ad.ipynb",
        "a/../../ad.ipynb",
        "C:\\Users\\me\\ad.ipynb",
        "C:/Users/me/ad.ipynb",
        "\\\\host\\share\\ad.ipynb",
        "vscode://x/ad.ipynb",
    ],
)
def test_paths_of_other_systems_and_nonsense_tell_nothing(root: Path, session: str) -> None:
    assert served(root / "director", root, {"JPY_SESSION_NAME": session, "PWD": str(root)}) is None


def test_paths_of_windows() -> None:
    root = PureWindowsPath("C:/Users/me")
    assert path_below(PureWindowsPath("c:\\users\\Me\\my films\\director"), root) == "my films/director"
    assert path_below(PureWindowsPath("D:\\films\\director"), root) is None
    assert notebook_folder("my films\\ad.ipynb") == PurePosixPath("my films")
    assert notebook_folder("C:\\Users\\me\\ad.ipynb") is None


# The probe


def test_the_probe_is_written_once_and_differs_between_workspaces(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "a") as one, Workspace.open(tmp_path / "b") as other:
        first = probe(one)
        assert first.path == PROBE and (one.folder / PROBE).read_text() == first.holds and len(first.holds) == 32
        assert probe(one) == first and probe(other).holds != first.holds
        for damage in ("", "half", "x" * 32, "0" * 5000):
            (one.folder / PROBE).write_text(damage)
            again = probe(one)
            assert again == probe(one) and len(again.holds) == 32 and again.holds != damage


@pytest.mark.parametrize("before", [None, "damaged"])
def test_all_who_come_at_once_agree(tmp_path: Path, before: str | None) -> None:
    with Workspace.open(tmp_path / "a") as workspace, ThreadPoolExecutor(8) as threads:
        if before is not None:
            (workspace.folder / PROBE).write_text(before)
        found = {each.result().holds for each in [threads.submit(probe, workspace) for _ in range(16)]}
        assert found == {(workspace.folder / PROBE).read_text()}
        assert [path.name for path in (workspace.folder / "cache").iterdir() if path.is_file()] == ["here.txt"]


def test_a_probe_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "a") as workspace:
        (workspace.folder / PROBE).mkdir()
        with pytest.raises(WorkspaceError):
            probe(workspace)


# A real server

KERNEL = """
import json, os, sys, time
from pathlib import Path
from director_kernel.engine.place import probe, served
from director_kernel.store import Workspace
begun = Path.cwd()
with Workspace.open(begun / "director") as workspace:
    found = probe(workspace)
    told = {"served": served(workspace.folder), "path": found.path, "holds": found.holds, "session": os.environ.get("JPY_SESSION_NAME")}
out = begun / "told.part"
out.write_text(json.dumps(told))
out.rename(begun / "told.json")
time.sleep(600)
"""


class Server:
    """A Jupyter server of our own, without a browser."""

    def __init__(self, base: str, token: str) -> None:
        self.base, self.token = base, token

    def ask(self, path: str, body: dict[str, Any] | None = None) -> bytes:
        """The answer's bytes. Raises urllib.error.HTTPError."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data, {"Authorization": f"token {self.token}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())


@contextlib.contextmanager
def jupyter_server(root: Path, scratch: Path, *, cwd: Path) -> Iterator[Server]:
    """A server of `root`, started in `cwd`, whose only kernel tells where it is served."""
    spec = scratch / "data" / "kernels" / "teller"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(
        json.dumps({"argv": [sys.executable, "-c", KERNEL, "{connection_file}"], "display_name": "Teller", "language": "python"})
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(f"http://127.0.0.1:{port}", secrets.token_hex(16))
    folders = {f"JUPYTER_{name}_DIR": str(scratch / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    environment = {**os.environ, **folders, "PWD": "/nowhere", "PYTHONPATH": str(Path(__file__).parents[2])}
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "IdentityProvider.token": server.token,
        "ServerApp.root_dir": root,
        "ServerApp.open_browser": False,
    }
    command = [sys.executable, "-m", "jupyter_server", "--allow-root", *(f"--{name}={value}" for name, value in options.items())]
    with (scratch / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, cwd=cwd, stdout=log, stderr=log, start_new_session=True)
    try:
        end = time.monotonic() + 60
        while True:
            assert process.poll() is None and time.monotonic() < end, (scratch / "server.log").read_text()[-2000:]
            try:
                server.ask("/api/status")
                break
            except OSError:
                time.sleep(0.1)
        yield server
    finally:
        with contextlib.suppress(OSError, urllib.error.URLError):
            for each in json.loads(server.ask("/api/sessions")):
                request = urllib.request.Request(
                    f"{server.base}/api/sessions/{each['id']}", method="DELETE", headers={"Authorization": f"token {server.token}"}
                )
                urllib.request.urlopen(request, timeout=30).close()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def told(server: Server, folder: Path, path: str, name: str | None) -> dict[str, Any]:
    """What a kernel started for the notebook at `path` says."""
    body: dict[str, Any] = {"path": path, "type": "notebook", "kernel": {"name": "teller"}}
    server.ask("/api/sessions", body if name is None else {**body, "name": name})
    end = time.monotonic() + 60
    while not (folder / "told.json").is_file():
        assert time.monotonic() < end, "the kernel said nothing"
        time.sleep(0.05)
    found = json.loads((folder / "told.json").read_text())
    (folder / "told.json").unlink()
    return dict(found)


@pytest.mark.notebook
def test_a_real_server_gives_out_the_probe_where_the_kernel_says(tmp_path: Path) -> None:
    root, scratch = tmp_path / "root", tmp_path / "scratch"
    folders = {path: root / PurePosixPath(path).parent for path in ("ad.ipynb", "my films/été #1/ad.ipynb")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    scratch.mkdir()
    with jupyter_server(root, scratch, cwd=root) as server:
        for path, folder in folders.items():
            for name in (None, "ad.ipynb"):  # JupyterLab gives a name, other clients none; the server then tells its kernels otherwise
                found = told(server, folder, path if name else f"{path[:-8]}b.ipynb", name)
                assert found["served"] == str(PurePosixPath(path).parent / "director"), found["session"]
                url = "/files/" + "/".join(urllib.parse.quote(part, safe="") for part in f"{found['served']}/{found['path']}".split("/"))
                assert server.ask(url).decode() == found["holds"]


@pytest.mark.notebook
def test_a_server_started_elsewhere_is_not_guessed_at(tmp_path: Path) -> None:
    root, scratch = tmp_path / "root", tmp_path / "scratch"
    root.mkdir(), scratch.mkdir()
    with jupyter_server(root, scratch, cwd=scratch) as server:
        assert told(server, root, "ad.ipynb", "ad.ipynb")["served"] is None
