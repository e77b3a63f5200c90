"""The workflows there are, by the name they are typed with."""

import difflib
from collections.abc import Mapping

from director_kernel.errors import UsageError
from director_kernel.film.beat_pack import BeatPack
from director_kernel.film.blocking import Blocking
from director_kernel.film.extraction import Extract
from director_kernel.film.posters import GRAPHICS
from director_kernel.film.reels import REELS
from director_kernel.film.sheets import CharacterSheet
from director_kernel.film.stacks import ShotStack, TimeStack
from director_kernel.film.storyboards import Storyboard, StoryboardFromStill
from director_kernel.film.variants import VariantReel
from director_kernel.film.workflow import Workflow

_FRAMES: Mapping[str, Workflow] = {
    one.name: one
    for one in (
        CharacterSheet(),
        ShotStack(),
        TimeStack(),
        Extract(),
        Storyboard(),
        StoryboardFromStill(),
        BeatPack(),
        VariantReel(),
    )
}
WORKFLOWS: Mapping[str, Workflow] = {**REELS, **_FRAMES, **GRAPHICS, Blocking.name: Blocking()}


def find_workflow(name: str) -> Workflow:
    """The workflow of this name. Raises UsageError naming the nearest."""
    wanted = name.lower().replace("_", "-").replace(" ", "-")
    if wanted in WORKFLOWS:
        return WORKFLOWS[wanted]
    near = difflib.get_close_matches(wanted, WORKFLOWS, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(WORKFLOWS)}."
    raise UsageError(f"there is no workflow {name[:40]!r}; {hint}")
