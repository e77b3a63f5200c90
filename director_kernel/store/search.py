"""The index of what can be found: documents, their words, and vectors of what they mean.

Everything here is derived. A source (a film, a plan, the catalog) is written together with the stamp it was read at, so that nothing is
lost or doubled however a process ends. Words are an FTS5 table over the documents; a Python whose SQLite has none looks through the
documents themselves, which is slower and finds the same beginnings of words.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import blake2b
from typing import Any, NamedTuple

from director_kernel.store.reader import Readers
from director_kernel.store.writer import Writer

SHAPE = "1"
"""Of the documents; another one makes every source be read anew."""
AT_ONCE = 400
"""Documents written in one transaction: nobody else writes meanwhile."""
KIND = 32
"""Bits of a document's id below its kind."""
COLUMNS = ("what", "place", "look")
WORDS = "search_words"
STALE = "search_words_stale"
MAKE = f"""CREATE VIRTUAL TABLE {WORDS} USING fts5(what, place, look, content='search_docs', content_rowid='id',
    tokenize='porter unicode61 remove_diacritics 2', columnsize=0)"""
STAMP = "SELECT stamp FROM search_sources WHERE name = ?"
OPEN_FILMS = """SELECT p.id, p.current FROM projects p LEFT JOIN search_sources s ON s.name = 'film:' || p.id
    WHERE s.stamp IS NOT p.current || ? ORDER BY p.created_at, length(p.id), p.id"""
# A comparison of models and the plan of a workflow say again what is found elsewhere.
OWN_PLAN = "p.origin = '' AND NOT EXISTS (SELECT 1 FROM project_works w WHERE w.plan = p.id)"
OPEN_PLANS = f"""SELECT p.id, p.current FROM plans p LEFT JOIN search_sources s ON s.name = 'plan:' || p.id
    WHERE s.stamp IS NOT p.current || ? AND {OWN_PLAN} ORDER BY p.created_at, length(p.id), p.id"""
GONE = f"""SELECT name FROM search_sources WHERE (name LIKE 'film:%' AND substr(name, 6) NOT IN (SELECT id FROM projects))
    OR (name LIKE 'plan:%' AND substr(name, 6) NOT IN (SELECT p.id FROM plans p WHERE {OWN_PLAN}))"""
TAKES = """SELECT e.seq, json_extract(e.body, '$.attempt'), a.sha256, a.mime, a.meta, x.plan FROM events e
    JOIN assets a ON a.sha256 = json_extract(e.body, '$.asset') LEFT JOIN executions x ON x.id = e.stream
    WHERE e.seq > ? AND e.type = 'step_stored' ORDER BY e.seq LIMIT ?"""
# What a person threw away, or what is no longer there, is not found.
UNWANTED = """SELECT asset FROM opinions WHERE mark = 'discard' UNION SELECT asset FROM project_traces WHERE verdict = 'deleted'
    UNION SELECT asset FROM search_docs WHERE source = 'takes' AND asset <> '' AND asset NOT IN (SELECT sha256 FROM assets)"""
LATEST = """SELECT t.asset FROM takes t JOIN executions e ON e.id = t.execution WHERE e.plan = ? AND t.step = ?
    ORDER BY t.at DESC, t.execution DESC, t.take DESC LIMIT 1"""
WITHOUT = """SELECT d.digest, MIN(d.id), d.sentence FROM search_docs d LEFT JOIN search_vectors v ON v.digest = d.digest
    WHERE v.digest IS NULL AND d.sentence <> '' GROUP BY d.digest ORDER BY MIN(d.id) LIMIT ?"""


class Doc(NamedTuple):
    """Something that can be found. `kind` counts from 1; `what`, `place` and `look` are lower-case words, `sentence` says it in one."""

    name: str
    kind: int
    address: str
    title: str
    text: str
    what: str
    place: str
    look: str
    sentence: str
    asset: str = ""

    @property
    def digest(self) -> str:
        """Names kind and sentence: whatever says the same means the same, and is compared once."""
        return blake2b(f"{self.kind}\n{self.sentence}".encode(), digest_size=12).hexdigest()

    @property
    def mark(self) -> str:
        """Names all of it: a document that is as it was isn't written again."""
        return blake2b("\x1f".join(map(str, self)).encode(), digest_size=12).hexdigest()


class Row(NamedTuple):
    """A document as it is shown."""

    id: int
    source: str
    name: str
    address: str
    title: str
    text: str
    asset: str
    digest: str
    length: int

    @property
    def kind(self) -> int:
        return self.id >> KIND


