"""Chat calls: in the books before they are sent, settled once, never lost with the process that sent them."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from director_kernel.errors import BudgetError, UsageError
from director_kernel.schema.calls import CallState
from director_kernel.store import Workspace, calls

CALL = {"role": "brain", "provider": "openrouter", "model": "gpt-4.1-mini", "conversation": "chat-1", "ceiling": 5_000, "tokens": 900}
DIES = """
import os, signal, sys
from director_kernel.store import Workspace

def stop(name):
    if name == sys.argv[2] and armed:
        os.kill(os.getpid(), signal.SIGKILL)

armed = False
workspace = Workspace.open(sys.argv[1], checkpoint=stop)
call = dict(role="brain", provider="openrouter", model="gpt-4.1-mini", conversation="chat-1", ceiling=5_000, tokens=900)
armed = sys.argv[3] == "begin"
seq = workspace.calls.begin(**call)
armed = True
workspace.calls.end(seq, "done", price=700, tokens_in=100, tokens_out=50)
"""


@pytest.fixture
def workspace(workspace_folder: Path) -> Workspace:
    return Workspace.open(workspace_folder)


def balanced(workspace: Workspace) -> None:
    assert workspace.ledger.check() == []
    assert workspace.quotas.check() == []


def test_a_call_is_booked_before_it_is_sent_and_settled_when_it_ends(workspace: Workspace) -> None:
    with workspace:
        seq = workspace.calls.begin(**CALL, briefing="brain@1")
        for scope in ("workspace", "run:chat"):
            assert workspace.ledger.totals(scope).outstanding == 5_000
        assert workspace.calls.get(seq).state is CallState.SENT
        balanced(workspace)
        workspace.calls.end(
            seq, "done", price=1_200, tokens_in=300, tokens_out=80, seconds=2.5, first_token=0.4, served="openai/gpt-4.1-mini-2025"
        )
        found = workspace.calls.get(seq)
        assert (found.state, found.price, found.tokens_in, found.tokens_out) == (CallState.DONE, 1_200, 300, 80)
        assert (found.briefing, found.served, found.conversation) == ("brain@1", "openai/gpt-4.1-mini-2025", "chat-1")
        totals = workspace.ledger.totals()
        assert (totals.committed, totals.released, totals.outstanding) == (1_200, 3_800, 0)
        assert workspace.calls.tokens() == 380
        balanced(workspace)


def test_the_first_word_on_a_call_holds(workspace: Workspace) -> None:
    with workspace:
        seq = workspace.calls.begin(**CALL)
        workspace.calls.end(seq, CallState.STOPPED, price=400, tokens_in=10, tokens_out=5)
        workspace.calls.end(seq, CallState.DONE, price=4_000, tokens_in=999, tokens_out=999)
        assert workspace.calls.get(seq).state is CallState.STOPPED
        assert workspace.ledger.totals().committed == 400
        assert workspace.calls.tokens() == 15
        balanced(workspace)


@pytest.mark.parametrize(
    ("state", "price", "spent", "tokens"),
    [
        ("broken", None, 5_000, 900),
        ("stopped", None, 5_000, 900),
        ("rejected", None, 0, 0),
        ("done", 7_500, 7_500, 900),
        ("broken", 0, 0, 900),
    ],
)
def test_what_the_service_does_not_say_is_booked_at_most(
    workspace: Workspace, state: str, price: int | None, spent: int, tokens: int
) -> None:
    with workspace:
        workspace.calls.end(workspace.calls.begin(**CALL), state, price=price, message="why")
        totals = workspace.ledger.totals()
        assert (totals.committed, totals.overrun) == (spent, max(0, spent - 5_000))
        assert workspace.calls.tokens() == tokens
        balanced(workspace)


def test_a_cap_refuses_before_anything_is_entered(workspace: Workspace) -> None:
    with workspace:
        workspace.ledger.set_cap("workspace", 8_000)
        workspace.calls.begin(**CALL)
        with pytest.raises(BudgetError, match="director cap"):
            workspace.calls.begin(**CALL)
        workspace.ledger.set_cap("workspace", None)
        workspace.ledger.set_cap("run:chat", 9_999)
        with pytest.raises(BudgetError, match="conversations' cap"):
            workspace.calls.begin(**CALL)
        assert len(workspace.calls.latest()) == 1
        assert workspace.calls.tokens() == 900
        balanced(workspace)


def test_a_free_call_needs_no_money(workspace: Workspace) -> None:
    with workspace:
        workspace.ledger.set_cap("workspace", 0)
        seq = workspace.calls.begin(role="brain", provider="local", model="smollm2", ceiling=0)
        workspace.calls.end(seq, "done", price=0, tokens_in=20, tokens_out=5)
        assert workspace.ledger.all()[0].reserved == 0
        # A service that bills what was promised to be free is booked as overrun.
        late = workspace.calls.begin(role="brain", provider="local", model="smollm2", ceiling=0)
        workspace.calls.end(late, "done", price=30)
        assert workspace.ledger.totals().overrun == 30
        balanced(workspace)


@pytest.mark.parametrize(
    ("where", "when", "state", "spent"),
    [
        ("before commit", "begin", None, 0),
        ("after commit", "begin", CallState.LOST, 5_000),
        ("before commit", "end", CallState.LOST, 5_000),
        ("after commit", "end", CallState.DONE, 700),
    ],
)
def test_kill_9_keeps_the_books_balanced(workspace_folder: Path, where: str, when: str, state: CallState | None, spent: int) -> None:
    Workspace.open(workspace_folder).close()
    died = subprocess.run([sys.executable, "-c", DIES, str(workspace_folder), where, when], capture_output=True, text=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    with Workspace.open(workspace_folder) as workspace:
        balanced(workspace)
        assert workspace.calls.sweep() == (1 if state is CallState.LOST else 0)
        assert workspace.calls.sweep() == 0
        assert [call.state for call in workspace.calls.latest()] == ([state] if state else [])
        totals = workspace.ledger.totals()
        assert (totals.committed, totals.outstanding) == (spent, 0)
        balanced(workspace)


def test_calls_of_living_processes_are_left_alone(workspace: Workspace, workspace_folder: Path) -> None:
    with workspace, Workspace.open(workspace_folder) as other:
        seq = workspace.calls.begin(**CALL)
        other.calls.begin(**CALL)
        assert other.calls.sweep() == 0
        assert other.calls.get(seq).state is CallState.SENT
        workspace.close()
        # Whoever left without a word can't end it any more; the next call anywhere settles it.
        other.calls.begin(**CALL)
        assert other.calls.get(seq).state is CallState.LOST
        balanced(other)


def test_many_threads_stay_within_the_cap(workspace: Workspace) -> None:
    with workspace:
        workspace.ledger.set_cap("workspace", 20_000)
        refused = []

        def talk() -> None:
            try:
                workspace.calls.end(workspace.calls.begin(**CALL), "done", price=5_000)
            except BudgetError:
                refused.append(1)

        threads = [threading.Thread(target=talk) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refused) == 8
        assert workspace.ledger.totals().committed == 20_000
        balanced(workspace)


def test_what_costs_are_drawn_from(workspace: Workspace) -> None:
    with workspace:
        for role, model, state, price in (("brain", "a", "done", 10), ("brain", "a", "broken", 20), ("vision", "b", "done", 5)):
            seq = workspace.calls.begin(role=role, provider="openrouter", model=model, ceiling=100)
            workspace.calls.end(seq, state, price=price, tokens_in=100, tokens_out=10, seconds=2.0, first_token=0.5)
        workspace.calls.begin(role="fix", provider="openrouter", model="c", ceiling=1)
        brain, vision = workspace.calls.totals()
        assert (brain.role, brain.model, brain.calls, brain.failed, brain.price, brain.tokens_in) == ("brain", "a", 2, 1, 30, 200)
        assert (vision.role, vision.seconds, vision.first_token) == ("vision", 2.0, 0.5)
        assert workspace.calls.totals(brain.month) == [brain, vision]
        assert workspace.calls.totals("1999-01") == []
        assert workspace.calls.latencies() == [("brain", "a", 2.0, 0.5), ("vision", "b", 2.0, 0.5)]
        assert [call.role for call in workspace.calls.latest(2)] == ["fix", "vision"]
        assert workspace.calls.latest(conversation="nowhere") == []
        with pytest.raises(UsageError, match="director costs"):
            workspace.calls.get(99)


def test_a_transition_may_hold_a_call_and_more(workspace: Workspace) -> None:
    """Both halves can be part of somebody's transaction: all of it or nothing."""
    with workspace:
        holder = workspace.presence.name

        def write(connection: object) -> None:
            calls.begin(connection, **CALL, briefing="", holder=holder)  # type: ignore[arg-type]
            raise UsageError("no")

        with pytest.raises(UsageError):
            workspace.writer.run(write)
        assert workspace.calls.latest() == []
        balanced(workspace)
