"""What a chat model is told of things like what it is asked about: a few, by their ids, and nothing where nothing is close."""

from collections.abc import Sequence

from director_kernel.film.finding import Finder
from director_kernel.prompts.cutting import fitting
from director_kernel.schema.finding import FindKind, Found, Hit

READ = 1_000
"""Characters of a message that are compared."""
LOOKED_AT, MOST, OF_A_KIND = 30, 6, 2
TOLD = 240
TITLE = "Found in this workspace and its catalog: what is most like the message, with the ids it goes by"
ONE = {
    FindKind.SHOTS: "shot",
    FindKind.SCENES: "scene",
    FindKind.PROJECTS: "film",
    FindKind.PROMPTS: "prompt of a stored take",
    FindKind.TEMPLATES: "template",
    FindKind.MODELS: "model",
}


def closest(finder: Finder, message: str, tokens: int, without: Sequence[str] = ()) -> tuple[tuple[str, str], ...]:
    """(title, text) to quote beside the message, of at most so many tokens; () where nothing is close. What is in `without` is left out:
    whoever reads this is told of it already."""
    if not message.strip() or tokens <= 0:
        return ()
    text = fitting("\n\n".join(map(_line, _near(finder.find(message[:READ], limit=LOOKED_AT, without=without)))), tokens)
    return ((TITLE, text),) if text else ()


def _near(found: Found) -> list[Hit]:
    """The few that are close, of each kind a few."""
    near: list[Hit] = []
    for hit in found.hits:
        if hit.close and sum(one.kind is hit.kind for one in near) < OF_A_KIND:
            near.append(hit)
    return near[:MOST]


def _line(hit: Hit) -> str:
    text = hit.text if len(hit.text) <= TOLD else hit.text[: TOLD - 1].rstrip() + "…"
    return f"- {ONE[hit.kind]} {hit.address} “{hit.title}”: {text}"
