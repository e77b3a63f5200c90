"""How the steps of a run stand while it goes on, and what that makes of the run at its end."""

from dataclasses import dataclass, field

from director_kernel.schema.journal import AttemptState, ExecutionStatus


@dataclass
class Tally:
    """How the steps stand: ids by what became of them."""

    stored: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    short: set[str] = field(default_factory=set)
    """Stored, but not in as many takes as were asked for."""
    parked: dict[str, str] = field(default_factory=dict)
    """Waiting for a person, each with the state that says for what."""

    @property
    def settled(self) -> set[str]:
        """The steps that don't start by themselves any more."""
        return self.stored | self.failed | self.skipped | self.parked.keys()

    @property
    def failures(self) -> int:
        """How many steps failed, wholly or in one of their takes."""
        return len(self.failed | (self.short & self.stored))

    def status(self, stopping: str, trouble: str) -> ExecutionStatus:
        """How the run ends, if it ends now: stopped for the reason `stopping`, with `trouble` of our own ("" for none)."""
        if stopping == "cancelled":
            return ExecutionStatus.CANCELLED
        if stopping == "detached":
            return ExecutionStatus.DETACHED
        if self.failures or trouble:
            return ExecutionStatus.FAILED
        return ExecutionStatus.WAITING if self.parked else ExecutionStatus.COMPLETED

    def asks(self) -> str:
        """What a person is asked for, in words; "" for nothing."""
        approve = sorted(step for step, state in self.parked.items() if state == AttemptState.AWAITING_APPROVAL)
        provide = sorted(step for step, state in self.parked.items() if state == AttemptState.AWAITING_INPUT)
        words = [f"`director approve {' '.join(approve)}`"] if approve else []
        words += [f"give {step} its file by `director provide {step} FILE`" for step in provide]
        return "; ".join(words)