class Took(NamedTuple):
    """A stored take as its event tells it."""

    seq: int
    attempt: str
    asset: str
    mime: str
    meta: Mapping[str, Any]
    plan: str


@cache
def has_fts5() -> bool:
    """Whether this Python's SQLite has full-text search."""
    connection = sqlite3.connect(":memory:")
    try:
        return bool(connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])
    finally:
        connection.close()


@dataclass
class Search:
    """The index of one workspace; safe from any thread. `fts` is False where SQLite has no full-text search."""

    writer: Writer
    readers: Readers
    fts: bool

    # Reading on

    def version(self) -> tuple[int, int]:
        """Changes with every commit, by whomever; the first number names the connection that saw it, one for each thread."""
        return id(self.readers.connection), int(self.readers.row("PRAGMA data_version")[0])

    def open_films(self) -> list[tuple[str, int]]:
        """(id, current version) of the films that were read at another version, or never."""
        return self.readers.rows(OPEN_FILMS, (f":{SHAPE}",))

    def open_plans(self) -> list[tuple[str, int]]:
        """The same for plans."""
        return self.readers.rows(OPEN_PLANS, (f":{SHAPE}",))

    def stamp(self, source: str) -> str:
        """Where reading that source stopped, "" where it was never read, or in another shape."""
        return _stamped(self.readers.row(STAMP, (source,)))

    def takes(self, after: int, most: int = AT_ONCE) -> list[Took]:
        """Takes that were stored since that event."""
        rows = self.readers.rows(TAKES, (after, most))
        return [Took(seq, attempt or "", asset, mime, json.loads(meta), plan or "") for seq, attempt, asset, mime, meta, plan in rows]

    def last_event(self) -> int:
        return int(self.readers.row("SELECT COALESCE(MAX(seq), 0) FROM events")[0])

    def put(self, source: str, stamp: str, docs: Sequence[Doc]) -> None:
        """The source is these documents now, as of `stamp`. Those of the last part and the stamp are written together."""
        parts = [docs[at : at + AT_ONCE] for at in range(0, len(docs), AT_ONCE)] or [()]
        for part in parts[:-1]:
            self.writer.run(self._transition(partial(_write, source=source, docs=part, fts=self.fts)))

        def last(connection: sqlite3.Connection) -> None:
            _write(connection, source, parts[-1], self.fts)
            kept = {doc.name for doc in docs}
            rows = connection.execute("SELECT id, name FROM search_docs WHERE source = ?", (source,)).fetchall()
            _drop_vectors(connection, _forget(connection, [id for id, name in rows if name not in kept], self.fts))
            _stamp(connection, source, stamp)

        self.writer.run(self._transition(last))

    def add(self, source: str, before: str, stamp: str, docs: Sequence[Doc]) -> bool:
        """These documents beside those the source has; False where somebody read on meanwhile, and nothing is written."""

        def write(connection: sqlite3.Connection) -> bool:
            if _stamped(connection.execute(STAMP, (source,)).fetchone()) != before:
                return False
            _write(connection, source, docs, self.fts)
            _stamp(connection, source, stamp)
            return True

        return bool(self.writer.run(self._transition(write)))

    def forget_gone(self) -> None:
        """Takes out what belongs to films and plans that aren't there any more."""
        gone = [name for (name,) in self.readers.rows(GONE)]
        if not gone:
            return

        def write(connection: sqlite3.Connection) -> None:
            for source in gone:
                rows = connection.execute("SELECT id FROM search_docs WHERE source = ?", (source,)).fetchall()
                _drop_vectors(connection, _forget(connection, [id for (id,) in rows], self.fts))
                connection.execute("DELETE FROM search_sources WHERE name = ?", (source,))

        self.writer.run(self._transition(write))

    def clear(self) -> None:
        """Forgets everything: the next reading begins from nothing."""

        def write(connection: sqlite3.Connection) -> None:
            for table in ("search_docs", "search_sources", "search_vectors"):
                connection.execute(f"DELETE FROM {table}")
            if self.fts:
                connection.execute(f"INSERT INTO {WORDS} ({WORDS}) VALUES ('rebuild')")

        self.writer.run(self._transition(write))

    def prepare(self) -> None:
        """Makes the index of words where there is none yet, or one that was left behind by a Python without full-text search."""
        if not self.fts:
            return
        there = self.readers.row("SELECT 1 FROM sqlite_schema WHERE name = ?", (WORDS,)) is not None
        if not there or self.readers.row("SELECT 1 FROM settings WHERE key = ?", (STALE,)) is not None:
            self.writer.run(_make)

    def _transition(self, write: "Callable[[sqlite3.Connection], Any]") -> "Callable[[sqlite3.Connection], Any]":
        def whole(connection: sqlite3.Connection) -> Any:
            if self.fts:
                _make(connection)
            else:
                connection.execute("INSERT OR IGNORE INTO settings (key, value) VALUES (?, '1')", (STALE,))
            return write(connection)

        return whole

    # Looking up

    def size(self) -> int:
        """How many documents there are."""
        return int(self.readers.row("SELECT COUNT(*) FROM search_docs")[0])

    def count(self, phrases: Sequence[str], kinds: Sequence[int] = ()) -> int:
        """How many documents (of these kinds) say one of the phrases."""
        where, values = self._saying(phrases, kinds, "")
        return int(self.readers.row(f"SELECT COUNT(*) {where}", values)[0])

    def postings(self, phrases: Sequence[str], kinds: Sequence[int] = ()) -> dict[str, str]:
        """Which documents (of these kinds) say one of the phrases, by column, as JSON lists of ids."""
        found = {}
        for column in COLUMNS:
            where, values = self._saying(phrases, kinds, column)
            found[column] = str(self.readers.row(f"SELECT json_group_array({'rowid' if self.fts else 'id'}) {where}", values)[0])
        return found

    def _saying(self, phrases: Sequence[str], kinds: Sequence[int], column: str) -> tuple[str, list[Any]]:
        id = "rowid" if self.fts else "id"
        ranges = " OR ".join(f"{id} BETWEEN ? AND ?" for _ in kinds)
        bounds = [bound for kind in kinds for bound in (kind << KIND, ((kind + 1) << KIND) - 1)]
        within = f" AND ({ranges})" if kinds else ""
        if self.fts:
            said = "(" + " OR ".join(f'"{phrase}"' for phrase in phrases) + ")"
            return f"FROM {WORDS} WHERE {WORDS} MATCH ?{within}", [f"{{{column}}} : {said}" if column else said, *bounds]
        text = f"' ' || {column}" if column else "' ' || what || ' ' || place || ' ' || look"
        likes = " OR ".join(f"{text} LIKE ?" for _ in phrases)
        return f"FROM search_docs WHERE ({likes}){within}", [*(f"% {phrase}%" for phrase in phrases), *bounds]

    def rows(self, ids: Iterable[int]) -> list[Row]:
        """These documents, in the order of their ids."""
        wanted = json.dumps(list(ids))
        return [
            Row(*row) for row in self.readers.rows(f"SELECT {_ROW} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", (wanted,))
        ]

    def with_digests(self, digests: Iterable[str]) -> list[Row]:
        """The documents that mean one of these."""
        wanted = json.dumps(list(digests))
        sql = f"SELECT {_ROW} WHERE digest IN (SELECT value FROM json_each(?)) ORDER BY id"
        return [Row(*row) for row in self.readers.rows(sql, (wanted,))]

    def unwanted(self) -> frozenset[str]:
        """Files a person threw away, and takes whose file is gone."""
        return frozenset(row[0] for row in self.readers.rows(UNWANTED))

    def latest(self, plan: str, step: str) -> str:
        """The newest take of a step, "" where it has none."""
        row = self.readers.row(LATEST, (plan, step))
        return str(row[0]) if row is not None else ""

    # Vectors

    def without_vector(self, most: int) -> list[tuple[str, int, str]]:
        """(digest, kind, sentence) of documents nobody knows the meaning of yet, oldest first."""
        return [(digest, id >> KIND, sentence) for digest, id, sentence in self.readers.rows(WITHOUT, (most,))]

    def waiting(self) -> int:
        """How many there are of them."""
        sql = """SELECT COUNT(DISTINCT d.digest) FROM search_docs d LEFT JOIN search_vectors v ON v.digest = d.digest
            WHERE v.digest IS NULL AND d.sentence <> ''"""
        return int(self.readers.row(sql)[0])

    def put_vectors(self, vectors: Sequence[tuple[str, int, bytes]]) -> None:
        """(digest, kind, vector) of sentences; known ones stay as they are, and what nothing says any more isn't kept."""
        sql = """INSERT INTO search_vectors (digest, kind, vector) SELECT ?1, ?2, ?3
            WHERE EXISTS (SELECT 1 FROM search_docs WHERE digest = ?1) ON CONFLICT (digest) DO NOTHING"""
        self.writer.run(lambda connection: connection.executemany(sql, vectors) and None)

    def vectors(self, after: int) -> list[tuple[int, str, int, bytes]]:
        """(seq, digest, kind, vector) of those that came after that one."""
        return self.readers.rows("SELECT seq, digest, kind, vector FROM search_vectors WHERE seq > ? ORDER BY seq", (after,))

    def vector_count(self) -> int:
        return int(self.readers.row("SELECT COUNT(*) FROM search_vectors")[0])


