"""Which of many are nearest: sentences by the angle between their vectors, documents by the words they say. The same on every machine.

A vector is kept as 384 bytes with one scale. Products of bytes are whole numbers that a float holds exactly, so that neither the order of
adding nor the library that adds changes a score.
"""

import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_SCALE = struct.Struct("<f")
_K1 = 1.2
"""How soon saying a word in more places stops counting (BM25)."""

Vector = NDArray[np.float32]


def packed(vector: Vector) -> bytes:
    """A vector of length 1 in a byte a number, after its scale."""
    scale = float(np.abs(vector).max()) / 127.0 or 1.0
    numbers: bytes = np.rint(vector / scale).astype(np.int8).tobytes()
    return _SCALE.pack(scale) + numbers


class Near(NamedTuple):
    """A sentence and how like it is: the cosine, −1 to 1."""

    digest: str
    cosine: float


class Vectors:
    """Vectors by digest, each of a kind; they are added in the order they were kept, and `last` is the number of the last."""

    def __init__(self) -> None:
        self.last = 0
        self._digests: list[str] = []
        self._whole: list[NDArray[np.float32]] = []
        self._scales: list[NDArray[np.float64]] = []
        self._kinds: list[NDArray[np.int64]] = []

    def __len__(self) -> int:
        return len(self._digests)

    def add(self, rows: Sequence[tuple[int, str, int, bytes]]) -> None:
        """(number, digest, kind, packed vector) of each."""
        if not rows:
            return
        self.last = rows[-1][0]
        self._digests += [digest for _, digest, _, _ in rows]
        bytes_of = np.frombuffer(b"".join(blob[_SCALE.size :] for *_, blob in rows), dtype=np.int8)
        self._whole.append(bytes_of.reshape(len(rows), -1).astype(np.float32))
        self._scales.append(np.array([_SCALE.unpack_from(blob)[0] for *_, blob in rows], dtype=np.float64))
        self._kinds.append(np.array([kind for _, _, kind, _ in rows], dtype=np.int64))

    def nearest(self, vector: Vector, most: int, *, least: float, kinds: Sequence[int] = ()) -> list[Near]:
        """The `most` that are most like `vector` and at least so much like it, of these kinds (default: all), the nearest first."""
        if not self._digests:
            return []
        self._join()
        asked = packed(vector)
        whole = np.frombuffer(asked[_SCALE.size :], dtype=np.int8).astype(np.float32)
        scores = (self._whole[0] @ whole).astype(np.float64) * self._scales[0] * _SCALE.unpack_from(asked)[0]
        fit = scores >= least
        if kinds:
            fit &= np.isin(self._kinds[0], kinds)
        (places,) = np.nonzero(fit)
        if len(places) > most:
            edge = np.partition(scores[places], -most)[-most]
            places = places[scores[places] >= edge]
        found = sorted(
            (Near(self._digests[at], round(float(scores[at]), 6)) for at in places), key=lambda near: (-near.cosine, near.digest)
        )
        return found[:most]

    def _join(self) -> None:
        """What was added in parts as one matrix."""
        if len(self._whole) > 1:
            self._whole = [np.concatenate(self._whole)]
            self._scales, self._kinds = [np.concatenate(self._scales)], [np.concatenate(self._kinds)]


class Said(NamedTuple):
    """A document by what it says of the words asked for: `score` weighs words and places, `share` is the part of the words' weight it
    says, `terms` how many of them."""

    id: int
    score: float
    share: float
    terms: int


def weighed(terms: Sequence[tuple[float, Mapping[str, str]]], places: Mapping[str, float], most: int) -> list[Said]:
    """The `most` documents that say most, by BM25 over weighted columns: each term is its weight and, by column, the ids that say it (as
    JSON lists). Equal ones stand in the order of their ids."""
    parts: list[tuple[NDArray[np.int64], NDArray[np.float64], float]] = []
    for weight, by_column in terms:
        read = {column: np.fromstring(ids[1:-1], dtype=np.int64, sep=",") for column, ids in by_column.items() if len(ids) > 2}
        if not read:
            continue
        ids, back = np.unique(np.concatenate(list(read.values())), return_inverse=True)
        how = np.concatenate([np.full(len(found), places[column]) for column, found in read.items()])
        parts.append((ids.astype(np.int64), np.bincount(back, weights=how).astype(np.float64), weight))
    if not parts:
        return []
    ids, back = np.unique(np.concatenate([one for one, _, _ in parts]), return_inverse=True)
    scores = np.bincount(back, weights=np.concatenate([weight * how * (_K1 + 1) / (how + _K1) for _, how, weight in parts]))
    shares = np.bincount(back, weights=np.concatenate([np.full(len(one), weight) for one, _, weight in parts]))
    counts = np.bincount(back)
    whole = sum(weight for weight, _ in terms)
    order = np.lexsort((ids, -np.round(scores, 9)))[:most]
    return [Said(int(ids[at]), round(float(scores[at]), 9), round(float(shares[at] / whole), 6), int(counts[at])) for at in order]
