"""What the README says is true: every command in it runs, every command there is stands in it."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from director_kernel.commands.tree import HOMES, cli

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
SHELL = [line.split("#")[0].strip() for kind, block in BLOCKS if kind == "bash" for line in block.splitlines() if line.strip()]
PYTHON = [block for kind, block in BLOCKS if kind == "python"]
MAGICS = next(block for kind, block in BLOCKS if kind == "" and "%load_ext" in block)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all README commands, run in the README's order."""
    return tmp_path_factory.mktemp("readme")


@pytest.mark.slow
@pytest.mark.timeout(900)  # a score of processes one after another, two films among them
def test_every_shell_command_runs(shared: Path) -> None:
    lines = [line for line in SHELL if line.startswith("director")]
    assert len(lines) >= 8
    for line in lines:
        words = shlex.split(line.replace("$", r"\$"))
        done = subprocess.run(
            [sys.executable, "-m", "director_kernel", *words[1:]], cwd=shared, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, f"{line}\n{done.stdout[-500:]}\n{done.stderr[-2000:]}"
    assert list(shared.glob("director/reels/*/reel.mp4"))


def test_every_make_target_exists() -> None:
    named = {line.split()[1] for line in SHELL if line.startswith("make ")} | set(re.findall(r"`make ([a-z]+)`", README))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named and named <= targets


@pytest.mark.parametrize("block", PYTHON)
def test_python_blocks_run(block: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", block], cwd=tmp_path, capture_output=True, text=True, timeout=120, env={**os.environ})
    assert done.returncode == 0, done.stderr
    assert "micro-USD" in done.stdout


def test_every_command_stands_in_the_readme() -> None:
    table = README.split("## Commands")[1].split("## ")[0]
    words = set(re.findall(r"[a-z]+(?:-[a-z]+)*", " ".join(re.findall(r"`([^`]+)`", table))))
    for name in HOMES:
        command = cli.get_command(click.Context(cli), name)
        assert name in words, f"{name} is missing"
        if isinstance(command, click.Group):
            assert set(command.commands) <= words, f"{name} has commands that are missing"


def test_magics_use_words_that_exist() -> None:
    used = re.findall(r"^%director (\w+)", MAGICS, re.MULTILINE)
    assert used and set(used) <= set(HOMES)


def test_pictures_exist() -> None:
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).is_file(), path


def test_no_machine_and_no_registry_is_named() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    hosts = re.compile("|".join(("npm" + r"js\.", "pyp" + r"i\.org", "python" + "hosted", "deb" + r"\.debian")))
    for name in tracked:
        path = ROOT / name
        if path.is_file() and path.suffix in {".py", ".md", ".yaml", ".toml", ".lock", ".ipynb", ".txt", ""}:
            assert not hosts.search(path.read_text(errors="replace")), name
