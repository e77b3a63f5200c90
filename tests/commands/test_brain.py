"""`director brain`: who directs, what a message costs with each, and taking another."""

from pathlib import Path

import pytest

from director_kernel import Director
from director_kernel.commands.session import Session, ShellSurface
from director_kernel.commands.tree import completions, invoke
from director_kernel.engine.brains import OFFLINE
from director_kernel.errors import UsageError
from director_kernel.present.shown import Shown


@pytest.fixture
def session(workspace_folder: Path) -> Session:
    session = Session(ShellSurface())
    session.use(workspace_folder)
    return session


def shown(session: Session, *words: str) -> Shown:
    answer = invoke(words, session)
    assert answer is not None
    return answer


def test_without_a_key_the_offline_director_is_there_and_the_others_say_what_they_need(session: Session) -> None:
    answer = shown(session, "brain")
    assert "●" in answer.text and OFFLINE in answer.text and "free" in answer.text
    assert "needs OPENROUTER_API_KEY, or" in " ".join(answer.text.split()) and "claude-sonnet-4.5" in answer.text
    assert answer.data["current"] == OFFLINE and {"id", "name", "perMessage", "sees", "recommended", "available", "why"} == set(
        answer.data["brains"][0]
    )
    assert answer.html.count("<tr") > 5 and "Sees pictures" in answer.html


def test_another_is_taken_by_its_id_or_by_what_a_service_calls_it(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-not-a-real-key-0001")
    answer = shown(session, "brain", "anthropic/claude-sonnet-4.5")
    assert "Claude Sonnet 4.5 directs in all your workspaces from the next message on: about $" in answer.text
    listed = shown(session, "brain")
    assert listed.data["current"] == "claude-sonnet-4.5" and "sees" in listed.text and "recommended" in listed.text
    assert "in this workspace" in shown(session, "brain", OFFLINE, "--workspace").text
    assert shown(session, "brain").data["current"] == OFFLINE


@pytest.mark.parametrize(("name", "says"), [("gpt-99", "there is no director model 'gpt-99'"), ("o3", "needs OPENROUTER_API_KEY")])
def test_one_that_can_not_direct_is_refused(session: Session, name: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        shown(session, "brain", name)
    assert shown(session, "brain").data["current"] == OFFLINE


def test_ids_are_completed(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIRECTOR_WORKSPACE", str(workspace_folder))
    with Director(workspace_folder):
        assert "offline-director" in completions(["brain"], "off")
