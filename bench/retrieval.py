"""How long a search over 10 000 shots takes, beside FTS5's own ranked query and a scan of every shot; and how much of what a person
meant it finds, by words alone and with meanings.

The shots are made of a few hundred words by a seeded die, so each word is in hundreds of them: harder than real films, where most words
are rare. Meanings are timed over vectors of the right size; the sentences of the small labelled set are really compared.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from director_kernel.catalog import load_catalog
from director_kernel.film.finding import Finder
from director_kernel.film.projects import Projects
from director_kernel.media.sentences import sentences
from director_kernel.prompts.similar import terms_of
from director_kernel.schema.project import Beat, Project, Scene, Shot
from director_kernel.schema.slots import Movement, ShotSize, Slots, TimeOfDay
from director_kernel.store import Workspace
from director_kernel.store.search import WORDS
from tests.film.labelled import LABELLED, labelled_film

FILMS, SCENES, SHOTS = 10, 50, 20
ROUNDS = 200
_WHO = """
    keeper girl fox detective woman man child robot dancer fisherman soldier cat dog pilot nurse chef thief painter
    singer monk sailor widow clown boxer teacher judge baker miner surgeon gardener astronaut queen beggar
"""
_DOES = """
    walks runs waits turns climbs opens closes watches falls reads drinks paints sings looks hides writes sleeps dances
    sews prays digs swims smokes shouts whispers counts burns carries drops lifts breaks mends
"""
_WHAT = """
    door stairs window lantern letter boat car bridge market roof train river tower piano mirror table chair knife coat
    ring clock map radio photograph suitcase umbrella candle bottle rope ladder
"""
_WHERE = """
    pier street alley kitchen forest desert rooftop station lighthouse harbour museum office garden subway bar church
    prison hospital theatre farm cave library motel hangar cellar attic laundromat diner
