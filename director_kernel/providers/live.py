"""The paid studios there are: each is made when a step first needs it, and only where its service has a key."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from director_kernel.providers.protocol import Provider
from director_kernel.schema.endpoint import EndpointSchema

if TYPE_CHECKING:
    from director_kernel.providers.pool import Keyring

Endpoint = Callable[[str], EndpointSchema | None]


class LiveProviders(Mapping[str, Provider]):
    """Providers by name. `given` ones come first; iterating gives those that were made so far.

    `endpoint` tells what an endpoint takes, `folder` holds results that arrive with the answer until they are stored.
    """

    def __init__(self, keyring: "Keyring", endpoint: Endpoint, folder: Path, given: Mapping[str, Provider]) -> None:
        self._keyring = keyring
        self._endpoint = endpoint
        self._folder = folder
        self._made: dict[str, Provider] = dict(given)

    def __getitem__(self, name: str) -> Provider:
        if name not in self._made:
            if name not in MAKERS or name not in self._keyring.services():
                raise KeyError(name)
            self._made[name] = MAKERS[name](self._keyring, self._endpoint, self._folder)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._made))

    def __len__(self) -> int:
        return len(self._made)


def _fal(keyring: "Keyring", endpoint: Endpoint, _: Path) -> Provider:
    from director_kernel.providers.fal import Fal

    return Fal(keyring.pool("fal"), endpoint)


def _replicate(keyring: "Keyring", endpoint: Endpoint, _: Path) -> Provider:
    from director_kernel.providers.replicate import Replicate

    return Replicate(keyring.pool("replicate"), endpoint)


def _openrouter(keyring: "Keyring", endpoint: Endpoint, folder: Path) -> Provider:
    from director_kernel.providers.openrouter_images import OpenRouterImages

    return OpenRouterImages(keyring.pool("openrouter"), endpoint, folder)


def _openai(keyring: "Keyring", endpoint: Endpoint, folder: Path) -> Provider:
    from director_kernel.providers.openai_images import OpenAIImages

    return OpenAIImages(keyring.pool("openai"), endpoint, folder)


MAKERS: Mapping[str, Callable[["Keyring", Endpoint, Path], Provider]] = {
    "fal": _fal,
    "replicate": _replicate,
    "openrouter": _openrouter,
    "openai": _openai,
}
