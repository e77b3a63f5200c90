"""The paid studios there are: each is made when a step first needs it, and only where its service has a key."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from director_kernel.catalog import catalog_root
from director_kernel.catalog.briefings import SystemPrompt, read_system_prompt
from director_kernel.providers.protocol import Provider
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.model import Model, PriceRow

if TYPE_CHECKING:
    from director_kernel.providers.pool import Keyring
    from director_kernel.providers.sync_images import SyncImages
    from director_kernel.providers.texts import Texts

WRITING = "writing"
Endpoint = Callable[[str], EndpointSchema | None]


def _no_rows(endpoint: str) -> tuple[PriceRow, ...]:
    return ()


def _never(sha256: str) -> bool:
    return False


def _no_model(id: str) -> None:
    return None


def _shipped() -> SystemPrompt:
    return read_system_prompt(WRITING, catalog_root())


@dataclass(frozen=True)
class Means:
    """What studios are made with: keys, what an endpoint takes, and where results that arrive with the answer wait to be stored.

    `prices` has the catalog's rows for an endpoint, `stored` tells by hash whether a file is in the asset store, `model` has the
    catalog's model by its id, `writing` the briefing that texts are written by.
    """

    keyring: "Keyring"
    endpoint: Endpoint
    folder: Path
    prices: Callable[[str], Sequence[PriceRow]] = _no_rows
    stored: Callable[[str], bool] = _never
    model: Callable[[str], Model | None] = _no_model
    writing: Callable[[], SystemPrompt] = _shipped


class LiveProviders(Mapping[str, Provider]):
    """Providers by name. `given` ones come first; iterating gives those that were made so far. The rest is as in Means."""

    def __init__(
        self,
        keyring: "Keyring",
        endpoint: Endpoint,
        folder: Path,
        given: Mapping[str, Provider],
        *,
        prices: Callable[[str], Sequence[PriceRow]] = _no_rows,
        stored: Callable[[str], bool] = _never,
        model: Callable[[str], Model | None] = _no_model,
        writing: Callable[[], SystemPrompt] = _shipped,
    ) -> None:
        self._means = Means(keyring, endpoint, folder, prices, stored, model, writing)
        self._made: dict[str, Provider] = dict(given)

    def __getitem__(self, name: str) -> Provider:
        if name not in self._made:
            if name not in MAKERS or not self._has_key(name):
                raise KeyError(name)
            self._made[name] = MAKERS[name](self._means)
        return self._made[name]

    def look(self, names: Iterable[str]) -> None:
        """Looks for the keys of these studios wherever they are kept. May block: what is then asked for on a loop does not."""
        for name in names:
            if name in MAKERS and name not in self._made:
                self._means.keyring.has(name)

    def _has_key(self, name: str) -> bool:
        keyring = self._means.keyring
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return keyring.has(name)
        # A keyring may wait for a person; the loop, with all that is in flight, waits for nobody.
        return bool(keyring.held(name))

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._made))

    def __len__(self) -> int:
        return len(self._made)


def _fal(means: Means) -> Provider:
    from director_kernel.providers.fal import Fal

    return Fal(means.keyring.pool("fal"), means.endpoint)


def _replicate(means: Means) -> Provider:
    from director_kernel.providers.replicate import Replicate

    return Replicate(means.keyring.pool("replicate"), means.endpoint, prices=means.prices)


def _openrouter(means: Means) -> Provider:
    from director_kernel.providers.openrouter_images import OpenRouterImages

    pictures = OpenRouterImages(means.keyring.pool("openrouter"), means.endpoint, means.folder, stored=means.stored)
    return _both(means, pictures)


def _openai(means: Means) -> Provider:
    from director_kernel.providers.openai_images import OpenAIImages

    pool = means.keyring.pool("openai")
    return _both(means, OpenAIImages(pool, means.endpoint, means.folder, stored=means.stored, prices=means.prices))


def _both(means: Means, pictures: "SyncImages") -> Provider:
    from director_kernel.providers.by_kind import ByKind

    return ByKind(_texts(pictures.name, means), pictures)


def _texts(service: str, means: Means) -> "Texts":
    from director_kernel.providers.texts import Texts

    pool = means.keyring.pool(service)
    return Texts(service, pool, means.folder, model=means.model, briefing=means.writing, prices=means.prices, stored=means.stored)


MAKERS: Mapping[str, Callable[[Means], Provider]] = {
    "fal": _fal,
    "replicate": _replicate,
    "openrouter": _openrouter,
    "openai": _openai,
    **{service: partial(_texts, service) for service in ("anthropic", "moonshot", "yunwu", "local")},
}
