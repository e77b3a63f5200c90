"""The workspace: the folder with the database and the assets, shared by any number of kernels and processes."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self

from director_kernel.errors import WorkspaceError, WorkspaceLocked
from director_kernel.store import database, migrations
from director_kernel.store.assets import Assets
from director_kernel.store.calls import Calls
from director_kernel.store.conversations import Conversations
from director_kernel.store.events import Events
from director_kernel.store.feedback import Feedback
from director_kernel.store.filesystem import Disk, disk_of
from director_kernel.store.keys import Keys
from director_kernel.store.lease import Leases
from director_kernel.store.ledger import Ledger
from director_kernel.store.plans import Plans
from director_kernel.store.presence import Presence
from director_kernel.store.projects import Projects
from director_kernel.store.quotas import Quotas
from director_kernel.store.ratings import Ratings
from director_kernel.store.reader import Readers
from director_kernel.store.resolutions import Resolutions
from director_kernel.store.runs import Runs
from director_kernel.store.search import Search, has_fts5
from director_kernel.store.settings import Settings
from director_kernel.store.works import Works
from director_kernel.store.writer import Checkpoint, Writer, no_checkpoint

FOLDERS = ("assets", "reels", "catalog", "cache/incoming", "locks")


class Workspace:
    """One open workspace. Use `Workspace.open(path)`; `close()` it or use it as a context manager.

    `conversations`, `plans`, `runs`, `assets`, `ledger`, `calls`, `quotas`, `events`, `ratings`, `feedback`, `settings`, `keys`, `leases`,
    `presence`, `projects`, `works`, `resolutions` and `search` are its parts. Safe from any thread.
    """

    def __init__(self, folder: Path, disk: Disk, checkpoint: Checkpoint) -> None:
        self.folder = folder
        self.disk = disk
        self.checkpoint = checkpoint
        path = folder / database.NAME

        def explain(error: BaseException) -> WorkspaceError:
            return database.explain(error, folder)

        self.explain: Callable[[BaseException], WorkspaceError] = explain
        self.writer = Writer(lambda: database.connect_writer(path, network=disk.network), explain, checkpoint)
        self.readers = Readers(lambda: database.connect_reader(path), explain)
        self.conversations = Conversations(self.writer, self.readers)
        self.plans = Plans(self.writer, self.readers)
        self.runs = Runs(self.readers)
        self.assets = Assets(folder / "assets", folder / "cache" / "incoming", self.writer, self.readers)
        self.ledger = Ledger(self.writer, self.readers)
        self.events = Events(self.writer, self.readers)
        self.ratings = Ratings(self.writer, self.readers)
        self.feedback = Feedback(self.writer, self.readers)
        self.settings = Settings(self.writer, self.readers)
        self.keys = Keys(self.writer, self.readers)
        self.leases = Leases(folder / "locks", self.writer)
        self.presence = Presence(folder / "locks")
        self.calls = Calls(self.writer, self.readers, self.presence)
        self.quotas = Quotas(self.writer, self.readers)
        self.projects = Projects(self.writer, self.readers)
        self.works = Works(self.writer, self.readers)
        self.resolutions = Resolutions(self.readers)
        self.search = Search(self.writer, self.readers, has_fts5())

    @classmethod
    def open(cls, path: Path | str, *, checkpoint: Checkpoint = no_checkpoint, disk: Disk | None = None) -> Self:
        """The workspace in folder `path`, made or brought up to date where needed.

        `checkpoint` is called by name around every commit, send and rename (crash tests stop there); `disk` overrides what
        the folder is taken to lie on. Raises WorkspaceError for a folder that can't be written, a damaged or newer database.
        """
        folder = Path(path).expanduser().absolute()
        try:
            for name in FOLDERS:
                (folder / name).mkdir(parents=True, exist_ok=True)
            database.check_not_emptied(folder)
            disk = disk or disk_of(folder)
            _bring_up_to_date(folder, disk)
        except (OSError, sqlite3.Error) as error:
            raise database.explain(error, folder) from error
        return cls(folder, disk, checkpoint)

    def close(self) -> None:
        """Writes what waits and closes every connection. Safe to call twice."""
        self.writer.close()
        self.readers.close()
        self.presence.leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def require_local(self) -> None:
        """Raises WorkspaceError where live runs must not be journalled: on network, user-space and cloud drives."""
        if self.disk.network:
            raise WorkspaceError(
                f"live runs need the workspace on a local disk, and {self.folder} is not ({self.disk.why}); "
                "set DIRECTOR_WORKSPACE to a local folder and copy it here with `director backup`, or run with studio previs"
            )

    def reel_folder(self, plan: str) -> Path:
        """`reels/<plan>/`, made when first asked for."""
        folder = self.folder / "reels" / plan
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def foreign_version(self) -> int:
        """A number that changes whenever another process commits (our own commits don't count)."""
        # Asked of the writing connection, whose own commits don't count, and outside a transaction, where it would stand still.
        return self.writer.between(database.data_version).result()

    def expect_many_commits(self) -> None:
        """Makes the commits of a run cheap; returns at once."""
        self.writer.between(lambda connection: database.extend_log(connection, self.folder / database.NAME))

    def watch(self, changed: Callable[[], None], *, every: float = 0.25) -> Callable[[], None]:
        """Calls `changed` on a thread of its own after each change by another process; returns the off switch.

        It looks every `every` seconds.
        """
        stop = threading.Event()

        def look() -> None:
            seen = self.foreign_version()
            while not stop.wait(every):
                try:
                    now = self.foreign_version()
                except WorkspaceError:
                    return  # closed, or gone: whoever works with it says so
                if now != seen:
                    seen = now
                    changed()

        threading.Thread(target=look, name="director-watch", daemon=True).start()
        return stop.set


def _bring_up_to_date(folder: Path, disk: Disk) -> None:
    """Opens the database once, reads its shape and takes the pending steps under a lock."""
    connection = database.connect_writer(folder / database.NAME, network=disk.network)
    try:
        connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
        if migrations.pending(connection):
            from filelock import FileLock, Timeout

            try:
                with FileLock(folder / "locks" / "migrate.lock").acquire(timeout=60):
                    if migrations.pending(connection):
                        migrations.migrate(connection)
            except Timeout as error:
                raise WorkspaceLocked(f"another process is bringing {folder} up to date; wait for it, then try again") from error
    finally:
        connection.close()
