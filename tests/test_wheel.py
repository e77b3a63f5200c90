"""What is built is what works: the wheel, unpacked somewhere else, finds its catalog and notebooks and answers."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel, unpacked as pip would."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = out.glob("*.whl")
    site = out / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def run(unpacked: Path, tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(unpacked), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", "director_kernel", *words], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120
    )


def test_the_wheel_carries_its_data(unpacked: Path) -> None:
    assets = unpacked / "director_kernel" / "_assets"
    assert (assets / "catalog" / "tasks.yaml").is_file() and (assets / "notebooks" / "00_quickstart.ipynb").is_file()
    assert (assets / "widgets" / "chat.js").is_file() and not list(assets.rglob("node_modules"))
    assert not list(unpacked.glob("tests")) and not list(unpacked.rglob("*.pyc"))


def test_the_wheel_answers_from_its_own_catalog(unpacked: Path, tmp_path: Path) -> None:
    code = "import director_kernel, director_kernel.settings as s; print(director_kernel.__file__); print(s.assets_root())"
    env = {**os.environ, "PYTHONPATH": str(unpacked)}
    said = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True).stdout
    assert all(str(unpacked) in line for line in said.splitlines())
    done = run(unpacked, tmp_path, "models", "camera moves", "--json")
    assert done.returncode == 0, done.stderr
    assert '"id"' in done.stdout and '"reason"' in done.stdout


def test_the_wheel_has_its_widgets(unpacked: Path, tmp_path: Path) -> None:
    code = "from director_kernel import Director; view = Director('director').panel(); print(type(view).__name__, len(view._esm))"
    env = {**os.environ, "PYTHONPATH": str(unpacked), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    name, size = done.stdout.split()
    assert name == "Panel" and int(size) > 50_000
