"""Finds what is like something: earlier shots, scenes, films and prompts, templates and models, by words and, where it can, by meaning.

The index follows films, plans and takes by itself: whoever asks has it read on first. Meanings are worked out in the background, a few at
once where only a few are new; until all are there, words find the rest. Nothing leaves the machine.
"""

import atexit
import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pydantic import ValidationError

from director_kernel.catalog.book import Catalog
from director_kernel.errors import UsageError, WorkspaceError
from director_kernel.film.indexed import KINDS, NUMBERS, Drawn, catalog_docs, drawn, plan_docs, take_doc
from director_kernel.film.projects import Projects
from director_kernel.prompts.similar import Term, question_of, terms_of
from director_kernel.schema.catalog import Synonyms
from director_kernel.schema.finding import FindKind, Found, Hit
from director_kernel.schema.slots import Slots
from director_kernel.store import Workspace
from director_kernel.store.search import AT_ONCE, Row

POOL = 120
"""How many of the nearest by words, and by meaning, are weighed against each other."""
PLACES = {"what": 4.0, "place": 3.0, "look": 1.0}
"""What a word counts where it stands: who does what before where and when, and how it looks last."""
COMMON = 0.3
"""Part of all documents above which a word tells nothing, where rarer ones are asked for too."""
MOST_TERMS = 12
LEAST_ALIKE = 0.25
"""Cosine under which two sentences have nothing to do with each other."""
LEAST_SAID = 0.2
"""Part of the asked words (by weight) under which words alone find nothing."""
RANKS = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""
FEW = 16
"""Meanings worked out while somebody waits: some 70 ms."""
BATCH = 32
LOOK_AGAIN = 2.0
"""Seconds after which the catalog's files are looked at again."""
LEN_PART = 0.3
SHORT = 150
"""Letters of a usual document; longer ones say a word more easily."""


class _Candidate(NamedTuple):
    row: Row
    score: float
    words: float
    terms: int
    meaning: float


