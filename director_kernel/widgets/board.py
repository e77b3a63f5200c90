"""A storyboard as a view shows it: the frames of a film, a scene or a board, everything a person makes of them, and what is made next.

Whatever is done here is a typed change of the project. What you touch is current: the project of a board becomes it with the first change.
"""

import asyncio
import json
from collections import OrderedDict
from typing import Any

from director_kernel.errors import DirectorError, UsageError
from director_kernel.events import Event, ExecutionDone, ExecutionEvent
from director_kernel.film import board
from director_kernel.film.frame_notes import noted
from director_kernel.film.guardian import Memory, report
from director_kernel.film.offers import Offer, find_offer, offers
from director_kernel.film.telling import told
from director_kernel.film.verdicts import DECISIONS, decide
from director_kernel.present.board_view import board_saved
from director_kernel.present.shown import Shown
from director_kernel.present.text import SAID, cut
from director_kernel.schema.project import Change, Finding, Project
from director_kernel.store.works import Work
from director_kernel.widgets.board_pages import Pages
from director_kernel.widgets.board_view import MOST_LINES, about_view, frame_view, name_of, places_of, proposal_view, seen_view
from director_kernel.widgets.files import asset_view
from director_kernel.widgets.part import Ask, verb
from director_kernel.widgets.plan import studio_view

SAVED = 24
"""Frames in the copy for a saved notebook."""
PRICES = 64
"""Prices remembered."""
MARKS = {"canonical": "promote", "alternate": "alternate", "pinned": "pin", "deleted": "delete"}


