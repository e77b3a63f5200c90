"""What all runs of one process share: the workspace, the studios, the bell, and who listens."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from director_kernel.engine.folders import Folders
from director_kernel.engine.local import Assemble, AssemblyRoom
from director_kernel.engine.polling import Bell
from director_kernel.errors import AssetError, StudioError, WorkspaceError
from director_kernel.events import Event
from director_kernel.providers.protocol import InputFile, Provider
from director_kernel.providers.vault import VARIABLES
from director_kernel.schema.asset import Asset
from director_kernel.schema.journal import AttemptId, Studio
from director_kernel.schema.plan import Kind, Plan, Role, Step
from director_kernel.store import Workspace
from director_kernel.store.assets import Assets
from director_kernel.store.runs import Runs
from director_kernel.store.writer import Writer

PREVIS = "previs"
Listener = Callable[[Event], None]


class Sending:
    """Counts the orders that may be on their way to a studio and are not answered, or the answer not yet written down."""

    def __init__(self) -> None:
        self._under_way = 0
        self._quiet: asyncio.Future[None] | None = None

    def __enter__(self) -> None:
        self._under_way += 1

    def __exit__(self, *_: object) -> None:
        self._under_way -= 1
        if self._under_way == 0 and self._quiet is not None and not self._quiet.done():
            self._quiet.set_result(None)

    async def answered(self, patience: float) -> None:
        """Until none is under way, at most `patience` seconds."""
        if self._under_way:
            self._quiet = asyncio.get_running_loop().create_future()
            await asyncio.wait([self._quiet], timeout=patience)


@dataclass
class Shared:
    """The means of every run. `listener` gets each event on the engine's thread, after it is committed where it is kept."""

    workspace: Workspace
    providers: Mapping[str, Provider]
    listener: Listener | None = None
    assemble: Assemble | None = None
    bell: Bell = field(default_factory=Bell)
    sending: Sending = field(default_factory=Sending)
    _semaphores: dict[str, asyncio.Semaphore] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.writer: Writer = self.workspace.writer
        self.runs: Runs = self.workspace.runs
        self.assets: Assets = self.workspace.assets
        self.folders = Folders(self.workspace.assets.incoming, self.workspace.presence)
        self.checkpoint: Callable[[str], None] = self.workspace.checkpoint
        self.explain: Callable[[BaseException], WorkspaceError] = self.workspace.explain
        self.ended: Callable[[], None] = lambda: None

    def say(self, event: Event) -> None:
        """Hands the event on. A listener that fails is reported to the loop's handler and stops nothing that was paid for."""
        if self.listener is None:
            return
        try:
            self.listener(event)
        except Exception as error:  # noqa: BLE001 - reported, and money matters go on
            context = {"message": "a listener failed on an event", "exception": error}
            asyncio.get_running_loop().call_exception_handler(context)

    def semaphore(self, provider: Provider) -> asyncio.Semaphore:
        """How many jobs this provider still takes, shared by all runs of this process."""
        semaphore = self._semaphores.get(provider.name)
        if semaphore is None:
            semaphore = self._semaphores[provider.name] = asyncio.Semaphore(max(1, provider.concurrency))
        return semaphore

    def provider(self, step: Step, studio: Studio, plan: Plan) -> Provider:
        """Who makes this step in this studio. Raises StudioError, naming the studio that isn't there."""
        if step.kind is Kind.ASSEMBLE:
            if self.assemble is None:
                raise StudioError(f"{step.id} joins clips and no reel maker was given to the executor; give it `assemble=`")
            return AssemblyRoom(plan, step, self.assemble, studio, renderer=getattr(self.assemble, "renderer", ""))
        name = PREVIS if studio == "previs" else step.provider
        found = self.providers.get(name)
        if found is None and not (studio == "live" and step.kind is Kind.MANUAL):
            raise StudioError(
                f"studio {studio!r} is not here: {step.id} ({step.model_name}) needs {_what(name)}; or run it with studio previs, for free"
            )
        return found if found is not None else AssemblyRoom(plan, step, _by_hand, studio, name="manual")

    async def ready(self, names: Iterable[str]) -> None:
        """Has the keys of these studios looked for before the loop asks for them: a system keyring may wait for a person."""
        look: Callable[[Iterable[str]], None] | None = getattr(self.providers, "look", None)
        if look is not None:
            await asyncio.to_thread(look, set(names))

    def asset(self, sha256: str) -> Asset:
        """The stored asset, whose file is there. Raises AssetError."""
        asset = self.assets.get(sha256)
        if asset is None:
            raise AssetError(f"asset {sha256[:12]}… is not in this workspace; attach the file again")
        if not self.assets.here(asset):
            self.assets.check(asset)
        return asset

    def input_file(self, role: Role, asset: Asset, others: tuple[tuple[str, Asset], ...] = ()) -> InputFile:
        """The asset as a provider is handed it; by the time it is sent, it is on the disk."""
        path = self.assets.path(asset)
        companions = {name: self.assets.path(other) for name, other in others}
        return InputFile.model_construct(role=role, asset=asset, path=path, companions=companions)

    def followed(self, attempt: AttemptId) -> bool:
        """True while a live process (this one included) follows the attempt."""
        return self.workspace.leases.alive(attempt.execution, self.runs.epoch(attempt.execution))


def _what(provider: str) -> str:
    """A provider that isn't there, and what a person does about it."""
    if provider == "local":
        return "a server of your own: set DIRECTOR_LOCAL_BASE_URL to where it is"
    if provider in VARIABLES:
        return f"a key for {provider}: set {VARIABLES[provider]}, or `director keys add {provider}`"
    return f"provider {provider!r}: choose another model" if provider else "a provider: choose another model"


async def _by_hand(_: object) -> tuple[()]:
    return ()
