"""`python -m tests.briefs.confusion` prints accuracy by field and two confusion tables; `--misses` lists the wrong ones."""

import sys

from tests.briefs.score import FIELDS, briefs, confusion, score


def accuracy_table() -> str:
    tuned, held, whole = score(held_out=False), score(held_out=True), score()
    lines = ["| field | tuned on | held out | all |", "|---|---|---|---|"]
    for name in FIELDS:
        cells = [f"{s.correct[name]}/{s.asked[name]} ({s.rate(name):.0%})" for s in (tuned, held, whole)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def confusion_table(name: str) -> str:
    table = confusion(name)
    labels = sorted({label for label, _ in table})
    found = sorted({answer for _, answer in table})
    lines = [f"| {name}: said ↓ read → | {' | '.join(found)} |", "|---" * (len(found) + 1) + "|"]
    lines += [f"| {label} | {' | '.join(str(table[(label, answer)] or '·') for answer in found)} |" for label in labels]
    return "\n".join(lines)


def main() -> None:
    print(f"{len(briefs())} briefs, {sum(1 for b in briefs() if b.get('held_out'))} held out\n")
    print(accuracy_table(), confusion_table("intent"), confusion_table("use_case"), sep="\n\n")
    if "--misses" in sys.argv:
        held = "--held-out" in sys.argv
        for id, name, label, found in score(held_out=held).misses:
            print(f"{id:14} {name:16} said {label!r} read {found!r}")


if __name__ == "__main__":
    main()