class BoardPart(Pages):
    """The storyboard of one project."""

    trait = "board"

    def __init__(self, stage: Any, key: str) -> None:
        super().__init__(stage, key)
        self._work: dict[str, Any] | None = None
        self._mine: dict[str, Work] = {}
        """Works begun here, by the execution that makes them."""
        self._assets: dict[str, dict[str, Any] | None] = {}
        self._drawn: tuple[tuple[int, str], dict[str, Any]] | None = None
        self._found: tuple[int, tuple[Finding, ...]] | None = None
        self._memory: Memory = {}
        self._felt: board.Remembered = {}
        self._prices: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._again(None)

    # State

    def turn(self, what: str) -> None:
        """Shows that scene or board from now on, "" the film. Raises UsageError for one that isn't there."""
        if what and board.subject_of(self.now(), what) is None:
            raise UsageError(f"there is no scene or board {what[:40]!r} in this project any more; choose another one.")
        self.what = what

    def hear(self, event: Event) -> bool:
        """Follows what was started here, and takes in what it made."""
        if not isinstance(event, ExecutionEvent):
            return False
        work = self._mine.get(event.execution)
        if isinstance(event, ExecutionDone):
            work = work or self._tried_again(event.execution)
            if work is not None:
                self._again(work)
        return work is not None

    def _tried_again(self, execution: str) -> Work | None:
        """The work of a run that was begun for this project, by whatever way it went on."""
        run = self.director.workspace.runs.get(execution)
        return self.director.workspace.works.of_plan(run.plan) if run.conversation == self.project else None

    def look(self) -> bool:
        """Changes of other windows and processes."""
        return True

    def state(self) -> dict[str, Any]:
        """BoardState."""
        project = self.now()
        if self.what and board.subject_of(project, self.what) is None:
            self.what = ""
        undo, redo = self.director.workspace.projects.neighbours(self.project)
        open_ = self.director.film.projects.proposals(self.project)
        return {
            **self._shown(project),
            "undo": undo,
            "redo": redo,
            "proposals": [proposal_view(one, project) for one in open_],
            "work": self._progress(),
        }

    def _shown(self, project: Project) -> dict[str, Any]:
        """What follows from the project alone, made once for each version."""
        key = (project.version, self.what)
        if self._drawn is None or self._drawn[0] != key:
            kind, name = name_of(project, self.what)
            state = {
                "project": project.id,
                "title": cut(project.title),
                "version": project.version,
                "what": self.what,
                "kind": kind,
                "name": name,
                "places": places_of(project),
                "frames": [frame_view(one, self.look_of) for one in board.frames_of(project, self.what)],
                "away": len(board.put_away(project, self.what)),
            }
            self._drawn = key, state
        return self._drawn[1]

    def look_of(self, sha256: str) -> dict[str, Any] | None:
        """A stored picture for the page; None where there is none, or its file is gone."""
        if sha256 not in self._assets:
            asset = self.director.workspace.assets.get(sha256)
            fits = asset is not None and asset.mime.startswith("image/") and self.director.workspace.assets.here(asset)
            self._assets[sha256] = asset_view(asset) if asset is not None and fits else None
        return self._assets[sha256]

    def _progress(self) -> dict[str, Any] | None:
        if self._work is None or self._work["board"] or self._work["note"]:
            return self._work
        from director_kernel.widgets.run import RunPart

        watch = self.stage.part(RunPart, self.project).watch
        if watch is not None and watch.id == self._work["execution"]:
            return {**self._work, "status": watch.shown_status, "fraction": watch.fraction}
        return self._work

    def saved(self) -> Shown | None:
        """The strip as small pictures, for a notebook without a kernel."""
        return board_copy(self, self.what)

    # What is shown, and what is known of it

    @verb("board.show", lane="desk")
    def show(self, ask: Ask) -> None:
        """Another scene or board."""
        with self.changing(), self.stage.lock:
            self.turn(ask.text("what"))

    @verb("board.see", lane="look")
    def see(self, ask: Ask) -> dict[str, Any]:
        """Findings and feelings."""
        project = self.now()
        if len(self._felt) > 4 * len(project.scenes) + 50:
            self._felt = {}
        return seen_view(project, self.what, board.feelings(project, self.what, self._felt), self._findings(project))

    @verb("board.about", lane="look")
    def about(self, ask: Ask) -> dict[str, Any]:
        """Everything of one frame."""
        project = self.now()
        return about_view(project, self.what, ask.text("frame"), self.look_of, self._findings(project))

    def _findings(self, project: Project) -> tuple[Finding, ...]:
        if self._found is None or self._found[0] != project.version:
            # Scenes of versions that are gone are remembered too, up to a point.
            if len(self._memory) > 4 * len(project.scenes) + 50:
                self._memory = {}
            self._found = project.version, report(project, memory=self._memory).findings
        return self._found[1]

    # Changes

    def _here(self) -> Project:
        """The project, made current: what you touch is."""
        projects = self.director.film.projects
        current = projects.current()
        return projects.open(self.project) if current is None or current.id != self.project else current

    def _make(self, changes: tuple[Change, ...], note: str = "") -> dict[str, str]:
        """The changes made; what they did in a line."""
        project = self._here()
        with self.changing():
            said = note or (cut(told(changes[0], project), SAID) if changes else "Nothing changed")
            self.director.film.projects.change(changes, project=self.project, note=said)
        return {"note": said}

    @verb("board.move", lane="desk")
    def move(self, ask: Ask) -> dict[str, str]:
        """A frame to another place."""
        return self._make(board.moved(self.now(), self.what, ask.text("frame"), ask.number("to")))

    @verb("board.lock", lane="desk")
    def lock(self, ask: Ask) -> dict[str, str]:
        """A frame locked or free."""
        return self._make(board.locked(self.now(), self.what, ask.text("frame"), ask.flag("on")))

    @verb("board.caption", lane="desk")
    def caption(self, ask: Ask) -> dict[str, str]:
        """Other words under it."""
        return self._make(board.captioned(self.now(), self.what, ask.text("frame"), ask.text("text")))

    @verb("board.feel", lane="desk")
    def feel(self, ask: Ask) -> dict[str, str]:
        """One feeling as strong as said."""
        return self._make(board.felt(self.now(), self.what, ask.text("frame"), ask.text("axis"), ask.number("value")))

    @verb("board.use", lane="desk")
    def use(self, ask: Ask) -> dict[str, str]:
        """An alternate as the picture."""
        frame = board.find_frame(self.now(), self.what, ask.text("frame"))
        return self._make(board.used(self.now(), frame.shot, ask.text("asset")), f"another picture for shot {frame.number}")

    @verb("board.restore", lane="desk")
    def restore(self, ask: Ask) -> dict[str, str]:
        """What was put away, in sight again."""
        return self._make(board.brought_back(self.now(), self.what))

    @verb("board.mark", lane="desk")
    def mark(self, ask: Ask) -> dict[str, str]:
        """What becomes of a frame."""
        project, mark = self._here(), ask.text("mark")
        frame = board.find_frame(project, self.what, ask.text("frame"))
        if not frame.path.startswith("boards/"):
            if mark != "deleted":
                raise UsageError("a shot is no panel: choose one of its alternates as its picture instead.")
            return self._make(board.taken_out(project, self.what, frame.id), f"shot {frame.number} is taken out")
        if mark == "":
            return self._make((Change(op="set", path=f"{frame.path}/mark", value=""),))
        if mark not in MARKS:
            raise UsageError(f"a frame can't be made {mark[:40]!r}; it can be {', '.join(MARKS)}.")
        decided = DECISIONS[MARKS[mark]](project, self.what, frame.id)
        with self.changing():
            decide(self.director.film.projects, decided)
        return {"note": cut(decided.note, SAID)}

    @verb("board.undo", lane="desk")
    def undo(self, ask: Ask) -> dict[str, str]:
        """The version before."""
        self._here()
        with self.changing():
            return {"note": f"undone: version {self.director.film.projects.undo().version}"}

    @verb("board.redo", lane="desk")
    def redo(self, ask: Ask) -> dict[str, str]:
        """The version taken back."""
        self._here()
        with self.changing():
            return {"note": f"done again: version {self.director.film.projects.redo().version}"}

    # Proposals

    @verb("board.say", lane="desk")
    def say(self, ask: Ask) -> dict[str, str]:
        """What loose words would do, as a proposal."""
        project, words = self._here(), ask.text("words").strip()
        if not words:
            raise UsageError('say what should change, for example "moodier" or "closer, but keep the lens".')
        frame = board.find_frame(project, self.what, ask.text("frame"))
        changes, notes = noted(project, self.what, frame, words[:2000], self.director.catalog.manners)
        if not changes:
            return {"proposal": "", "note": cut(" ".join(notes) or "Nothing would change: the frame is so already.", SAID)}
        with self.changing():
            proposal = self.director.film.projects.propose(changes, who="a note", why=words[:300], project=project.id)
        return {"proposal": proposal.id, "note": cut(" ".join(notes), SAID)}

    @verb("board.mend", lane="desk")
    def mend(self, ask: Ask) -> dict[str, str]:
        """What would mend a finding, as a proposal."""
        self._here()
        with self.changing():
            proposal = self.director.film.guardian.propose([ask.text("finding")])
        return {"note": f"{proposal.id} is proposed"}

    @verb("board.accept", lane="desk")
    def accept(self, ask: Ask) -> dict[str, str]:
        """A proposal made, as it is or as edited."""
        projects, name = self.director.film.projects, ask.text("proposal")
        changes = None
        if ask.args.get("keep") is not None:
            kept = {Ask(ask.verb, one).number("at"): _typed(Ask(ask.verb, one)) for one in ask.items("keep")}
            found = projects.proposal(name)
            # What is too long to be shown can't be taken out by hand either.
            kept |= dict.fromkeys(range(MOST_LINES, len(found.changes)))
            changes = board.edited(self.now(), found, kept)
            if not changes:
                raise UsageError("no line is left of the proposal; keep one, or refuse it.")
        with self.changing():
            projects.accept(name, changes, anyway=ask.flag("anyway"))
        return {"note": f"{name} is made"}

    @verb("board.refuse", lane="desk")
    def refuse(self, ask: Ask) -> dict[str, str]:
        """A proposal put away."""
        with self.changing():
            self.director.film.projects.refuse(ask.text("proposal"))
        return {"note": f"{ask.text('proposal')} is refused"}

    # Making

    @verb("board.offers", lane="look")
    def offers(self, ask: Ask) -> list[dict[str, Any]]:
        """What can be made of a frame, and for how much."""
        project = self.now()
        return [self._priced(project, one) for one in offers(project, self.what, ask.text("frame", ""))]

    def _priced(self, project: Project, offer: Offer) -> dict[str, Any]:
        """BoardOffer. A plan of hundreds of frames takes its time: what was priced for this version is known."""
        key = f"{project.version} {offer.workflow} {json.dumps(offer.settings, sort_keys=True)}"
        known = self._prices.get(key)
        if known is None:
            known = self._prices[key] = self._weighed(project, offer)
            while len(self._prices) > PRICES:
                self._prices.popitem(last=False)
        return {**known, "key": offer.key, "title": offer.title}

    def _weighed(self, project: Project, offer: Offer) -> dict[str, Any]:
        try:
            # Live prices are those of a live plan: nothing that was only drawn spares anything there.
            _, plan = self.director.film.works.plan(offer.workflow, offer.settings, project, studio="live")
        except DirectorError as error:
            return {"price": 0, "ceiling": 0, "why": cut(error.message, SAID), "studios": []}
        cards = [studio_view(card) for card in self.director.studios(plan)]
        return {"price": plan.price, "ceiling": plan.ceiling, "why": "", "studios": cards}

    @verb("board.start", lane="desk")
    def start(self, ask: Ask) -> dict[str, str]:
        """Starts a workflow; what it makes comes into the project by itself."""
        project = self._here()
        offer = find_offer(project, self.what, ask.text("frame", ""), ask.text("offer"))
        works, studio = self.director.film.works, ask.text("studio", "previs")
        work, plan = works.begin(offer.workflow, offer.settings, studio=studio)
        execution = ""
        if plan.steps:
            try:
                execution = self.director.runs.begin(plan, studio=studio, cap=ask.amount("cap"), conversation=self.project).execution
            except DirectorError as error:
                works.forget(work, error.message)
                raise
        with self.changing(), self.stage.lock:
            self._work = {"title": offer.title, "execution": execution, "status": "running", "fraction": 0.0, "note": "", "board": ""}
            self._mine[execution] = work
        # A small run may have ended before it was known to be ours.
        self._again(work)
        return {"execution": execution, "note": f"{offer.title} is being made"}

    def _again(self, work: Work | None) -> None:
        """Takes in what was made of a work, or, with None, all that was left when a kernel died."""
        self.director.loop.submit(asyncio.to_thread(self._take_in, work))

    def _take_in(self, work: Work | None) -> None:
        works = self.director.film.works
        try:
            if work is None:
                works.collect()
                return
            taken = works.collect(work.id)
        except DirectorError as error:
            with self.changing(), self.stage.lock:
                self._work = {**(self._work or {}), "status": "failed", "note": cut(error.message, SAID)} if work and self._work else None
            return
        for one in taken:
            made = next((str(change.value["id"]) for change in one.changes if change.op == "add" and change.path == "boards"), "")
            with self.changing(), self.stage.lock:
                if self._work is not None and self._mine.get(self._work["execution"]) == work:
                    self._work = {**self._work, "status": "completed", "fraction": 1.0, "note": cut(one.note, SAID), "board": made}


def board_copy(part: BoardPart, what: str) -> Shown | None:
    """The first frames of a storyboard as small pictures."""
    project = part.now()
    frames = board.frames_of(project, what)
    stored = [one.asset for one in frames[:SAVED] if one.asset and part.look_of(one.asset)]
    small = {one.sha256: one.read() for one in part.director.looks.thumbs(stored, 160)}
    shown = [(one, small.get(one.asset)) for one in frames[:SAVED]]
    return board_saved(
        project.title, name_of(project, what)[1], [(f"{f.number} · {cut(f.action)}", f.setup, data) for f, data in shown], len(frames)
    )


def _typed(one: Ask) -> str | None:
    return None if one.args.get("value") is None else one.text("value")
