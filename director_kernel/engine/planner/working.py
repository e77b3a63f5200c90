"""A plan while it is being finished: mutable steps, plan-level values, and the faults found so far."""

from dataclasses import dataclass, field
from typing import Any

from director_kernel.schema.brief import Brief
from director_kernel.schema.plan import Fault, Kind, Role, Step, Tier
from director_kernel.schema.slots import Slots

MANY_MEDIA = (Kind.MANUAL, Kind.UPSCALE)
"""Kinds that yield what their option `media` says."""
Json = Any
"""Plain JSON: None, bool, int, finite float, str, list, dict with str keys."""


@dataclass(slots=True)
class Need:
    """An input as written: its role (None: to be worked out) and the step (as written, later its id) or asset it names."""

    role: Role | None = None
    step: str | None = None
    asset: str | None = None


@dataclass(slots=True)
class Work:
    """One step under the planner's hands. Zero and "" mean: nobody said. `asked` is the length the person wants, in seconds."""

    label: str
    """The id or order as written: what a fault calls this step."""
    id: str = ""
    order: int | None = None
    kind: Kind | None = None
    type: str = ""
    action: str = ""
    model: str = ""
    model_name: str = ""
    provider: str = ""
    endpoint: str = ""
    prompt: str = ""
    negative_prompt: str = ""
    options: dict[str, Json] = field(default_factory=dict)
    aspect: str = ""
    resolution: str = ""
    width: int = 0
    height: int = 0
    fps: int = 0
    duration: float = 0.0
    use_seconds: float = 0.0
    seed: int | None = None
    takes: int = 0
    audio: bool | None = None
    needs: list[Need] = field(default_factory=list)
    depends_on: list[str] = field(default_factory=list)
    slots: Slots = field(default_factory=Slots)
    price: int = 0
    ceiling: int = 0
    seconds_to_make: float = 0.0
    output_description: str = ""
    reason: str = ""
    extra: dict[str, Json] = field(default_factory=dict)

    @property
    def media(self) -> str:
        """What it yields: `image`, `video`, `audio` or `text`; a manual step and an upscale say so in their options."""
        return media_of(self.kind, self.options)


@dataclass(slots=True)
class Sheet:
    """The whole plan under the planner's hands."""

    steps: list[Work] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    id: str = ""
    version: int = 1
    title: str = ""
    summary: str = ""
    brief: Brief | None = None
    use_case: str = ""
    tier: Tier | None = None
    aspect: str = ""
    fps: int = 0
    final_outputs: tuple[str, ...] = ()
    total_cost: float | None = None
    has_audio: bool = False
    """True: steps of their own make the sound."""
    extra: dict[str, Json] = field(default_factory=dict)

    def mended(self, step: Work | None, at: str, code: str, message: str, fix: str) -> None:
        """Report what was wrong and what was done about it."""
        self._report(step, at, code, message, fix, mended=True)

    def open(self, step: Work | None, at: str, code: str, message: str, fix: str) -> None:
        """Report what only a person can mend, with the way out."""
        self._report(step, at, code, message, fix, mended=False)

    def _report(self, step: Work | None, at: str, code: str, message: str, fix: str, *, mended: bool) -> None:
        self.faults.append(Fault(step=step.label if step else "", field=at, code=code, message=message, fix=fix, mended=mended))


def media_of(kind: Kind | None, options: dict[str, Json]) -> str:
    """`image`, `video`, `audio` or `text`; "" before the kind is known."""
    if kind in MANY_MEDIA and options.get("media") in {"image", "video", "audio", "text"}:
        return str(options["media"])
    return kind.media if kind else ""


def step_media(step: Step) -> str:
    """What a finished step yields."""
    return media_of(step.kind, step.options)