_ROW = """id, source, name, address, title, text, asset, digest,
    length(what) + length(place) + length(look) FROM search_docs"""


def _make(connection: sqlite3.Connection) -> None:
    """The index of words, in step with the documents."""
    there = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (WORDS,)).fetchone() is not None
    if not there:
        connection.execute(MAKE)
    if not there or connection.execute("DELETE FROM settings WHERE key = ? RETURNING 1", (STALE,)).fetchone() is not None:
        connection.execute(f"INSERT INTO {WORDS} ({WORDS}) VALUES ('rebuild')")


def _write(connection: sqlite3.Connection, source: str, docs: Sequence[Doc], fts: bool) -> None:
    """Those of the documents that are new or otherwise than they were."""
    kept = dict(connection.execute("SELECT name, mark FROM search_docs WHERE source = ?", (source,)).fetchall())
    changed = {doc.name: doc for doc in docs if kept.get(doc.name) != doc.mark}
    known = [name for name in changed if name in kept]
    ids = [
        row[0]
        for name in known
        for row in connection.execute("SELECT id FROM search_docs WHERE source = ? AND name = ?", (source, name)).fetchall()
    ]
    forgotten = _forget(connection, ids, fts)
    for kind in sorted({doc.kind for doc in changed.values()}):
        sql = "SELECT COALESCE(MAX(id), ?) FROM search_docs WHERE id BETWEEN ? AND ?"
        (last,) = connection.execute(sql, (kind << KIND, kind << KIND, ((kind + 1) << KIND) - 1)).fetchone()
        rows = [(last + at, source, doc) for at, doc in enumerate((doc for doc in changed.values() if doc.kind == kind), 1)]
        connection.executemany(
            """INSERT INTO search_docs (id, source, name, mark, address, title, text, asset, what, place, look, sentence, digest)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            [_values(id, source, doc) for id, source, doc in rows],
        )
        if fts:
            insert = f"INSERT INTO {WORDS} (rowid, what, place, look) VALUES (?, ?, ?, ?)"
            connection.executemany(insert, [(id, doc.what, doc.place, doc.look) for id, _, doc in rows])
    _drop_vectors(connection, forgotten)


def _values(id: int, source: str, doc: Doc) -> tuple[Any, ...]:
    told = (doc.address, doc.title, doc.text, doc.asset, doc.what, doc.place, doc.look, doc.sentence)
    return (id, source, doc.name, doc.mark, *told, doc.digest)


def _forget(connection: sqlite3.Connection, ids: Sequence[int], fts: bool) -> list[str]:
    """Takes documents out, their words first: the index must be told what it had. What they meant, by digest."""
    one = [(id,) for id in ids]
    if fts:
        connection.executemany(
            f"INSERT INTO {WORDS} ({WORDS}, rowid, what, place, look) SELECT 'delete', id, what, place, look FROM search_docs WHERE id = ?",
            one,
        )
    return [row[0] for id in ids for row in connection.execute("DELETE FROM search_docs WHERE id = ? RETURNING digest", (id,)).fetchall()]


def _drop_vectors(connection: sqlite3.Connection, digests: Sequence[str]) -> None:
    """What nothing means any more."""
    connection.executemany(
        "DELETE FROM search_vectors WHERE digest = ?1 AND NOT EXISTS (SELECT 1 FROM search_docs WHERE digest = ?1)",
        [(digest,) for digest in dict.fromkeys(digests)],
    )


def _stamped(row: Sequence[str] | None) -> str:
    stamp, _, shape = row[0].rpartition(":") if row is not None else ("", "", "")
    return stamp if shape == SHAPE else ""


def _stamp(connection: sqlite3.Connection, source: str, stamp: str) -> None:
    sql = "INSERT INTO search_sources (name, stamp) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp"
    connection.execute(sql, (source, f"{stamp}:{SHAPE}"))
