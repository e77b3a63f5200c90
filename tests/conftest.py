"""What every test gets: a home and a workspace of its own, and no network beyond this machine."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import settings

SERVICES = ("DIRECTOR_", "AI_DIRECTOR_", "FAL_", "OPENROUTER_", "OPENAI_", "ANTHROPIC_", "MOONSHOT_", "YUNWU_", "REPLICATE_", "LOCAL_")
# The library chooses its backend when it is first asked, which may be in a fixture of a whole module: nobody's own keyring is ever read.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
LOOPBACK = ("127.", "::1", "localhost")
# A busy machine is no fault of an example, and what one run found is kept in the tests, not in a folder.
settings.register_profile("director", parent=settings(), deadline=None, database=None)
settings.load_profile("director")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, so that nothing of the person who runs the tests is read or written."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / ".cache"))
    monkeypatch.setenv("IPYTHONDIR", str(folder / ".ipython"))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / ".config"))
    for name in [name for name in os.environ if name.startswith(SERVICES)]:
        if name != "DIRECTOR_PROGRESS" and not name.startswith("DIRECTOR_TEST_"):
            monkeypatch.delenv(name)
    return folder


@pytest.fixture
def wire() -> Path:
    """The recorded traffic of the providers. It belongs to others and is not part of the project; where it is absent, say so."""
    found = Path(os.environ.get("DIRECTOR_TEST_WIRE", Path(__file__).resolve().parents[2] / "shared" / "wire"))
    if not found.is_dir():
        pytest.skip("the recorded provider traffic is not here; DIRECTOR_TEST_WIRE names its folder")
    return found


@pytest.fixture
def workspace_folder(tmp_path: Path) -> Path:
    """Where a fresh workspace goes."""
    return tmp_path / "director"


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection that would leave the machine is a failure."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> object:
        if self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple):
            assert str(address[0]).startswith(LOOPBACK), f"a test tried to reach {address}"
        return connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
