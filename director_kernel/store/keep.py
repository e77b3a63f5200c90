"""Keeping a workspace: backups, exports, what can be deleted, what the disk holds."""

import json
import os
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from director_kernel.errors import AssetError, UsageError
from director_kernel.schema.asset import Asset
from director_kernel.store import database
from director_kernel.store.filesystem import fsync_file, fsync_folder
from director_kernel.store.journal import IN_FLIGHT
from director_kernel.store.landing import sidecar_of
from director_kernel.store.workspace import Workspace

DAY = 86_400.0
ANSWERS = Path("cache", "answers")
"""Where results that come with the answer to their order wait until they are stored: not to be had again, so kept as long as wanted."""
USED = """SELECT asset FROM takes UNION SELECT asset FROM outputs"""
PARTS = ("assets", "reels", "cache", "catalog")


@dataclass(frozen=True)
class Garbage:
    """What nothing refers to any more. `size` in bytes; `paths` absolute."""

    assets: tuple[Asset, ...]
    paths: tuple[Path, ...]
    size: int


def backup(workspace: Workspace, target: Path) -> Path:
    """A copy of the workspace as it is at this moment, in the new folder `target`; it opens like any other.

    The database is copied by SQLite while others write; assets never change, so those its rows name are copied after it.
    Raises UsageError where `target` is not empty, AssetError for a file that is not what was stored, WorkspaceError.
    """
    target = target.expanduser().absolute()
    if target.exists() and any(target.iterdir()):
        raise UsageError(f"{target} is not empty; name a new folder for the backup")
    try:
        (target / "assets").mkdir(parents=True, exist_ok=True)
        _copy_database(workspace, target / database.NAME)
        for asset in workspace.assets.all():
            _copy_asset(workspace, asset, target)
        for part in ("reels", "catalog"):
            shutil.copytree(workspace.folder / part, target / part, dirs_exist_ok=True)
        _copy_answers(workspace, target)
        fsync_folder(target)
    except (OSError, sqlite3.Error) as error:
        raise database.explain(error, target) from error
    return target


