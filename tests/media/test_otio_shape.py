"""Timelines nobody would write: each is read or refused in a sentence, and none ends the process."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from director_kernel.errors import UsageError
from director_kernel.film.changes import apply
from director_kernel.film.otio import edit_of
from director_kernel.film.otio_in import brought
from director_kernel.media import otio_file
from tests.film.films import film

FILM = film().with_(id="film-1")
WRITTEN: dict[str, Any] = json.loads(otio_file.write(edit_of(FILM)))
NASTY: list[Any] = [
    None, True, -1, 0, 1e308, float("nan"), float("inf"), 2**70, "", "../../etc/passwd", "x" * 5000, [], {}, [[[]]], [None], [{}],
    {"OTIO_SCHEMA": "Clip.1"}, {"OTIO_SCHEMA": "Nope.1"}, {"OTIO_SCHEMA": 7}, {"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "a"},
    {"OTIO_SCHEMA": "RationalTime.1", "rate": 0.0, "value": 5.0}, {"OTIO_SCHEMA": "RationalTime.1", "rate": 1e-300, "value": 1e300},
]  # fmt: skip


def spots(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in a JSON value."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from spots(value, (*path, key))


def with_other(path: tuple[Any, ...], value: Any) -> bytes:
    """The written timeline with something else at one spot."""
    changed = copy.deepcopy(WRITTEN)
    node = changed
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return json.dumps(changed).encode()


def read_or_refused(data: bytes) -> bool:
    """Whether the timeline was read; what it means can be made of the project then. Raises for anything but a plain refusal."""
    try:
        found = brought(FILM, otio_file.read(data, "cut.otio"))
        apply(FILM, found.changes)
    except UsageError as error:
        assert error.message.endswith((".", "first.", ".otio."))
        return False
    return True


def test_what_was_written_is_read() -> None:
    assert read_or_refused(json.dumps(WRITTEN).encode())


@pytest.mark.parametrize("path", [("tracks",), ("tracks", "children"), ("tracks", "children", 0), ("tracks", "children", 0, "children", 0)])
@pytest.mark.parametrize("value", [None, [None], {}, {"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "a"}], ids=str)
def test_a_timeline_without_its_parts_is_refused(path: tuple[Any, ...], value: Any) -> None:
    assert not read_or_refused(with_other(path, value))


def test_anything_may_stand_anywhere() -> None:
    rng = random.Random(7)
    everywhere = list(spots(WRITTEN))
    read = sum(read_or_refused(with_other(rng.choice(everywhere), rng.choice(NASTY))) for _ in range(400))
    assert 40 < read < 400
