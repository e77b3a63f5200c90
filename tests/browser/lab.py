"""A real JupyterLab of our own and a headless Chromium to drive it."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"


@dataclass(frozen=True)
class Lab:
    """A running server: where it is and its token."""

    base: str
    token: str


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _quiet_settings(folder: Path) -> None:
    """No news toast (it lies over the corner of screenshots) and no autosave (notebooks under test must not change on disk)."""
    for name, values in (
        ("apputils-extension/notification", {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}),
        ("docmanager-extension/plugin", {"autosave": False}),
    ):
        path = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values))


@contextlib.contextmanager
def jupyter_lab(root: Path, scratch: Path) -> Iterator[Lab]:
    """JupyterLab serving `root`, with every configuration folder under `scratch`; one SIGTERM ends it and its kernels."""
    lab = Lab(f"http://127.0.0.1:{_free_port()}", secrets.token_hex(16))
    names = (
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "IPYTHONDIR",
        "JUPYTERLAB_SETTINGS_DIR",
        "JUPYTERLAB_WORKSPACES_DIR",
    )
    env = dict(os.environ, **{name: str(scratch / name.lower()) for name in names}, JUPYTER_PLATFORM_DIRS="1")
    env.pop("DIRECTOR_PROGRESS", None)
    _quiet_settings(scratch / "jupyterlab_settings_dir")
    options = {
        "ip": "127.0.0.1",
        "port": lab.base.rpartition(":")[2],
        "ServerApp.port_retries": "0",
        "IdentityProvider.token": lab.token,
        "ServerApp.root_dir": str(root),
        "ServerApp.terminals_enabled": "False",
        "LabApp.expose_app_in_browser": "True",
        "LabApp.news_url": "",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.extension_manager": "readonly",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", *(f"--{key}={value}" for key, value in options.items())]
    with (scratch / "lab.log").open("w") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT, cwd=root, start_new_session=True)
        try:
            _wait_until_up(lab, process, scratch / "lab.log")
            yield lab
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait_until_up(lab: Lab, process: "subprocess.Popen[bytes]", log: Path) -> None:
    request = urllib.request.Request(lab.base + "/api/status", headers={"Authorization": f"token {lab.token}"})
    end = time.monotonic() + 90
    while True:
        assert process.poll() is None, log.read_text()[-2000:]
        try:
            urllib.request.urlopen(request, timeout=2).close()
            return
        except OSError:
            assert time.monotonic() < end, log.read_text()[-2000:]
            time.sleep(0.1)


@contextlib.contextmanager
def chromium(profile: Path, size: tuple[int, int] = (1400, 1000)) -> "Iterator[Page]":
    """A page of a headless Chromium with its own profile."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=CHROMIUM, headless=True, args=FLAGS, viewport={"width": size[0], "height": size[1]}
        )
        try:
            yield context.pages[0] if context.pages else context.new_page()
        finally:
            context.close()


def open_notebook(page: "Page", lab: Lab, path: str) -> None:
    """Opens the notebook and waits until the focus has settled and the kernel is really connected.

    The execution indicator says idle before there is a kernel, so the session itself is asked.
    """
    page.goto(f"{lab.base}/lab/tree/{path}?token={lab.token}&reset", wait_until="domcontentloaded")
    page.wait_for_selector(f"{PANEL} .jp-Notebook .jp-Cell", timeout=90_000)
    busy = "!document.querySelector('#jupyterlab-splash, .jp-NotebookPanel .jp-Spinner')"
    settled = f"() => {busy} && !!document.activeElement?.closest('.jp-Notebook')"
    page.wait_for_function(settled, timeout=90_000)
    page.evaluate(
        """async () => { const panel = window.jupyterapp.shell.currentWidget; await panel.revealed; await panel.context.ready;
        await panel.sessionContext.ready; await panel.sessionContext.session.kernel.info; }"""
    )


def run_cell(page: "Page", index: int, timeout: int = 180_000) -> list[dict[str, Any]]:
    """Runs cell `index` and returns its outputs when it is done."""
    page.set_default_timeout(timeout)
    outputs: list[dict[str, Any]] = page.evaluate(
        """async (i) => { const app = window.jupyterapp, notebook = app.shell.currentWidget.content;
        notebook.activeCellIndex = i; await app.commands.execute('notebook:run-cell');
        const model = notebook.widgets[i].model; return model.type === 'code' ? model.outputs.toJSON() : []; }""",
        index,
    )
    return outputs


def cell_count(page: "Page") -> int:
    return int(page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length"))