def export(workspace: Workspace, plan: str, target: Path) -> Path:
    """A ZIP of a plan: plan.json, its versions, the takes of its latest execution by step name, the reels, and the events.

    Raises UsageError for an unknown plan, AssetError for a file that is not what was stored, WorkspaceError.
    """
    current = workspace.plans.get(plan)
    executions = workspace.runs.all(plan=plan)
    target = target.expanduser().absolute()
    temporary = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("plan.json", json.dumps(current.wire(), indent=2, ensure_ascii=False))
            for version, *_ in workspace.plans.versions(plan):
                body = workspace.plans.get(plan, version).wire()
                archive.writestr(f"versions/{version}.json", json.dumps(body, indent=2, ensure_ascii=False))
            for name, path in _takes(workspace, executions[0].id if executions else ""):
                archive.write(path, name)
            for path in _files(workspace.folder / "reels" / plan):
                archive.write(path, Path("reel", path.relative_to(workspace.folder / "reels" / plan)).as_posix())
            for execution in executions:
                lines = [json.dumps(body, ensure_ascii=False) for body in workspace.events.bodies(execution.id)]
                archive.writestr(f"events/{execution.id}.jsonl", "\n".join(lines))
        fsync_file(temporary)
        os.replace(temporary, target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise database.explain(error, target.parent) from error
    return target


def garbage(workspace: Workspace, *, older_than: float = 7 * DAY) -> Garbage:
    """What `collect` would delete: assets nothing names (no take, message, conversation, plan, or version or proposal of a film project),
    stray files, and the cache.

    Only what is older than `older_than` seconds counts, so that a file that was just attached or fetched is left alone.
    """
    now = time.time()
    used = _used(workspace)
    rows = workspace.readers.rows("SELECT sha256 FROM assets WHERE created_at < ?", (now - older_than,))
    old = {row[0] for row in rows}
    assets = tuple(asset for asset in workspace.assets.all() if asset.sha256 in old and asset.sha256 not in used)
    named = {path for asset in workspace.assets.all() for path in (workspace.assets.path(asset), sidecar_of(workspace.assets.path(asset)))}
    stray = [path for path in _files(workspace.folder / "assets") if path not in named and _age(path, now) > older_than]
    kept = _age_of_oldest_order(workspace, now)
    cache = [
        path
        for path in _files(workspace.folder / "cache")
        if _age(path, now) > (max(older_than, kept) if path.parent == workspace.folder / ANSWERS else older_than)
    ]
    unused = [workspace.assets.path(asset) for asset in assets]
    paths = [path for path in unused if path.is_file()] + [s for s in map(sidecar_of, unused) if s.is_file()] + stray + cache
    return Garbage(assets, tuple(paths), sum(map(_size, paths)))


def collect(workspace: Workspace, found: Garbage) -> int:
    """Deletes what `garbage` found and is still unused; the bytes freed. Rows go first: a row never names a file that isn't there."""
    used = _used(workspace)
    gone = [asset for asset in found.assets if asset.sha256 not in used]
    kept = {path for asset in found.assets if asset.sha256 in used for path in _both(workspace, asset)}

    def write(connection: sqlite3.Connection) -> None:
        connection.executemany("DELETE FROM assets WHERE sha256 = ?", [(asset.sha256,) for asset in gone])

    workspace.writer.run(write)
    freed = 0
    for path in found.paths:
        if path not in kept and path.is_file():
            freed += _size(path)
            path.unlink(missing_ok=True)
    workspace.writer.between(lambda connection: connection.execute("PRAGMA wal_checkpoint(PASSIVE)") and None).result()
    return freed


def disk_use(workspace: Workspace) -> dict[str, int]:
    """Bytes by part: database, assets, reels, cache, catalog; and `free`, what the disk has left."""
    sizes = {part: sum(map(_size, _files(workspace.folder / part))) for part in PARTS}
    sizes["database"] = sum(map(_size, workspace.folder.glob(database.NAME + "*")))
    sizes["free"] = shutil.disk_usage(workspace.folder).free
    return sizes


def verify(workspace: Workspace) -> list[str]:
    """Everything that is wrong with the workspace, in words: the database's structure, the ledger, every stored file. Reads all bytes."""
    wrong = [str(row[0]) for row in workspace.readers.rows("PRAGMA integrity_check") if row[0] != "ok"]
    return wrong + workspace.ledger.check() + [error.message for error in workspace.assets.faults()]


def _used(workspace: Workspace) -> set[str]:
    """Hashes of the assets something refers to; in free text (plans, messages, requests) any 64 hex digits count."""
    used = {row[0] for row in workspace.readers.rows(USED)}
    texts = """SELECT body FROM plan_versions UNION ALL SELECT data FROM messages UNION ALL SELECT data FROM conversations
        UNION ALL SELECT request FROM attempts UNION ALL SELECT spec FROM steps UNION ALL SELECT value FROM settings
        UNION ALL SELECT body FROM project_versions WHERE body IS NOT NULL UNION ALL SELECT changes FROM project_versions
        UNION ALL SELECT inverse FROM project_versions UNION ALL SELECT changes FROM project_proposals
        UNION ALL SELECT accepted FROM project_proposals UNION ALL SELECT settings FROM project_works
        UNION ALL SELECT body FROM project_traces UNION ALL SELECT asset FROM project_traces
        UNION ALL SELECT changes FROM project_resolutions"""
    everything = [row[0] for row in workspace.readers.rows("SELECT sha256 FROM assets")]
    loose = [sha256 for sha256 in everything if sha256 not in used]
    if loose:
        words = "\n".join(row[0] for row in workspace.readers.rows(texts))
        used |= {sha256 for sha256 in loose if sha256 in words}
    return used


def _age_of_oldest_order(workspace: Workspace, now: float) -> float:
    """Seconds since the oldest order was sent whose result may still be wanted, and a day for clocks that were set; 0 if there is none."""
    row = workspace.readers.row(f"SELECT MIN(at) FROM attempts WHERE state IN {IN_FLIGHT}")
    return now - row[0] + DAY if row is not None and row[0] is not None else 0.0


def _both(workspace: Workspace, asset: Asset) -> tuple[Path, Path]:
    path = workspace.assets.path(asset)
    return path, sidecar_of(path)


def _takes(workspace: Workspace, execution: str) -> Iterator[tuple[str, Path]]:
    for take in workspace.runs.takes(execution):
        for role, asset in (("", take.asset), *sorted(take.others.items())):
            name = f"takes/{take.step}.{take.take}{'.' + role if role else ''}{asset.suffix}"
            yield name, workspace.assets.check(asset)


def _copy_database(workspace: Workspace, target: Path) -> None:
    copy = sqlite3.connect(target)
    try:
        workspace.readers.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
    fsync_file(target)


def _copy_asset(workspace: Workspace, asset: Asset, target: Path) -> None:
    copy = target.joinpath(*asset.path.parts)
    copy.parent.mkdir(exist_ok=True)
    try:
        shutil.copyfile(workspace.assets.path(asset), copy)
    except FileNotFoundError as error:
        raise AssetError(f"{asset.path} is missing; run `director doctor` before the backup") from error
    fsync_file(copy)


def _copy_answers(workspace: Workspace, target: Path) -> None:
    """What was paid for and is not stored yet; what is stored meanwhile goes, and is no longer needed."""
    (target / ANSWERS).mkdir(parents=True, exist_ok=True)
    for path in _files(workspace.folder / ANSWERS):
        with suppress(FileNotFoundError):
            shutil.copyfile(path, target / ANSWERS / path.name)
            fsync_file(target / ANSWERS / path.name)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def _age(path: Path, now: float) -> float:
    """Seconds since the file was written; none for one that was renamed or deleted meanwhile, as files in the cache are."""
    try:
        return now - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _size(path: Path) -> int:
    """Bytes of the file; none for one that is gone meanwhile."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
