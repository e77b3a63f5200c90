"""`Director`: the one facade. It joins conversation, plans, runs and the workspace and offers them by noun; the work is below."""

import threading
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from director_kernel.catalog import Catalog, catalog_root, check_catalog, load_catalog
from director_kernel.catalog.briefings import read_system_prompt
from director_kernel.catalog.packs import Packs
from director_kernel.catalog.recommend import WEAK
from director_kernel.engine import brains as directors
from director_kernel.engine import care
from director_kernel.engine.allowance import Allowance
from director_kernel.engine.brains import BrainCard
from director_kernel.engine.chats import Chats
from director_kernel.engine.choosing import StudioCard, studios
from director_kernel.engine.comparing import Comparing
from director_kernel.engine.desk import Desk, refuse
from director_kernel.engine.discreet import DiscreetBrain, DiscreetStudios
from director_kernel.engine.executor import Executor as Runner
from director_kernel.engine.follow import Run, Runs
from director_kernel.engine.hub import Hub
from director_kernel.engine.looks import Looks
from director_kernel.engine.planner import Finished
from director_kernel.engine.reel import assembler
from director_kernel.engine.reels import Reels
from director_kernel.engine.turn import Turn
from director_kernel.engine.uploads import Uploads
from director_kernel.errors import DirectorError, QuestionsOpen, StudioError, UsageError
from director_kernel.events import Event
from director_kernel.learning.feedback import Feedback
from director_kernel.loop import EngineLoop
from director_kernel.media.pool import Pool
from director_kernel.providers.pool import Keyring
from director_kernel.providers.protocol import Provider
from director_kernel.schema.brief import Attachment
from director_kernel.schema.catalog import CatalogFault, Recommendation
from director_kernel.schema.conversation import Conversation
from director_kernel.schema.journal import Studio, Totals
from director_kernel.schema.plan import Plan, Tier
from director_kernel.settings import workspace_path
from director_kernel.store import Workspace, keep
from director_kernel.user_settings import UserSettings

if TYPE_CHECKING:
    from director_kernel.engine.brain import Brain
    from director_kernel.engine.conversation import Talk
    from director_kernel.filming import Filming
    from director_kernel.providers.chat import Chats as ChatModels

__all__ = ["Director", "Run", "Turn"]


