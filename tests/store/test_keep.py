"""Backup, export, garbage, disk use."""

import asyncio
import json
import os
import time
import zipfile
from pathlib import Path

import pytest

from director_kernel.engine.executor import Executor
from director_kernel.errors import AssetError, UsageError
from director_kernel.store import Workspace
from director_kernel.store.keep import ANSWERS, DAY, backup, collect, disk_use, export, garbage, verify
from tests.engine.studio import FakeStudio, chain


def test_a_backup_opens_like_the_workspace(workspace_folder: Path, tmp_path: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        done = asyncio.run(Executor(workspace, {"previs": FakeStudio()}).run(chain(3)))
        (workspace.reel_folder(done.plan) / "reel.mp4").write_bytes(b"film")
        copy = backup(workspace, tmp_path / "backup")
        with pytest.raises(UsageError, match="not empty"):
            backup(workspace, tmp_path / "backup")
        takes = workspace.runs.takes(done.id)
        workspace.assets.path(takes[0].asset).unlink()
        with pytest.raises(AssetError, match="director doctor"):
            backup(workspace, tmp_path / "second")
    with Workspace.open(copy) as restored:
        assert restored.runs.takes(done.id) == takes
        assert verify(restored) == []
        assert (copy / "reels" / done.plan / "reel.mp4").read_bytes() == b"film"
        assert restored.assets.repair_sidecars() == 3


def test_an_export_holds_plan_takes_reel_and_events(workspace_folder: Path, tmp_path: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        done = asyncio.run(Executor(workspace, {"previs": FakeStudio()}).run(chain(2)))
        (workspace.reel_folder(done.plan) / "reel.mp4").write_bytes(b"film")
        path = export(workspace, done.plan, tmp_path / "out" / "film.zip")
        take = workspace.runs.takes(done.id)[0]
        with zipfile.ZipFile(path) as archive:
            assert set(archive.namelist()) == {
                "plan.json",
                "versions/1.json",
                "takes/s1.1.png",
                "takes/s2.1.png",
                "reel/reel.mp4",
                f"events/{done.id}.jsonl",
            }
            assert archive.read("takes/s1.1.png") == workspace.assets.read(take.asset)
            assert json.loads(archive.read("plan.json"))["title"] == "A film"
            assert archive.read(f"events/{done.id}.jsonl").decode().splitlines()[-1].count("completed") == 1
        with pytest.raises(UsageError):
            export(workspace, "plan-9", tmp_path / "x.zip")


def test_only_old_and_unused_things_are_garbage(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        done = asyncio.run(Executor(workspace, {"previs": FakeStudio()}).run(chain(1)))
        talk = workspace.conversations.create()
        attached = workspace.assets.add_bytes(b"attached", "image/png")
        workspace.conversations.say(talk.id, "user", "use this", {"attachments": [{"asset": attached.sha256}]})
        unused = workspace.assets.add_bytes(b"unused", "image/png")
        thumbnail = workspace_folder / "cache" / "thumb.png"
        thumbnail.write_bytes(b"t" * 10)
        workspace.settings.set("barrier", 1)
        assert garbage(workspace).paths == ()
        os.utime(thumbnail, (1, 1))
        assert garbage(workspace, older_than=DAY).paths == (thumbnail,)
        found = garbage(workspace, older_than=-1.0)
        assert [asset.sha256 for asset in found.assets] == [unused.sha256]
        assert workspace.assets.here(unused), "looking deletes nothing"
        assert collect(workspace, found) == found.size > 10
        assert workspace.assets.get(unused.sha256) is None
        assert not workspace.assets.path(unused).exists()
        assert verify(workspace) == []
        assert workspace.assets.here(attached) and workspace.runs.takes(done.id)


def test_what_an_unsettled_order_may_still_need_is_no_garbage(workspace_folder: Path, tmp_path: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        run = asyncio.run(Executor(workspace, {"previs": FakeStudio()}).run(chain(1)))
        waiting = workspace_folder / ANSWERS / "0.gen-1.md"
        waiting.parent.mkdir()
        old = time.time() - 30 * DAY
        sql = "UPDATE attempts SET state = ?, at = ? WHERE execution = ?"

        def stands(state: str) -> None:
            workspace.writer.run(lambda connection: connection.execute(sql, (state, old, run.id)) and None)

        for state, garbled in (("unknown", False), ("submitted", False), ("stored", True)):
            waiting.write_text("A fox.")
            os.utime(waiting, (old, old))
            stands(state)
            assert (waiting in garbage(workspace).paths) is garbled, state
        assert (backup(workspace, tmp_path / "copy") / ANSWERS / waiting.name).read_text() == "A fox."
        collect(workspace, garbage(workspace))
        assert not waiting.exists()


def test_what_came_into_use_meanwhile_is_kept(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        asset = workspace.assets.add_bytes(b"late use", "image/png")
        workspace.settings.set("barrier", 1)
        found = garbage(workspace, older_than=-1.0)
        workspace.settings.set("logo", asset.sha256)
        collect(workspace, found)
        assert workspace.assets.read(asset) == b"late use"


def test_disk_use_by_part(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        workspace.assets.add_bytes(b"x" * 5000, "image/png")
        sizes = disk_use(workspace)
        assert sizes["assets"] >= 5000 and sizes["database"] > 0 and sizes["free"] > 0
        assert set(sizes) == {"assets", "reels", "cache", "catalog", "database", "free"}
