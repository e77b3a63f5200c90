"""What the compiler is asked, the target of a prompt; what it answers (`schema/compiled`) can be had from here too."""

from dataclasses import dataclass

from director_kernel.schema.compiled import Compiled, Diagnostic, Length, Lint, Span, Verdict
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.plan import Kind

__all__ = ["Compiled", "Diagnostic", "Length", "Lint", "Span", "Target", "Verdict"]


@dataclass(frozen=True)
class Target:
    """What a prompt is for. `max_chars` 0 is no limit beyond the dialect's; `negative`: there is a field for it; `image_led`: a start
    image is given.

    `model` is a catalog id: it chooses the dialect where `dialect` is "". With an `endpoint` only fields it has are filled, with values it
    takes. `literal`: the vendor's own rewriters are turned off, so that the prompt arrives as it is compiled.
    """

    kind: Kind
    max_chars: int = 0
    negative: bool = False
    image_led: bool = False
    dialect: str = "plain"
    model: str = ""
    endpoint: EndpointSchema | None = None
    literal: bool = False
