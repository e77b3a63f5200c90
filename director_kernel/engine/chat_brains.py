"""Every chat model as a brain, made when it is asked for: whichever is chosen answers from the next message on."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from director_kernel.engine.brain import Brain
from director_kernel.engine.chat_brain import ChatBrain, House
from director_kernel.engine.speakers import LOCAL, Speaker, chain
from director_kernel.schema.pack import RoleModel


class ChatBrains(Mapping[str, Brain]):
    """Brains by id. `known` lists those there are, `role` says how the pack in force plays the director and who stands in.

    `services` have a key; `heard` is how the conversation hears each brain.
    """

    def __init__(
        self,
        house: House,
        known: Callable[[], Collection[str]],
        role: Callable[[], Sequence[RoleModel]],
        services: Callable[[], Collection[str]] = tuple,
        heard: Callable[[Brain], Brain] = lambda brain: brain,
    ) -> None:
        self._house = house
        self._known = known
        self._role = role
        self._services = services
        self._heard = heard

    def __getitem__(self, id: str) -> Brain:
        catalog = self._house.catalog()
        if id not in catalog.models and not id.startswith(LOCAL):
            raise KeyError(id)
        name = catalog.models[id].short_name if id in catalog.models else id
        return self._heard(ChatBrain(id, name, self._house, lambda: self._chain(id)))

    def _chain(self, id: str) -> Sequence[Speaker]:
        return chain(self._house.catalog(), id, self._role(), self._services())

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())
