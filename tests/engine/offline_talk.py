"""A conversation with the offline director as the facade holds it: every draft is finished, the current plan goes back in."""

from dataclasses import dataclass, field
from functools import cache

from director_kernel.catalog import load_catalog
from director_kernel.engine.offline import DirectorState, OfflineDirector, Reply
from director_kernel.engine.planner import Finished, finish
from director_kernel.schema.brief import Attachment
from director_kernel.schema.plan import Kind, Plan, Step

SERUM = "A 15-second vertical ad for a vitamin C serum, morning light, budget $3"
LOGO = Attachment(kind="image", name="logo.png", asset="a" * 64)
PACK = Attachment(kind="image", name="pack.png", asset="b" * 64)


@dataclass
class Talk:
    state: DirectorState = field(default_factory=DirectorState)
    finished: Finished | None = None
    director: OfflineDirector = field(default_factory=lambda: OfflineDirector(load_catalog()))

    def say(self, message: str, *attachments: Attachment) -> Reply:
        return self._keep(self.director.respond(self.state, message, attachments))

    def decide(self) -> Reply:
        return self._keep(self.director.decide(self.state))

    def choose(self, option: str) -> Reply:
        return self._keep(self.director.choose(self.state, option))

    def _keep(self, reply: Reply) -> Reply:
        current = self.state.plan
        if reply.draft is not None:
            self.finished = finish(reply.draft, load_catalog(), brief=reply.brief)
            current = self.finished.plan
        self.state = reply.state.with_(plan=current if reply.state.brief else None)
        return reply

    @property
    def plan(self) -> Plan:
        assert self.state.plan is not None
        return self.state.plan


def planned(brief: str, *attachments: Attachment) -> Talk:
    """A talk whose plan is written, every question decided."""
    state, finished = _planned(brief, attachments)
    return Talk(state, finished)


@cache
def _planned(brief: str, attachments: tuple[Attachment, ...]) -> tuple[DirectorState, Finished | None]:
    talk = Talk()
    if talk.say(brief, *attachments).questions:
        talk.decide()
    return talk.state, talk.finished


def clips(plan: Plan) -> list[Step]:
    return [s for s in plan.steps if s.kind in (Kind.IMAGE_TO_VIDEO, Kind.TEXT_TO_VIDEO)]


def seconds(plan: Plan) -> float:
    return sum(s.use_seconds for s in clips(plan))
