"""Which slots of one program are woven together, and the steps that say them.

A slot is woven where the dialect leaves its wording to the common one: a form of its own, a field it is sent in or a reason to leave it
out come first.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from director_kernel.prompts.joining import Fragment, Line
from director_kernel.prompts.weaving import PLACE, SCENE, Manner
from director_kernel.prompts.wording import Said, Step
from director_kernel.schema.compiled import Diagnostic
from director_kernel.schema.dialect import Dialect


def manner_of(
    dialect: Dialect,
    lines: Mapping[str, Line],
    order: Sequence[str],
    free: Callable[[str], bool],
    *,
    called: bool,
    led: bool,
) -> Manner | None:
    """How the program weaves; None where it doesn't. `lines` is the sentence of each slot, `order` that of the slots, `free` says whether
    nothing else is decided about a slot."""
    if not dialect.weave:
        return None
    home = lines.get("subject", lines.get("action"))
    loose = [slot for slot in order if free(slot)]
    scene = tuple(slot for slot in loose if slot in SCENE and lines[slot] is home)
    tags = dialect.weave == "tags"
    # Tags stay in the family's order: only what stands with the scene anyway is looked at.
    place = tuple(slot for slot in loose if slot in PLACE and (not tags or lines[slot] is home))
    labelled = "setting" in lines and lines["setting"] is not home and bool(lines["setting"].lead)
    together = lines.get("setting", home) is home
    return Manner(scene, place, together, tags, labelled, called, led, _quote_of(dialect)) if scene else None


def _quote_of(dialect: Dialect) -> str:
    own = dialect.phrases.get("props")
    return own.quote if own is not None and own.quote else dialect.quote


def woven(slot: str, step: Step, line: Line) -> Step:
    """As `step`, unless the slot is woven into a sentence."""

    def say(value: object, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        told = said["woven"].get(slot)
        if told is None:
            step(value, said, out, diagnostics)
            return
        first = len(diagnostics)
        for piece in told.pieces:
            out.append(Fragment(piece.slot, piece.text, line, piece.quoted, "", first + piece.account, 1, piece.slot, piece.glue))
        diagnostics += told.accounts

    return say


def slots_of(manner: Manner | None) -> Collection[str]:
    """The slots that may be woven."""
    return frozenset((*manner.scene, *manner.place)) if manner else frozenset()