class Director:
    """A creative director in one workspace.

    `workspace` is the folder (default: `DIRECTOR_WORKSPACE`, else `director/` here), opened when first needed. `memory` names whose
    current conversation this is: each kernel has its own, the shell has the workspace's. `providers` make live steps, `brains` direct
    beside the offline director. `on_event` hears every event, on the thread that says it. Safe from any thread but the engine's.
    """

    def __init__(
        self,
        workspace: Path | str | None = None,
        *,
        memory: str = "python",
        providers: Sequence[Provider] = (),
        brains: Sequence["Brain"] = (),
        on_event: Callable[[Event], None] | None = None,
    ) -> None:
        self.folder = Path(workspace).expanduser().absolute() if workspace is not None else workspace_path()
        self.workspace = Workspace.open(self.folder)
        self.loop = EngineLoop()
        self.memory = memory
        self.keys = Keyring(self.workspace)
        self.hub = Hub(self.keys.scrub)
        if on_event is not None:
            self.hub.listen(on_event)
        self._providers = {provider.name: provider for provider in providers}
        self._brains = {brain.id: brain for brain in brains}
        # Held for a whole turn: what is said while another answer is written waits for it.
        self._turns = threading.RLock()
        self._making = threading.RLock()
        self._pixels: Executor | None = None
        self._room = Pool(workers=1)
        # Drawings get a process of their own: one that never ends is killed, and must not take a reel with it.
        self.looks = Looks(self.workspace, Pool(workers=1))
        self.uploads = Uploads(self.workspace)
        self.feedback = Feedback(self.workspace, lambda: self.catalog)
        self.chats = Chats(self.workspace, memory)
        self.plans = Desk(
            self.workspace,
            lambda: self.catalog,
            self.chats.current,
            self.forecast,
            emit=self.hub.emit,
            locked=self.workspace.ratings.locked_steps,
        )
        self.comparing = Comparing(self.workspace, lambda: self.catalog, lambda: self.runs)
        self._runs: Runs | None = None
        self._talk: Talk | None = None
        self._models: ChatModels | None = None
        self._closing: list[Callable[[], None]] = []

    @property
    def catalog(self) -> Catalog:
        """What is known of models, with this workspace's overlay and what was learned here; read again when a file changed."""
        return load_catalog(self.folder / "catalog").knowing(self.feedback.evidence())

    @property
    def packs(self) -> Packs:
        """Which chat model does which job."""
        tier = self.workspace.quotas.current().pack
        return Packs(self.catalog, self.folder / "catalog", self.workspace.settings, UserSettings(), tier)

    @property
    def quotas(self) -> Allowance:
        """What this workspace may use in a month, and what it has used."""
        return Allowance(self.workspace, self.catalog)

    @property
    def runs(self) -> Runs:
        """The executions."""
        with self._making:
            if self._runs is None:
                from director_kernel.providers.live import LiveProviders
                from director_kernel.providers.previs import Previs

                previs = Previs(self._pixels, workers=getattr(self._pixels, "workers", None))
                # The reel is joined here even where a cluster draws: its files are in this workspace.
                assemble = assembler(self.folder / "reels", pool=previs.pool if self._pixels is None else self._room)
                given = {previs.name: previs, **self._providers}
                studios = LiveProviders(
                    self.keys,
                    lambda id: self.catalog.endpoint(id),
                    # Not among what comes in, which is swept: a picture that was paid for waits here until it is stored.
                    self.folder / keep.ANSWERS,
                    given,
                    prices=lambda id: self.catalog.price_rows(id),
                    stored=lambda sha256: self.workspace.assets.get(sha256) is not None,
                    model=lambda id: self.catalog.models.get(id),
                    writing=lambda: read_system_prompt("writing", catalog_root(), self.folder / "catalog"),
                )
                runner = Runner(self.workspace, DiscreetStudios(studios, self.keys.scrub), emit=self.hub.emit, assemble=assemble)
                self._runs = Runs(self.workspace, self.loop, self.hub, runner, lambda: self.catalog)
            return self._runs

    @cached_property
    def film(self) -> "Filming":
        """Projects: bible, scenes, boards, and the workflows on them; loaded when first needed."""
        from director_kernel.filming import Filming

        film = Filming(self)
        self.at_close(film.close)
        return film

    @property
    def reels(self) -> Reels:
        """The finished films."""
        return Reels(self.workspace)

    # Talking. What you touch is current: a conversation that is named becomes it, before anything is said there.

    def say(self, message: str, attachments: Sequence[Path | str | Attachment] = (), *, conversation: str | None = None) -> Turn:
        """The director's answer to `message`. Attachments are paths, URLs, or what `uploads` took. Raises AssetError, UsageError."""
        given = care.attach(self.workspace, attachments)
        with self._turns:
            return self._talking().say(self._here(conversation), self.keys.scrub(message), given)

    def answer(self, answers: Sequence[str], *, conversation: str | None = None) -> Turn:
        """The answer to `1b 2a "free text"`."""
        with self._turns:
            return self._talking().answer(self._here(conversation), [self.keys.scrub(word) for word in answers])

    def pick(self, picks: Mapping[str, str], *, conversation: str | None = None) -> Turn:
        """The answer to choices by question: question id → choice id, or free text. Raises UsageError for what isn't asked."""
        with self._turns:
            return self._talking().pick(self._here(conversation), {question: self.keys.scrub(said) for question, said in picks.items()})

    def decide(self, *, conversation: str | None = None) -> Turn:
        """The answer when the director decides all that is open."""
        with self._turns:
            return self._talking().decide(self._here(conversation))

    def choose(self, option: str, *, conversation: str | None = None) -> Turn:
        """The answer to taking one of the options."""
        with self._turns:
            return self._talking().choose(self._here(conversation), option)

    def brief(
        self,
        brief: str,
        attachments: Sequence[Path | str | Attachment] = (),
        *,
        decide: bool = False,
        tier: str | None = None,
        seed: int | None = None,
        conversation: str | None = None,
    ) -> Turn:
        """The answer to a brief in a conversation of its own (or the one named); with `decide` nothing stays open."""
        given = care.attach(self.workspace, attachments)
        with self._turns:
            if conversation is None:
                self.chats.new()
            return self._talking().brief(self._here(conversation), self.keys.scrub(brief), given, decide=decide, tier=tier, seed=seed)

    def provide(self, step: str, file: Path | str | Attachment, execution: str | None = None, *, take: int | None = None) -> Run:
        """Hands a step made by hand its file, by its path or as `uploads` took it, and goes on. Raises AssetError, UsageError.

        Of a step with several takes it is the first that waits for one, or `take`.
        """
        (given,) = care.attach(self.workspace, [Path(file) if isinstance(file, str) else file])
        return self.runs.provide(step, given, execution, take=take)

    def stop(self, conversation: str | None = None) -> bool:
        """Stops the reply being written there (default: in the current conversation); what was written stays. False if none is."""
        current = self.chats.current() if conversation is None else None
        wanted = conversation or (current.id if current is not None else "")
        return self._talk is not None and self._talk.stop(wanted)

    def written(self, conversation: str) -> str | None:
        """What was written so far of the reply being written there, None when none is."""
        return self._talk.written(conversation) if self._talk is not None else None

    def brains(self) -> tuple[BrainCard, ...]:
        """The director models there are, the offline director first, with what a message costs and what they need."""
        return directors.cards(self.catalog, self._own_brains, self.keys.services())

    @property
    def brain(self) -> str:
        """The id of the director model in use: the choice of this workspace, else the person's, else that of a pack somebody chose, else
        what `AI_DIRECTOR_MODEL` names; the offline director where none of them can be used."""
        chosen = self.packs.chosen()
        pack = chosen.pack.roles.get("brain") if chosen.given else None
        played = (
            f"{directors.LOCAL}{pack.model}" if pack is not None and pack.provider == "local" else pack.model if pack is not None else ""
        )
        choices = (self.workspace.settings.get(directors.SETTING), UserSettings().get(directors.SETTING), played)
        return directors.in_use(self.catalog, choices, self._own_brains, self.keys.services())

    def use_brain(self, brain: str, *, where: Literal["user", "workspace"] = "user") -> BrainCard:
        """Directs with this model from the next message on, wherever the person works, or in this workspace alone.

        Raises UsageError for one that isn't there or can't be used, and says what it needs.
        """
        card = directors.usable(self.catalog, brain, self._own_brains, self.keys.services())
        # A choice for all workspaces is meant for this one too.
        self.workspace.settings.set(directors.SETTING, card.id if where == "workspace" else None)
        if where == "user":
            UserSettings().set(directors.SETTING, card.id)
        return card

    @property
    def _own_brains(self) -> dict[str, str]:
        return {directors.OFFLINE: "", **{key: brain.name for key, brain in self._brains.items()}}

    def _here(self, conversation: str | None) -> Conversation:
        if conversation is not None:
            self.chats.open(conversation)
        return self.chats.here()

    def load(self, draft: bytes) -> tuple[Plan, Finished]:
        """A plan from a file, whoever wrote it, in a conversation of its own, and what was wrong with it.

        Raises PlanFaults where there is none in it; the current conversation then stays.
        """
        finished = self.plans.read(draft)
        with self._turns:
            chat = self.chats.new()
            return self.plans.at(chat.id).keep(finished.plan, note="from a file")[0], finished

    def make(
        self,
        brief: str,
        attachments: Sequence[Path | str | Attachment] = (),
        *,
        tier: str | None = None,
        seed: int | None = None,
        aspect: str | None = None,
        studio: str = "previs",
        cap: int | None = None,
        see: Callable[[Event], None] = lambda event: None,
    ) -> dict[str, Any]:
        """From a brief to the finished reel; what was not said is decided. A JSON-ready summary; `cap` in micro-USD.

        Raises QuestionsOpen when the brief is too vague to begin, PlanFaults, BudgetError, StudioError.
        """
        turn = self.brief(brief, attachments, decide=True, tier=tier, seed=seed)
        if turn.plan is None:
            raise QuestionsOpen(f"{turn.text.strip()} Say more and run it again.")
        refuse(turn.faults)
        plan = turn.plan
        if aspect and aspect != plan.aspect:
            plan, finished = self.plans.at(turn.conversation).set([f"aspect={aspect}"])
            refuse(finished.faults)
        run = self.runs.start(plan, studio=studio, cap=cap, conversation=turn.conversation)
        execution = run.wait(see)
        return self.reels.summary(execution.id, self.runs)

    def _talking(self) -> "Talk":
        """The reader of words, loaded when something is first said: it is the largest part of the program."""
        with self._making:
            if self._talk is None:
                from director_kernel.engine.chat_brain import House
                from director_kernel.engine.chat_brains import ChatBrains
                from director_kernel.engine.conversation import Talk
                from director_kernel.engine.offline.brain import OfflineBrain
                from director_kernel.providers.chat import Chats as ChatModels
                from director_kernel.providers.director_agent import DirectorAgent

                self._models = ChatModels(self.keys.pool)
                agent, locked = DirectorAgent(self._models), self.workspace.ratings.locked_steps
                house = House(
                    self.workspace,
                    self.loop,
                    agent,
                    lambda: self.catalog,
                    self.feedback.evidence,
                    locked,
                    project=lambda: self.film.said.words(),
                    outline=lambda tokens: self.film.said.outline(tokens),
                    propose=lambda changes, who, why: self.film.said.propose(changes, who, why),
                    closest=lambda message, tokens: self.film.closest(message, tokens),
                )
                chat = ChatBrains(
                    house,
                    lambda: [card.id for card in self.brains() if card.available],
                    lambda: self.packs.role("brain"),
                    self.keys.services,
                    lambda brain: DiscreetBrain(brain, self.keys.scrub),
                )
                offline = OfflineBrain(directors.OFFLINE, lambda: self.catalog, lambda message, alone: self.film.said.heard(message, alone))
                heard = {key: DiscreetBrain(brain, self.keys.scrub) for key, brain in self._brains.items()}
                # A ChainMap writes to its first mapping alone, and nobody writes: the second need not be mutable.
                known: Mapping[str, Brain] = ChainMap({**heard, offline.id: offline}, chat)  # type: ignore[arg-type]
                self._talk = Talk(self.workspace, self.plans, known, lambda: self.brain, self.hub.emit)
            return self._talk

    def forecast(self, plan: Plan, studio: Studio = "previs") -> dict[str, bool]:
        """By step id, whether all its takes are stored; in a studio nobody here can make steps for, none is known to be."""
        try:
            return {each.step: each.cached for each in self.runs.executor.forecast(plan, studio)}
        except StudioError:
            return {}

    def studios(self, plan: Plan) -> tuple[StudioCard, ...]:
        """Who could make `plan`: previs for free, live for its price or with the reason why not."""
        return studios(plan, lambda step: self.runs.executor.shared.provider(step, "live", plan))

    # Knowing

    def recommend(self, query: str, *, task: str | None = None, tier: Tier | None = None, limit: int = 10) -> tuple[Recommendation, ...]:
        """Models for what should be done well, best first. Raises UsageError for a task that isn't there."""
        if task is not None and task not in self.catalog.tasks:
            raise UsageError(f"there is no task {task[:40]!r}; tasks are {', '.join(self.catalog.tasks)}.")
        asked = task if task and not query else f"{query} {task or ''}".strip()
        found = self.catalog.recommend(asked, tier=tier, limit=limit)
        if not query.strip() or (len(found) >= limit and found[0].score >= WEAK):
            return found
        near = self.film.find(query, ("models",), limit=30).hits
        return self.catalog.also(asked, found, [hit.address for hit in near if hit.meaning >= 0.35 or hit.words >= 0.5])[:limit]

    def prefer(self, /, **wishes: str) -> Mapping[str, str]:
        """`prefer(video="kling 2.6", image="none")`: these models are planned first from now on, in all workspaces of this person.

        All that is preferred by then, by medium. Raises UsageError for what is no medium, or no model that can be planned for it.
        """
        return self.feedback.prefer(**wishes)

    def check_catalog(self, folder: Path | None = None) -> tuple[CatalogFault, ...]:
        """Every fault of a catalog folder (default: the shipped one and this workspace's overlay)."""
        if folder is not None:
            return tuple(check_catalog(folder))
        return (*check_catalog(catalog_root()), *check_catalog(self.folder / "catalog", base=catalog_root()))

    # Looking after the workspace

    def where(self) -> dict[str, Any]:
        """Where a person is and what can be done next; what workflows made meanwhile is taken into its film."""
        # The film's part of the house is opened only where there is a film.
        film, film_next = self.film.where() if self.workspace.projects.all() else ([], [])
        return care.where(self.workspace, self.chats, self.plans, self.runs, film, film_next)

    def doctor(self) -> list[dict[str, str]]:
        """What is well and what is not on this machine and in the workspace."""
        return care.doctor(self.workspace, self.check_catalog)

    def gc(self, *, delete: bool = False) -> dict[str, int]:
        """What could go, in files and bytes, and what stays; with `delete` it goes."""
        found = keep.garbage(self.workspace)
        freed = keep.collect(self.workspace, found) if delete else found.size
        kept = sum(size for part, size in keep.disk_use(self.workspace).items() if part != "free")
        return {"files": len(found.paths), "bytes": freed, "kept": kept if delete else kept - found.size}

    def export(self, target: Path | None = None, execution: str | None = None) -> Path:
        """A ZIP of a plan with its takes and reel (default: the current plan, else the latest run's), in a folder under the plan's name."""
        plan = self.runs.latest(execution).plan if execution or self.plans.current() is None else self.plans.require().id
        wanted = (target or Path.cwd()).expanduser()
        return keep.export(self.workspace, plan, wanted / f"{plan}.zip" if wanted.is_dir() else wanted)

    def backup(self, target: Path) -> Path:
        """A copy of the whole workspace in a new folder."""
        return keep.backup(self.workspace, target)

    def set_cap(self, cap: int | None) -> None:
        """The most this workspace may spend in all, in micro-USD; None for no cap."""
        self.workspace.ledger.set_cap("workspace", cap)

    def totals(self) -> Totals:
        """The workspace's ledger."""
        return self.workspace.ledger.totals()

    def use_pixels(self, pixels: Executor | None) -> None:
        """Renders on this executor from now on, in worker processes here for None; it is shut down with the director or the next change.

        An attribute `workers` says how many jobs it does at once. Raises UsageError while something runs.
        """
        if self._runs is not None and (busy := sorted(self._runs.executor.active)):
            raise UsageError(f"{busy[0]} is being made; wait for it or `director cancel {busy[0]}`, then change where it is drawn.")
        self._leave_studio()
        self._pixels = pixels

    def _leave_studio(self) -> None:
        if self._runs is not None:
            self._runs.close()
            self._runs = None
        if self._pixels is not None:
            self._pixels.shutdown(cancel_futures=True)
            self._pixels = None

    def at_close(self, call: Callable[[], None]) -> None:
        """Calls `call` first when the director is closed."""
        self._closing.append(call)

    def close(self) -> None:
        """Lets go of everything; jobs in flight are found again by `resume`."""
        for call in self._closing:
            call()
        self._closing.clear()
        self.looks.close()
        self.uploads.close()
        self._leave_studio()
        self._room.close()
        if self._models is not None:
            with suppress(DirectorError, OSError, TimeoutError):
                self.loop.run(self._models.close(), timeout=5)
        self.loop.stop()
        self.keys.close()
        self.workspace.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
