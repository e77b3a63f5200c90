"""Connections to `director.db`, and what their failures mean to a person."""

import errno
import sqlite3
from pathlib import Path

from director_kernel.errors import WorkspaceError, WorkspaceLocked
from director_kernel.store.filesystem import fsync_file

NAME = "director.db"
OLDEST = (3, 35)
"""The SQLite that has everything the store asks for (RETURNING, upserts)."""
BUSY_SECONDS = 20.0
HEADER_BYTES = 512
"""SQLite's smallest page; a shorter file holds nothing, and a new database is empty until its first commit."""
LOG_PAGES = 1000
"""Pages of 4 kB after which the log is folded into the database and begun again."""
LOG_BYTES = LOG_PAGES * 4096 * 3 // 2
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def version() -> tuple[int, ...]:
    """The SQLite this Python was built with."""
    return sqlite3.sqlite_version_info


def connect_writer(path: Path, *, network: bool = False) -> sqlite3.Connection:
    """The one writing connection: WAL and `synchronous=FULL`, transactions by hand.

    On a network disk it keeps a rollback journal, since WAL's shared memory would not be shared.
    """
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=512)
    connection.execute(f"PRAGMA journal_mode={'TRUNCATE' if network else 'WAL'}")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
    return connection


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that can't write; each thread has its own."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA query_only=ON")
    return connection


def data_version(connection: sqlite3.Connection) -> int:
    """A number that changes with the commits of other connections."""
    version: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return version


def extend_log(connection: sqlite3.Connection, path: Path) -> None:
    """Gives the write-ahead log its full size on the disk before a run.

    Each commit that makes the log longer also waits for the file system to journal its new length; inside the length it has, a commit
    takes half the time (here 175 µs instead of 375 µs). Pages written and rolled back leave the log long and its content what it was.
    """
    log = path.with_name(path.name + "-wal")
    if not log.exists() or log.stat().st_size >= LOG_BYTES:
        return
    (cache,) = connection.execute("PRAGMA cache_size").fetchone()
    connection.execute("PRAGMA cache_size=10")
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO settings (key, value) VALUES ('', zeroblob(?))", (LOG_BYTES,))
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute(f"PRAGMA cache_size={cache}")
    fsync_file(log)


def explain(error: BaseException, folder: Path) -> WorkspaceError:
    """`error` of SQLite or the operating system as a WorkspaceError that ends with the next action."""
    if isinstance(error, WorkspaceError):
        return error
    if isinstance(error, sqlite3.Error):
        return _explain_sqlite(error, folder)
    if isinstance(error, OSError):
        return _explain_os(error, folder)
    return WorkspaceError(f"{type(error).__name__}: {error} (workspace {folder}); run `director doctor`")


def _explain_sqlite(error: sqlite3.Error, folder: Path) -> WorkspaceError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return WorkspaceLocked(f"another program has held {folder / NAME} for {BUSY_SECONDS:.0f} s; close it, then try again")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _damaged(folder)
    if code == sqlite3.SQLITE_FULL:
        return _full(folder)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return _read_only(folder)
    if code == sqlite3.SQLITE_IOERR:
        # SQLite reports a full quota or file size limit as an I/O error, not as SQLITE_FULL.
        return WorkspaceError(
            f"the disk refused to write {folder / NAME} ({error}); free some space with `director gc` or check the disk, then try again"
        )
    return WorkspaceError(f"{folder / NAME}: {error}; run `director doctor`")


def _explain_os(error: OSError, folder: Path) -> WorkspaceError:
    if error.errno in DISK_FULL:
        return _full(folder)
    if error.errno in READ_ONLY:
        return _read_only(folder)
    return WorkspaceError(f"{error.strerror or error} ({error.filename or folder}); check the folder, then try again")


def _full(folder: Path) -> WorkspaceError:
    return WorkspaceError(f"the disk under {folder} is full; nothing stored was lost: free some space with `director gc`, then try again")


def _read_only(folder: Path) -> WorkspaceError:
    return WorkspaceError(f"{folder} can't be written; make it writable or set DIRECTOR_WORKSPACE to a folder that is")


def _damaged(folder: Path) -> WorkspaceError:
    return WorkspaceError(
        f"{folder / NAME} is damaged; the files under {folder / 'assets'} are untouched: "
        f"move {NAME} (and its -wal and -shm) aside and put the newest `director backup` in its place"
    )


def check_not_emptied(folder: Path) -> None:
    """Raises WorkspaceError where the database was cut to (almost) nothing while assets are there: SQLite would take it for a new one."""
    database = folder / NAME
    short = database.exists() and database.stat().st_size < HEADER_BYTES
    if short and not _has_bytes(folder / (NAME + "-wal")) and _has_assets(folder):
        raise _damaged(folder)


def _has_bytes(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _has_assets(folder: Path) -> bool:
    return any(path.is_file() for path in (folder / "assets").glob("??/*"))
