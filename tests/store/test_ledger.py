"""Money: the books balance after any story, and nothing is reserved that may pass a cap."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from director_kernel.errors import BudgetError
from director_kernel.schema.journal import AttemptId
from director_kernel.store import Workspace, ledger

FOLDERS: list[Path] = []
AMOUNT = st.integers(0, 500)


class Books(RuleBasedStateMachine):
    """Random reservations and settlements, beside the simplest model of them."""

    def __init__(self) -> None:
        super().__init__()
        self.workspace = Workspace.open(FOLDERS[0] / str(len(FOLDERS)))
        FOLDERS.append(self.workspace.folder)
        self.open: dict[AttemptId, int] = {}
        self.spent = 0
        self.cap: int | None = None
        self.made = 0

    def teardown(self) -> None:
        self.workspace.close()

    @rule(cap=st.none() | AMOUNT)
    def set_cap(self, cap: int | None) -> None:
        self.workspace.ledger.set_cap("workspace", cap)
        self.cap = cap

    @rule(ceiling=st.integers(1, 300), run=st.integers(1, 2), tier=st.sampled_from(["", "premium"]))
    def reserve(self, ceiling: int, run: int, tier: str) -> None:
        self.made += 1
        attempt = AttemptId(f"run-{run}", f"s{self.made}", 1, 1)
        fits = self.cap is None or self.spent + sum(self.open.values()) + ceiling <= self.cap
        if fits:
            self.workspace.writer.run(lambda c: ledger.reserve(c, attempt, tier, ceiling))
            self.open[attempt] = ceiling
        else:
            with pytest.raises(BudgetError):
                self.workspace.writer.run(lambda c: ledger.reserve(c, attempt, tier, ceiling))

    @precondition(lambda self: self.open)
    @rule(data=st.data(), percent=st.sampled_from([0, 50, 99, 100, 101, 150]))
    def settle(self, data: st.DataObject, percent: int) -> None:
        attempt = data.draw(st.sampled_from(sorted(self.open)))
        tier = self.workspace.readers.row("SELECT tier FROM ledger WHERE step = ?", (attempt.step,))[0]
        actual = self.open.pop(attempt) * percent // 100
        for _ in range(2):
            self.workspace.writer.run(lambda c: ledger.settle(c, attempt, tier, actual))
        self.spent += actual

    @invariant()
    def balances(self) -> None:
        totals = self.workspace.ledger.totals()
        assert totals.balanced
        assert (totals.committed, totals.outstanding) == (self.spent, sum(self.open.values()))
        problems = self.workspace.ledger.check()
        assert [problem for problem in problems if "in state" not in problem] == []


def test_the_books_balance_after_any_story(tmp_path: Path) -> None:
    FOLDERS[:] = [tmp_path]
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Books,
        settings=settings(max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), database=None),
    )


def test_the_cap_of_each_scope_holds_and_is_named(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        for scope, words in (("run:run-1", "run's cap"), ("workspace", "workspace's cap"), ("tier:premium", "cap of tier premium")):
            workspace.ledger.set_cap(scope, 100)
            with pytest.raises(BudgetError, match=words):
                workspace.writer.run(lambda c: ledger.reserve(c, AttemptId("run-1", "s", 1, 1), "premium", 101))
            workspace.ledger.set_cap(scope, None)
        assert workspace.ledger.totals().reserved == 0


def test_check_finds_books_that_were_cooked(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        workspace.writer.run(lambda c: ledger.reserve(c, AttemptId("run-1", "s", 1, 1), "", 100))
        assert workspace.ledger.check() == ["run-1.s.1.1: 100 outstanding in state None"]
        workspace.writer.run(lambda c: c.execute("UPDATE budgets SET reserved = 5, outstanding = 5 WHERE scope = 'workspace'") and None)
        assert "workspace: its totals are not the sum of its attempts" in workspace.ledger.check()
