"""`make bench` (or `python -m bench NAME…`): runs every measurement, prints one table and writes `bench/results.json`."""

import importlib
import json
import os
import platform
import sys
from pathlib import Path
from typing import TypedDict

PARTS = ("load", "planner", "durable", "animatic", "widgets", "tokens", "failover", "drops", "jobs", "compiler", "projects", "retrieval")


class Row(TypedDict):
    """One measurement. `ratio` is ours against the peer in the direction of `aim` (for example ">= 2" or "<= 1.03")."""

    what: str
    ours: str
    peer: str
    ratio: float | None
    aim: str


def met(row: Row) -> str:
    """yes, no, or – where nothing is aimed at."""
    if row["ratio"] is None or not row["aim"]:
        return "–"
    sign, _, bound = row["aim"].partition(" ")
    return "yes" if (row["ratio"] >= float(bound) if sign == ">=" else row["ratio"] <= float(bound)) else "NO"


def main(names: list[str]) -> None:
    rows: list[Row] = []
    for name in names or PARTS:
        print(f"· measuring {name}", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"bench.{name}").run()
    head = ("what", "ours", "peer or limit", "ratio", "aim", "met")
    lines = [head] + [
        (r["what"], r["ours"], r["peer"], f"{r['ratio']:.3g}" if r["ratio"] is not None else "–", r["aim"], met(r)) for r in rows
    ]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    target = Path(__file__).with_name("results.json")
    target.write_text(json.dumps({"machine": machine, "rows": rows}, indent=1, ensure_ascii=False) + "\n")
    print(f"written to bench/{target.name}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
