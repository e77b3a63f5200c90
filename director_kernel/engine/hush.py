"""Taking keys out of values and errors."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from director_kernel.errors import DirectorError, ProviderError
from director_kernel.schema.noun import Noun

T = TypeVar("T")
Scrub = Callable[[str], str]


def scrubbed(value: T, scrub: Scrub) -> T:
    """`value` with every text in it scrubbed, however deep; itself where nothing was found."""
    return cast("T", _scrubbed(value, scrub))


def _scrubbed(value: Any, scrub: Scrub) -> Any:
    if isinstance(value, str):
        found = scrub(value)
        return value if found == value else found
    if isinstance(value, Noun):
        changes = {name: new for name in type(value).model_fields if (new := _scrubbed(old := getattr(value, name), scrub)) is not old}
        return value.model_copy(update=changes) if changes else value
    if isinstance(value, Mapping):
        pairs = {_scrubbed(key, scrub): _scrubbed(old, scrub) for key, old in value.items()}
        return pairs if any(a is not b for a, b in zip(pairs.values(), value.values(), strict=False)) or [*pairs] != [*value] else value
    if isinstance(value, list | tuple):
        items = [_scrubbed(old, scrub) for old in value]
        return value if all(new is old for new, old in zip(items, value, strict=True)) else type(value)(items)
    return value


def hushed(error: Exception, scrub: Scrub) -> Exception:
    """`error` without keys in its words, a provider's body, its notes and what it came from; replaced where its words can't be changed."""
    _hush(error, scrub)
    last: BaseException = error
    met = {id(error)}
    while (cause := last.__cause__ or last.__context__) is not None and id(cause) not in met:
        met.add(id(cause))
        _hush(cause, scrub)
        if _tells(cause, scrub):
            last.__cause__ = last.__context__ = None
            break
        last = cause
    if not _tells(error, scrub):
        return error
    plain = ProviderError(f"{type(error).__name__}: {scrub(str(error))}")
    plain.__cause__ = plain.__context__ = None
    plain.__suppress_context__ = True
    return plain


def _hush(error: BaseException, scrub: Scrub) -> None:
    error.args = _scrubbed(error.args, scrub)
    if isinstance(error, DirectorError):
        error.message = scrub(error.message)
    if isinstance(error, ProviderError):
        error.body = scrub(error.body)
    notes = getattr(error, "__notes__", None)
    if notes:
        error.__notes__ = _scrubbed(notes, scrub)


def _tells(error: BaseException, scrub: Scrub) -> bool:
    """True where the words of an error come from elsewhere than its arguments, and still hold a key."""
    said = f"{error} {error!r}"
    return scrub(said) != said
