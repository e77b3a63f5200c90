"""What all ways of saying a slot share: its wording, the shape of a step, and how a slot is left out with its reason."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from director_kernel.prompts.forms import tidy
from director_kernel.prompts.joining import Fragment, Line
from director_kernel.schema.compiled import Diagnostic
from director_kernel.schema.dialect import Phrase
from director_kernel.schema.slots import Slots

Said = Mapping[str, Any]
Step = Callable[[Any, Said, list[Fragment], list[Diagnostic]], None]
NOTHING = "there are no words in it"
END = ".,;: "


class Wording(NamedTuple):
    """A slot's phrase as the dialect and the common dialect say it together, and the sentence it stands in."""

    slot: str
    phrase: Phrase
    line: Line
    quote: str
    woven: bool = False
    """The dialect weaves sentences: nothing is said twice."""


def word(value: Any) -> str:
    """A value as people write it; a time offset in seconds."""
    return value if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)


def dropping(slot: str, reason: str) -> Step:
    """Leaves the slot out, value by value, with the reason."""

    def say(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        diagnostics.extend(Diagnostic(slot, words, "dropped", reason) for words in shown(value))

    return say


def cutting(slot: str) -> Step:
    """Leaves to the edit what this model has no field for: the film is cut to it all the same."""

    def say(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        diagnostics.append(Diagnostic(slot, word(value), "moved", "not used by this model: the film is cut to it", False, "the edit"))

    return say


def leaving_out(step: Step, reason: str) -> Step:
    """As `step`, but only what is quoted stays."""

    def say(value: Any, said: Said, out: list[Fragment], diagnostics: list[Diagnostic]) -> None:
        start = len(out)
        step(value, said, out, diagnostics)
        for fragment in [one for one in out[start:] if not one.quoted]:
            for at in range(fragment.first, fragment.first + fragment.many):
                diagnostics[at] = diagnostics[at]._replace(verdict="dropped", reason=reason, to="")
        out[start:] = [one for one in out[start:] if one.quoted]

    return say


def shown(value: Any) -> list[str]:
    """Each value of a slot in a few words, for a list."""
    return [_shown(one) for one in value] if isinstance(value, tuple) else [_shown(value)]


def _shown(value: Any) -> str:
    if isinstance(value, Slots):
        return value.subject or value.action
    if isinstance(value, str):
        return tidy(value)
    for name in ("name", "text", "headline", "label"):
        if isinstance(getattr(value, name, None), str):
            return tidy(getattr(value, name))
    return tidy(word(value))
