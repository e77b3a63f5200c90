"""The wall: every scene of a film with its shots and, for each, the prompts of the chosen tools."""

from collections.abc import Sequence
from dataclasses import dataclass

from director_kernel.catalog.book import Catalog
from director_kernel.film.shots import Placed, full, placed
from director_kernel.prompts.compile import compiler_of
from director_kernel.prompts.dialect import Compiled, Target
from director_kernel.prompts.dialects import find_target
from director_kernel.schema.project import Project
from director_kernel.schema.slots import Slots

USUAL = ("veo-3.1", "kling-2.6-pro")
"""Targets where neither the person nor the project names any."""


@dataclass(frozen=True)
class Hung:
    """A shot on the wall: all that holds for it, and its prompt by target."""

    at: Placed
    slots: Slots
    prompts: dict[str, Compiled]


def targets_of(names: Sequence[str], catalog: Catalog) -> dict[str, Target]:
    """The targets by the names given, prompts arriving as they are compiled. Raises UsageError naming the nearest for what is none."""
    return {name: find_target(name, catalog, literal=True) for name in dict.fromkeys(names)}


def hang(project: Project, catalog: Catalog, names: Sequence[str] = ()) -> tuple[Hung, ...]:
    """The wall of a project, for these targets (default: the project's own). Raises UsageError."""
    targets = targets_of(names or project.targets or USUAL, catalog)
    compiler = compiler_of(catalog)
    found = []
    for at in placed(project):
        slots = full(project, at)
        found.append(Hung(at, slots, {name: compiler.compile(slots, target) for name, target in targets.items()}))
    return tuple(found)
