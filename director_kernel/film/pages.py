"""What a project says on a page: its title, tagline, names and look, the same on every graphic and layout."""

from typing import NamedTuple

from director_kernel.film.shots import Placed
from director_kernel.schema.project import Board, Part, Project, Scene

TAGLINE = 90
"""Letters up to which a logline passes for a tagline."""


class Voice(NamedTuple):
    """The words and the hand of a project: what `look_for` is told (genre first), its colours, its letters, what the brand forbids."""

    words: str
    palette: tuple[str, ...]
    typography: str
    never: tuple[str, ...]


def voice_of(project: Project) -> Voice:
    """The look of a project in words; the brand's colours and letters go before the film's."""
    style, brand = project.style, project.brand
    words = ", ".join(part for part in (project.genre, *style.style, *style.mood, *style.influences, style.era, project.logline) if part)
    palette = (brand.palette if brand else ()) or style.palette
    typography = (brand.typography if brand else "") or style.typography
    return Voice(words[:2000], palette, typography, brand.never if brand else ())


def tagline_of(project: Project) -> str:
    """The brand's tagline, else the logline where it is short; never half of one."""
    if project.brand and project.brand.tagline:
        return project.brand.tagline
    return project.logline if len(project.logline) <= TAGLINE else ""


def credits_of(project: Project) -> tuple[str, ...]:
    """Who is in it, leads first, as a billing block names them."""
    order = {Part.LEAD: 0, Part.ANTAGONIST: 1, Part.SUPPORT: 2}
    people = sorted((one for one in project.bible.characters if one.part in order), key=lambda one: order[one.part])
    return tuple(one.name for one in people[:8])


def kicker_of(project: Project, what: Board | Scene | None) -> str:
    """The line over a page: which part of the film it shows."""
    if isinstance(what, Scene):
        at = next(number for number, scene in enumerate(project.scenes, 1) if scene.id == what.id)
        return f"scene {at}: {what.title}"
    return what.title if what else (f"episode {project.episode}" if project.episode else "")


def weight_of(at: Placed) -> float:
    """How much a shot matters on a page: what establishes and what is large most, inserts least."""
    coverage = at.shot.slots.coverage
    weight = {"establishing": 1.5, "master": 1.35, "wide": 1.2, "insert": 0.7, "cutaway": 0.7}.get(coverage.value if coverage else "", 1.0)
    return weight * (1.5 if at.beat.large else 1.0)
