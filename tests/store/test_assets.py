"""Assets: named by their bytes, on the disk before their row, and never silently wrong."""

import json
import os
from pathlib import Path

import pytest

from director_kernel.errors import AssetError
from director_kernel.store import Workspace
from director_kernel.store.landing import sidecar_of


def test_equal_bytes_are_one_asset_with_a_sidecar(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        first = workspace.assets.add_bytes(b"bytes", "image/png", width=2, height=1, meta={"prompt": "ä {x}"})
        second = workspace.assets.add_bytes(b"bytes", "image/png")
        assert first.sha256 == second.sha256
        assert len(list(workspace.assets.all())) == 1
        path = workspace.assets.path(first)
        assert path == workspace_folder / "assets" / first.sha256[:2] / f"{first.sha256}.png"
        assert list((workspace_folder / "cache" / "incoming").iterdir()) == []
        workspace.close()
        assert json.loads(sidecar_of(path).read_text())["sha256"] == first.sha256


def test_a_file_is_copied_and_stays_where_it_is(workspace_folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "pack.jpg"
    source.write_bytes(b"j" * 400_000)
    with Workspace.open(workspace_folder) as workspace:
        asset = workspace.assets.add_file(source, "image/jpeg")
        assert source.read_bytes() == workspace.assets.read(asset)
        assert asset.bytes == 400_000
        with pytest.raises(AssetError, match="check the path"):
            workspace.assets.add_file(tmp_path / "none.jpg", "image/jpeg")


@pytest.mark.parametrize("damage", ["cut", "flip", "gone"])
def test_a_damaged_file_is_never_handed_out(workspace_folder: Path, damage: str) -> None:
    with Workspace.open(workspace_folder) as workspace:
        asset = workspace.assets.add_bytes(b"original bytes", "video/mp4")
        path = workspace.assets.path(asset)
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(b"original" if damage == "cut" else b"0riginal bytes")
        with pytest.raises(AssetError, match=r"director backup.*director retry"):
            workspace.assets.read(asset)
        assert workspace.assets.here(asset) is (damage == "flip")
        assert len(workspace.assets.faults()) == 1
        mended = workspace.assets.add_bytes(b"original bytes", "video/mp4")
        assert workspace.assets.read(mended) == b"original bytes"


def test_lost_sidecars_are_written_again(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        asset = workspace.assets.add_bytes(b"x", "text/plain")
    with Workspace.open(workspace_folder) as workspace:
        sidecar = sidecar_of(workspace.assets.path(asset))
        text = sidecar.read_text()
        sidecar.unlink()
        assert workspace.assets.repair_sidecars() == 1
        assert workspace.assets.repair_sidecars() == 0
        assert sidecar.read_text() == text


def test_the_row_comes_after_the_file_is_on_the_disk(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("fsync"), fsync(handle))[1])
    with Workspace.open(workspace_folder, checkpoint=order.append) as workspace:
        workspace.settings.set("warm", 1)
        order.clear()
        workspace.assets.add_bytes(b"x", "text/plain")
    until_commit = order[: order.index("before commit")]
    assert until_commit[0] == "fsync"
    assert until_commit[-2:] == ["fsync", "after folder fsync"]
    assert until_commit.index("before rename") < until_commit.index("after rename") < len(until_commit) - 2
