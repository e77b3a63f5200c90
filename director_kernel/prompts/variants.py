"""Which style variants stand in a batch of the what-if reel: as good as shuffled, yet always the same for the same seed and number."""

import hashlib
from collections.abc import Mapping

from director_kernel.prompts.deltas import Revised, change
from director_kernel.schema.direction import Variant
from director_kernel.schema.slots import Slots


MOST = 10_000
"""The last batch that differs from the one before; nobody looks at so many."""


def batch(variants: Mapping[str, Variant], n: int, number: int = 1, seed: int = 0) -> tuple[Variant, ...]:
    """Batch `number` (from 1) of `n` variants. None comes back before all were seen, and none stands twice in a batch."""
    size = max(0, min(n, len(variants)))
    if not size:
        return ()
    queue: list[str] = []
    chosen: list[str] = []
    round_ = 0
    for _ in range(max(1, min(number, MOST))):
        chosen = []
        while len(chosen) < size:
            if not queue:
                fresh = _shuffled(variants, seed, round_)
                # What this batch shows already waits to the end of the new round.
                queue, round_ = sorted(fresh, key=lambda id: id in chosen), round_ + 1
            chosen.append(queue.pop(0))
    return tuple(variants[id] for id in chosen)


def seen_as(slots: Slots, variant: Variant, *, locked: frozenset[str] = frozenset()) -> Revised:
    """The shot in another style; what it is about, and what is locked, stays."""
    return change(slots, variant.delta, why=variant.title, locked=locked)


def _shuffled(variants: Mapping[str, Variant], seed: int, round_: int) -> list[str]:
    return sorted(variants, key=lambda id: hashlib.sha256(f"{seed}:{round_}:{id}".encode()).digest())
