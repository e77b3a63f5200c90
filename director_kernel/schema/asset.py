"""Stored files, named by their hash."""

from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import Field

from director_kernel.schema.noun import Noun

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Asset(Noun):
    """A file in the workspace's asset store.

    `width`, `height` in pixels, `duration` in seconds, `fps` in frames a second; 0 where it does not apply.
    `meta` carries provenance (step, prompt, seed, model, studio …) and travels in the JSON sidecar.
    """

    sha256: Sha256
    mime: str
    bytes: Annotated[int, Field(ge=0)]
    suffix: str
    width: int = 0
    height: int = 0
    duration: float = 0.0
    fps: float = 0.0
    meta: dict[str, Any] = {}

    @property
    def path(self) -> PurePosixPath:
        """Where it lies, relative to the workspace folder."""
        return PurePosixPath("assets", self.sha256[:2], self.sha256 + self.suffix)
