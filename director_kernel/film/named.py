"""Things of the catalog found by the name a person types."""

import difflib
import re
from collections.abc import Mapping
from typing import Protocol, TypeVar

from director_kernel.errors import UsageError


class Named(Protocol):
    """Something with an id and a title."""

    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...


Thing = TypeVar("Thing", bound=Named)


def loose(name: str) -> str:
    """A name without capitals, spaces and dashes."""
    return re.sub(r"[\W_]+", "", name.casefold())


def find_named(things: Mapping[str, Thing], name: str, what: str) -> Thing:
    """The thing of this id, title or other words it goes by. Raises UsageError with the nearest, or with all there are."""
    wanted = loose(name)
    for thing in things.values():
        if wanted and wanted in {
            loose(thing.id),
            loose(thing.title),
            *map(loose, (*getattr(thing, "words", ()), *getattr(thing, "labels", ()))),
        }:
            return thing
    near = difflib.get_close_matches(name.lower(), things, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(things) or 'none yet'}."
    raise UsageError(f"there is no {what} {name[:60]!r}; {hint}")
