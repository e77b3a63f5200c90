"""What a person chose for all workspaces: kept in one file, whole whatever happens, and nobody's choice is lost to another's."""

import json
import os
import stat
import threading
from pathlib import Path

import pytest

from director_kernel.errors import WorkspaceError
from director_kernel.user_settings import UserSettings, config_folder


def test_it_lies_in_the_persons_configuration_or_where_it_is_said(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home in config_folder().parents
    monkeypatch.setenv("DIRECTOR_CONFIG", str(tmp_path / "mine"))
    assert config_folder() == tmp_path / "mine"


def test_values_are_kept_changed_and_forgotten(tmp_path: Path) -> None:
    settings = UserSettings(tmp_path / "new" / "folder")
    assert settings.get("brain") is None and settings.all() == {}
    settings.set("brain", "kimi-k3")
    settings.set("prefer", {"image": "nano-banana-2", "naïve": "ü\udcff"})
    assert UserSettings(settings.path.parent).all() == {"brain": "kimi-k3", "prefer": {"image": "nano-banana-2", "naïve": "ü\udcff"}}
    settings.set("brain", None)
    settings.set("brain", None)
    assert settings.get("brain", "none") == "none" and "prefer" in settings.all()


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_said_and_not_written_over(tmp_path: Path, damage: bytes) -> None:
    settings = UserSettings(tmp_path)
    settings.path.write_bytes(damage)
    for use in (settings.all, lambda: settings.set("a", 1)):
        with pytest.raises(WorkspaceError, match=r"settings\.json is no JSON object any more; mend it, or delete it"):
            use()
    assert settings.path.read_bytes() == damage


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WorkspaceError, match="DIRECTOR_CONFIG"):
        UserSettings(tmp_path / "file" / "x").set("a", 1)


def test_what_many_set_at_once_is_all_there_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    def work(name: str) -> None:
        for number in range(5):
            UserSettings(tmp_path).set(f"{name}{number}", number)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(json.loads((tmp_path / "settings.json").read_text())) == 20
    assert {path.name for path in tmp_path.iterdir()} <= {"settings.json", "settings.json.lock"}
    assert stat.S_IMODE(os.stat(tmp_path / "settings.json").st_mode) == 0o600


def test_a_change_that_breaks_off_leaves_the_file_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = UserSettings(tmp_path)
    settings.set("a", 1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkspaceError, match="No space left"):
        settings.set("a", 2)
    assert settings.get("a") == 1 and not list(tmp_path.glob(".settings*"))
