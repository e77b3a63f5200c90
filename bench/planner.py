"""`finish()` at 10, 100 and 1 000 steps: the time per step must not grow with the plan."""

import statistics
import time
from typing import Any

from director_kernel.catalog import load_catalog
from director_kernel.engine.planner import finish

SIZES = (10, 100, 1000)
ROUNDS = 7


def draft(size: int) -> dict[str, Any]:
    """A film of `size` steps: a frame and a clip that moves it, over and over, as anyone may write it."""
    steps: list[dict[str, Any]] = []
    for shot in range(size // 2):
        frame, clip = 2 * shot + 1, 2 * shot + 2
        steps.append({"order": frame, "type": "image", "model": "nano-banana-pro", "prompt": f"Frame {shot}: a glass bottle at dawn"})
        words = f"Shot {shot}: the light slowly crosses the label. The camera pushes in."
        steps.append(
            {"order": clip, "type": "video", "model": "kling 2.6", "prompt": words, "options": {"duration": 7}, "dependsOn": [frame]}
        )
    return {"title": "A long film", "aspect": "9:16", "steps": steps}


def run() -> list[dict[str, Any]]:
    """One row a size: microseconds a step, beside the smallest plan's."""
    catalog = load_catalog()
    finish(draft(10), catalog)
    each = {size: _per_step(draft(size), size, catalog) for size in SIZES}
    rows = []
    for size in SIZES:
        ratio = each[size] / each[SIZES[0]]
        ours = f"{each[size] * 1e6:.0f} µs a step ({each[size] * size * 1e3:.1f} ms)"
        peer = f"{each[SIZES[0]] * 1e6:.0f} µs a step at {SIZES[0]}"
        aim = "" if size == SIZES[0] else "<= 1.3"
        rows.append({"what": f"finish() at {size} steps", "ours": ours, "peer": peer, "ratio": ratio, "aim": aim, "unit": "s"})
    return rows


def _per_step(plan: dict[str, Any], size: int, catalog: Any) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        finish(plan, catalog)
        times.append((time.perf_counter() - start) / size)
    return statistics.median(times)
