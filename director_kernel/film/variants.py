"""The what-if reel: one shot in other styles, eras and moods side by side."""

import difflib
import hashlib
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from director_kernel.catalog import load_catalog
from director_kernel.catalog.book import Catalog
from director_kernel.errors import UsageError
from director_kernel.film import frames
from director_kernel.film.frames import Framed, Home, SheetSettings
from director_kernel.film.reel import frame_slots
from director_kernel.film.shots import find_shot
from director_kernel.film.workflow import Made, TakenIn
from director_kernel.prompts.deltas import change
from director_kernel.schema.direction import Variant
from director_kernel.schema.noun import Noun
from director_kernel.schema.plan import Draft, DraftStep, Input, Role, Step
from director_kernel.schema.project import Project

_KEPT = ("movement", "movement_speed", "motion_strength", "duration", "music", "sound", "transition", "bpm")
"""What a still doesn't show."""


class VariantReelSettings(SheetSettings):
    """`shot`: which. `variants`: the styles, by name; else `number` of them, another lot for every `batch`, none twice until all were
    seen."""

    shot: str = "1"
    variants: Annotated[tuple[str, ...], frames.Listed, Field(max_length=12)] = ()
    number: Annotated[int, Field(ge=2, le=12)] = 4


class VariantReel:
    """One shot as it might be."""

    name: ClassVar[str] = "variant-reel"
    title: ClassVar[str] = "What-if reel"
    about: ClassVar[str] = "One shot in other styles, side by side; pin the ones you like, spin another batch for more."
    Settings: ClassVar[type[Noun]] = VariantReelSettings

    def draft(self, project: Project, settings: Any) -> Draft:
        """A picture in each of the shipped styles. Raises UsageError for a shot or style that isn't there."""
        return self.draft_from(project, settings, load_catalog())

    def draft_from(self, project: Project, settings: Any, catalog: Catalog) -> Draft:
        """A picture in each style of this catalog. Raises UsageError for a shot or style that isn't there."""
        at = find_shot(project, settings.shot)
        known: Mapping[str, Variant] = catalog.variants
        chosen = [find_variant(known, name) for name in settings.variants]
        chosen = chosen or batch(list(known.values()), settings.number, settings.batch, project.seed)
        if not chosen:
            raise UsageError("there are no style variants; `director catalog check` says what is wrong with the catalog.")
        source = [Input(role=Role.SOURCE, asset=at.shot.frame)] if at.shot.frame else []
        slots = frame_slots(project, at)
        slots = slots if slots.action or slots.subject else slots.with_(action=at.beat.text)
        locked = frozenset((*at.shot.locked_slots, *_KEPT))
        home = Home(at.scene.id, at.beat.id, at.shot.id)
        steps: list[DraftStep] = []
        for number, variant in enumerate(chosen, 1):
            styled = change(slots, variant.delta, why=variant.title, locked=locked).slots
            steps.append(
                frames.picture_step(
                    project,
                    settings,
                    f"variant-{number}",
                    styled,
                    action=variant.title,
                    inputs=[*source, *frames.references(styled)],
                    aspect=project.aspect,
                    home=home,
                    # All in one seed: what differs is the style, not the staging.
                    key=f"variants {at.shot.id}",
                )
            )
        title = f"What if: {slots.action or slots.subject or at.shot.id}"
        return frames.draft(project, settings, title, steps)

    def take_in(self, project: Project, settings: Any, made: Made) -> TakenIn:
        """The pictures side by side on one board."""
        steps: Sequence[Step] = made.plan.steps
        cut: list[Framed] = frames.alone(made, steps)
        board = frames.board_of(frames.board_id(made.plan), cut, title=made.plan.title, kind="variants", home=frames.home_of(steps[0]))
        return frames.taken(project, self.name, made, [(board, steps)])


def find_variant(known: Mapping[str, Variant], name: str) -> Variant:
    """The variant of this id, title or word. Raises UsageError naming the nearest."""
    wanted = " ".join(name.lower().replace("_", " ").replace("-", " ").split())
    for one in known.values():
        if wanted in (one.id.replace("-", " "), one.title.lower(), *(word.lower() for word in one.words)):
            return one
    near = difflib.get_close_matches(wanted.replace(" ", "-"), known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}."
    raise UsageError(f"there is no style variant {name[:40]!r}; {hint}")


def batch(variants: Sequence[Variant], count: int, number: int, seed: int) -> list[Variant]:
    """Batch `number` (from 1) of `count` variants: shuffled by the seed, none twice until all were seen, none twice in a batch."""
    if not variants:
        return []
    count = min(count, len(variants))
    dealt: list[Variant] = []
    for lot in range(-(-number * count // len(variants))):
        # Where a batch reaches into the next lot, those already in it come last there.
        begun = dealt[len(dealt) - len(dealt) % count :]
        dealt += sorted(_shuffled(variants, lot, seed), key=lambda one: one in begun)
    return dealt[(number - 1) * count : number * count]


def _shuffled(variants: Sequence[Variant], lot: int, seed: int) -> list[Variant]:
    return sorted(variants, key=lambda one: hashlib.sha256(f"{seed}/{lot}/{one.id}".encode()).hexdigest())