@dataclass(eq=False)
class Finder:
    """The search of one workspace; safe from any thread. `patience` is how many seconds a search may spend on meanings that aren't worked
    out yet (a shell has no background)."""

    workspace: Workspace
    projects: Projects
    catalog: Callable[[], Catalog]
    patience: float = 0.0
    _seen: threading.local = field(default_factory=threading.local)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _drawn: dict[str, Drawn] = field(default_factory=dict)
    _looked: float = -math.inf
    _stop: threading.Event = field(default_factory=threading.Event)
    _background: threading.Thread | None = None
    _unreadable: set[tuple[str, int]] = field(default_factory=set)
    _fault: str = ""
    _unwanted: tuple[tuple[int, int], frozenset[str]] | None = None

    def __post_init__(self) -> None:
        # numpy costs a tenth of a second: loaded with the first search, not with the film desk.
        from director_kernel.media.nearest import Vectors
        from director_kernel.media.sentences import sentences

        self._sentences = sentences()
        self._vectors = Vectors()

    # Asking

    def find(self, query: str, kinds: Sequence[str] = (), *, limit: int = 10, without: Sequence[str] = ()) -> Found:
        """What is nearest to `query`, of these kinds (default: all), nearest first; nothing whose address begins with one of `without`.

        Equal hits stand in the order of kinds, then of addresses. Raises UsageError for a kind that isn't one.
        """
        wanted = tuple(KINDS[_kind(kind)] for kind in dict.fromkeys(kinds))
        if not query.strip():
            raise UsageError('say what to find, for example: director find "rainy street at night"')
        waiting = self._ready()
        pool = POOL * 6 if without else POOL
        alike = self._alike(query, wanted, pool)
        said = self._said(query, wanted, pool)
        hits = [self._hit(one) for one in self._fused(said, alike or {}, tuple(without))[:limit]]
        return Found(query=query, hits=tuple(hits), by_meaning=alike is not None, note=self._note(alike is not None, waiting))

    def like(self, shot: Slots, kinds: Sequence[str] = (FindKind.SHOTS,), *, limit: int = 10, without: Sequence[str] = ()) -> Found:
        """The nearest to a shot, which need not be kept anywhere yet. Raises UsageError for a shot that says nothing."""
        return self.find(question_of(shot) or shot.subject, kinds, limit=limit, without=without)

    # By words

    def _said(self, query: str, kinds: tuple[int, ...], pool: int) -> dict[int, tuple[float, float, int]]:
        """By document: its score, the share of the words it says, and how many."""
        from director_kernel.media.nearest import weighed

        search = self.workspace.search
        total = max(1, search.size())
        terms = self._rare(terms_of(query, self._groups(kinds)), kinds, total)
        found = weighed([(weight, search.postings(term.phrases, kinds)) for term, weight in terms], PLACES, pool)
        return {one.id: (one.score, one.share, one.terms) for one in found if one.share >= LEAST_SAID}

    def _rare(self, terms: Sequence[Term], kinds: tuple[int, ...], total: int) -> list[tuple[Term, float]]:
        """The terms that tell most with their weight (BM25's): how many documents say them decides. What nobody says weighs like what
        one says: a document must not seem to answer a question of which it says one word."""
        counted = [(term, self.workspace.search.count(term.phrases, kinds)) for term in terms]
        rare = [(term, count) for term, count in counted if count <= max(COMMON * total, 20)] or counted
        weighed = [(term, math.log(1 + (total - min(count, total) + 0.5) / (max(count, 1) + 0.5))) for term, count in rare]
        return sorted(weighed, key=lambda one: (-one[1], one[0].said))[:MOST_TERMS] if len(weighed) > MOST_TERMS else weighed

    def _groups(self, kinds: tuple[int, ...]) -> Mapping[str, Synonyms]:
        """Words that mean the same to whoever asks for a model; shots mean other things by them."""
        asked = {NUMBERS[number] for number in kinds}
        return self.catalog().words if asked and asked <= {FindKind.MODELS, FindKind.TEMPLATES} else {}

    # By meaning

    def _alike(self, query: str, kinds: tuple[int, ...], pool: int) -> dict[str, float] | None:
        """By digest, how like the query; None where meanings can't be compared."""
        if not len(self._vectors):
            return None
        vectors = self._sentences.vectors([query])
        if not vectors:
            return None
        with self._lock:
            near = self._vectors.nearest(vectors[0], pool, least=LEAST_ALIKE, kinds=kinds)
        return {one.digest: one.cosine for one in near}

    # Together

    def _fused(self, said: dict[int, tuple[float, float, int]], alike: dict[str, float], without: tuple[str, ...]) -> list[_Candidate]:
        """Both orders as one: who stands high in either, and higher who stands in both (reciprocal rank fusion)."""
        search = self.workspace.search
        rows = {row.id: row for row in (*search.rows(said), *search.with_digests(alike))}
        unwanted = self._thrown_away()
        kept = [row for row in rows.values() if not (row.source == "takes" and row.asset in unwanted) and not _within(row.address, without)]
        by_words = _ranks({row.id: _short(said[row.id][0], row) for row in kept if row.id in said})
        by_meaning = _ranks({row.id: alike[row.digest] for row in kept if row.digest in alike})
        found = []
        for row in kept:
            score = sum(1 / (RANKS + ranks[row.id]) for ranks in (by_words, by_meaning) if row.id in ranks)
            _, share, terms = said.get(row.id, (0.0, 0.0, 0))
            found.append(_Candidate(row, round(score, 9), share, terms, alike.get(row.digest, 0.0)))
        return sorted(found, key=lambda one: (-one.score, -one.meaning, -one.words, one.row.kind, len(one.row.address), one.row.address))

    def _hit(self, one: _Candidate) -> Hit:
        row = one.row
        asset = row.asset
        if not asset and row.source.startswith("plan:") and row.name:
            asset = self.workspace.search.latest(row.source.removeprefix("plan:"), row.name)
        return Hit(
            kind=NUMBERS[row.kind],
            address=row.address,
            title=row.title,
            text=row.text,
            asset=asset or None,
            score=one.score,
            words=one.words,
            terms=one.terms,
            meaning=round(one.meaning, 4),
        )

    def _thrown_away(self) -> frozenset[str]:
        version = self.workspace.search.version()
        if self._unwanted is None or self._unwanted[0] != version:
            self._unwanted = (version, self.workspace.search.unwanted())
        return self._unwanted[1]

    def _note(self, by_meaning: bool, waiting: int) -> str:
        if self._fault:
            return f"Without what a catalog file would say: {self._fault}"
        if self._sentences.fault:
            return f"By words only: {self._sentences.fault}."
        if waiting:
            done = len(self._vectors)
            how = "By words and meaning" if by_meaning else "By words only"
            return f"{how}: {done} of {done + waiting} meanings are worked out; `director find --prepare` does the rest."
        return ""

    # Reading on

    def catch_up(self, *, at_once: bool = False) -> None:
        """Reads on to the end of the books, and the catalog where it changed (looked at every two seconds; `at_once`: now)."""
        search = self.workspace.search
        with self._lock:
            self._follow_catalog(at_once)
            if getattr(self._seen, "version", None) == search.version():
                return
            search.prepare()
            search.forget_gone()
            for film, version in search.open_films():
                self._followed(film, version, self._follow_film)
            for plan, version in search.open_plans():
                self._followed(plan, version, self._follow_plan)
            self._follow_takes()
            with_waiting = search.waiting() if not self._sentences.fault else 0
            self._seen.waiting = with_waiting
            self._seen.version = search.version()

    def _follow_catalog(self, at_once: bool) -> None:
        if time.monotonic() - self._looked < LOOK_AGAIN and not at_once:
            return
        catalog, search = self.catalog(), self.workspace.search
        self._looked = time.monotonic()
        stamp = catalog.hash[:24]
        if search.stamp("catalog") != stamp or self._fault:
            docs, self._fault = catalog_docs(catalog)
            search.put("catalog", stamp, docs)

    def _followed(self, name: str, version: int, follow: Callable[[str, int], None]) -> None:
        """Read on in one film or plan; one that a newer director wrote, or that went meanwhile, keeps nobody from finding the rest."""
        if (name, version) in self._unreadable:
            return
        try:
            follow(name, version)
        except (WorkspaceError, UsageError, ValidationError):
            self._unreadable.add((name, version))

    def _follow_plan(self, plan: str, version: int) -> None:
        self.workspace.search.put(f"plan:{plan}", str(version), plan_docs(self.workspace.plans.get(plan, version)))

    def _follow_film(self, film: str, version: int) -> None:
        project = self.projects.get(film, version)
        now = drawn(project, self._drawn.get(film))
        self._drawn[film] = now
        self.workspace.search.put(f"film:{film}", str(project.version), now.docs)

    def _follow_takes(self) -> None:
        search = self.workspace.search
        while True:
            before = search.stamp("takes")
            last = search.last_event()
            took = search.takes(int(before or 0))
            upto = took[-1].seq if len(took) == AT_ONCE else max(last, took[-1].seq if took else 0)
            if not took and upto - int(before or 0) < AT_ONCE and before:
                return
            newest = {doc.name: doc for one in took if (doc := take_doc(one)) is not None}
            search.add("takes", before, str(upto), tuple(newest.values()))
            if len(took) < AT_ONCE:
                return

    def _ready(self) -> int:
        """Everything read, a few new meanings worked out, the rest begun; how many are still missing."""
        self.catch_up()
        waiting: int = getattr(self._seen, "waiting", 0)
        if self._sentences.fault:
            return 0
        if 0 < waiting <= FEW or (waiting and self.patience):
            waiting = self.prepare(self.patience if waiting > FEW else math.inf)
        elif waiting:
            self._begin()
        self._load()
        return waiting

    def _load(self) -> None:
        """The vectors that were kept since; from the beginning where many are of nothing any more."""
        search = self.workspace.search
        if getattr(self._seen, "loaded", None) == search.version():
            return
        with self._lock:
            if len(self._vectors) > 1.25 * search.vector_count() + 64 or search.vector_count() == 0:
                from director_kernel.media.nearest import Vectors

                self._vectors = Vectors()
            self._vectors.add(search.vectors(self._vectors.last))
        self._seen.loaded = search.version()

    # Meanings

    def prepare(self, seconds: float = math.inf) -> int:
        """Works out meanings for at most so many seconds; how many are still missing then."""
        until = time.monotonic() + seconds
        self.catch_up()
        while not self._stop.is_set() and self._some() and time.monotonic() < until:
            pass
        self.catch_up()
        self._load()
        return int(getattr(self._seen, "waiting", 0))

    def _some(self) -> bool:
        """A batch of meanings; False where there are none left, or they can't be had."""
        from director_kernel.media.nearest import packed

        rows = self.workspace.search.without_vector(BATCH)
        vectors = self._sentences.vectors([sentence for _, _, sentence in rows], self._stop.is_set) if rows else []
        if not vectors:
            return False
        self.workspace.search.put_vectors(
            [(digest, kind, packed(vector)) for (digest, kind, _), vector in zip(rows, vectors, strict=False)]
        )
        return len(rows) == BATCH

    def _begin(self) -> None:
        """Meanings are worked out on a thread of their own; what it can't write it leaves to the next search."""
        with self._lock:
            if self._stop.is_set() or (self._background is not None and self._background.is_alive()):
                return
            self._background = threading.Thread(target=self._work, name="director-meanings", daemon=True)
            self._background.start()
            # Stopped before the interpreter is taken down: a thread that is then inside the model would end the process with a crash.
            atexit.register(self.close)

    def _work(self) -> None:
        try:
            while not self._stop.is_set() and self._some():
                pass
        except WorkspaceError:
            return  # closed, or gone: whoever works with it says so

    def rebuild(self) -> int:
        """Forgets the index and makes it anew, meanings too; how many documents there are."""
        with self._lock:
            self.workspace.search.clear()
            self._drawn.clear()
            self._looked, self._seen.version = -math.inf, None
            self.prepare()
            return self.workspace.search.size()

    def close(self) -> None:
        """Ends the work in the background."""
        self._stop.set()
        if self._background is not None:
            self._background.join()
            atexit.unregister(self.close)


def _kind(name: str) -> FindKind:
    try:
        return FindKind(name)
    except ValueError:
        raise UsageError(f"there are no {name[:40]!r} to find; there are {', '.join(FindKind)}.") from None


def _within(address: str, without: tuple[str, ...]) -> bool:
    return any(address == one or address.startswith(f"{one}/") for one in without if one)


def _short(score: float, row: Row) -> float:
    return score / (1 - LEN_PART + LEN_PART * min(8.0, row.length / SHORT))


def _ranks(scores: dict[int, float]) -> dict[int, int]:
    """Places from 1; equal scores share theirs."""
    places: dict[int, int] = {}
    before, place = math.nan, 0
    for at, (id, score) in enumerate(sorted(scores.items(), key=lambda one: (-round(one[1], 6), one[0])), 1):
        if round(score, 6) != before:
            before, place = round(score, 6), at
        places[id] = place
    return places