"""
WHO, DOES, WHAT, WHERE = (words.split() for words in (_WHO, _DOES, _WHAT, _WHERE))
ASKED = (
    "rainy street at night",
    "CU of a hand on a door",
    "old sailor climbs the lighthouse stairs in a storm",
    "dolly in on a detective reading",
)


def run() -> list[dict[str, Any]]:
    """Rows for the time of a query, and for what the labelled set finds."""
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder)) as workspace:
        projects = Projects(workspace, "bench")
        for number in range(FILMS):
            projects.add(film(number))
        finder = Finder(workspace, projects, lambda: load_catalog())
        began = time.perf_counter()
        finder.catch_up()
        reading = time.perf_counter() - began
        rows = _times(workspace, finder, reading)
        finder.close()
    return [*rows, *_recall()]


def film(seed: int) -> Project:
    """A film of a thousand shots."""
    dice = random.Random(seed)
    return Project(title=f"Film {seed}", scenes=tuple(_scene(dice, number) for number in range(SCENES)))


def _scene(dice: random.Random, number: int) -> Scene:
    shots = tuple(Shot(id=f"k{number}-{at}", slots=_slots(dice)) for at in range(SHOTS))
    return Scene(id=f"s{number}", title=f"{dice.choice(WHERE)} {number}", beats=(Beat(id=f"b{number}", text="", shots=shots),))


def _slots(dice: random.Random) -> Slots:
    return Slots(
        shot_size=dice.choice(list(ShotSize)),
        movement=dice.choice(list(Movement)),
        subject=f"{dice.choice(['old', 'young', 'tired', 'masked'])} {dice.choice(WHO)}",
        action=f"{dice.choice(DOES)} by the {dice.choice(WHAT)} with a {dice.choice(WHO)} and a {dice.choice(WHAT)}",
        setting=f"a {dice.choice(WHERE)}",
        time_of_day=dice.choice(list(TimeOfDay)),
        weather=dice.choice(["", "rain", "fog", "snow", "storm"]),
        mood=(dice.choice(["tense", "calm", "dreamy", "gritty"]),),
    )


def _questions() -> list[str]:
    dice = random.Random(7)
    made = [f"{dice.choice(WHO)} {dice.choice(DOES)} {dice.choice(WHAT)} in a {dice.choice(WHERE)}" for _ in range(ROUNDS)]
    return [*ASKED, *made]


def _timed(ask: Callable[[str], Any], questions: Sequence[str]) -> tuple[float, float]:
    """(p50, p95) in milliseconds."""
    ask(questions[0])
    times = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        times.append((time.perf_counter() - began) * 1e3)
    return statistics.median(times), sorted(times)[int(len(times) * 0.95)]


def _times(workspace: Workspace, finder: Finder, reading: float) -> list[dict[str, Any]]:
    questions = _questions()
    fault, finder._sentences.fault = finder._sentences.fault, "measured by words"
    words = _timed(lambda question: finder.find(question, ("shots",)), questions)
    finder._sentences.fault = fault
    own = _timed(lambda question: _ranked_by_fts5(workspace, question), questions)
    scan = _timed(lambda question: _scanned(workspace, question), questions[:12])
    rows = [
        {
            "what": "search over 10 000 shots, by words: p95",
            "ours": f"{words[1]:.1f} ms (p50 {words[0]:.1f}); reading 10 000 shots {reading:.1f} s",
            "peer": f"FTS5's own bm25 {own[1]:.1f} ms (p50 {own[0]:.1f}); every shot looked at {scan[0]:.0f} ms; the limit 10 ms",
            "ratio": words[1] / 10,
            "aim": "<= 1",
        }
    ]
    if sentences().fault:
        return rows
    _stand_in_vectors(workspace)
    both = _timed(lambda question: finder.find(question, ("shots",)), questions)
    asking = _timed(lambda question: finder._sentences.vectors([f"{question}, again"]), questions)
    return [
        *rows,
        {
            "what": "search over 10 000 shots, by words and meaning: p95",
            "ours": f"{both[1]:.1f} ms (p50 {both[0]:.1f})",
            "peer": f"the model reading the question alone {asking[1]:.1f} ms (p50 {asking[0]:.1f})",
            "ratio": None,
            "aim": "",
        },
    ]


def _stand_in_vectors(workspace: Workspace) -> None:
    """A vector of bytes for every sentence: their number and size is what a search costs, and making real ones takes a minute."""
    rows = workspace.search.without_vector(1_000_000)
    scale = b"\x0a\xd7\x23\x3a"
    vectors = [(digest, kind, scale + b"".join(blake2b(f"{digest}{n}".encode()).digest() for n in range(6))) for digest, kind, _ in rows]
    workspace.search.put_vectors(vectors)


def _ranked_by_fts5(workspace: Workspace, question: str) -> list[Any]:
    """What SQLite does by itself: any of the words, ranked by its bm25 with the same weights."""
    said = " OR ".join(f'"{phrase}"' for term in terms_of(question) for phrase in term.phrases)
    sql = f"SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH ? ORDER BY bm25({WORDS}, 4.0, 3.0, 1.0) LIMIT 10"
    return workspace.readers.rows(sql, (said,))


def _scanned(workspace: Workspace, question: str) -> list[Any]:
    """Every shot looked at for each of the words."""
    phrases = [phrase for term in terms_of(question) for phrase in term.phrases]
    score = " + ".join("(instr(what || ' ' || place || ' ' || look, ?) > 0)" for _ in phrases)
    return workspace.readers.rows(f"SELECT id, {score} AS score FROM search_docs ORDER BY score DESC LIMIT 10", phrases)


def _recall() -> list[dict[str, Any]]:
    """What part of the questions finds its shot among the first three."""
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder)) as workspace:
        projects = Projects(workspace, "bench")
        projects.add(labelled_film())
        finder = Finder(workspace, projects, lambda: load_catalog())
        fault, finder._sentences.fault = finder._sentences.fault, "measured by words"
        words = recall(finder)
        finder._sentences.fault = fault
        if not fault:
            finder._seen.version = None
            finder.prepare()
        both = recall(finder) if not fault else None
        finder.close()
    with_meaning = f"{both:.0%} with meanings" if both is not None else "the extra `semantic` is not installed"
    ratio = both / words if both is not None else None
    ours = f"{words:.0%} by words, {with_meaning}"
    return [
        {
            "what": f"{len(LABELLED)} questions find their shot among the first three",
            "ours": ours,
            "peer": "by words",
            "ratio": ratio,
            "aim": ">= 1",
        }
    ]


def recall(finder: Finder, within: int = 3) -> float:
    """The part of the labelled questions whose shot is among the first few."""
    found = [any(hit.address.endswith(f"/{shot}") for hit in finder.find(asked, ("shots",), limit=within).hits) for asked, shot in LABELLED]
    return sum(found) / len(found)
