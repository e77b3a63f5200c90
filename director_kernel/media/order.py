"""What a drawing worker is told and what it hands back: plain values that travel to another process or machine."""

from dataclasses import dataclass, field
from typing import Any

from director_kernel.schema.plan import Kind, Role
from director_kernel.schema.slots import Slots


@dataclass(frozen=True)
class Material:
    """A file the step takes, as bytes."""

    role: Role
    mime: str
    data: bytes = field(repr=False)
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Order:
    """One step to render. `seconds` and `fps` are 0 where they mean nothing; `meter` is the path of a progress file or "".

    `renderer` is the version that must draw it ("": any), for takes are kept under the version that drew them.
    """

    kind: Kind
    width: int
    height: int
    seed: int = 0
    take: int = 1
    fps: float = 24.0
    seconds: float = 0.0
    prompt: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    slots: Slots = field(default_factory=Slots)
    slate: dict[str, str] = field(default_factory=dict)
    materials: tuple[Material, ...] = ()
    meter: str = ""
    renderer: str = ""

    @property
    def drawing_seed(self) -> int:
        """The seed of this take: takes of one step differ."""
        return (self.seed + 0x9E3779B1 * (self.take - 1)) & 0x7FFFFFFF

    def material(self, *roles: Role) -> Material | None:
        """The first file with one of these roles, roles tried in the order given."""
        return next((one for role in roles for one in self.materials if one.role is role), None)


@dataclass(frozen=True)
class Piece:
    """One file made. `role` is "main", "layers" (SVG), "poster" or "thumbnail"; `meta` travels into the asset's sidecar."""

    data: bytes = field(repr=False)
    mime: str
    suffix: str
    role: str = "main"
    width: int = 0
    height: int = 0
    duration: float = 0.0
    fps: float = 0.0
    meta: dict[str, Any] = field(default_factory=dict)
