"""Plans with undo and redo, conversations, events, settings."""

from pathlib import Path

import pytest

from director_kernel.errors import UsageError
from director_kernel.events import ChatDone, ChatStart, StepProgress
from director_kernel.schema.plan import Plan
from director_kernel.store import Workspace


def test_versions_undo_redo_and_branches(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        plans = workspace.plans
        first = plans.save(Plan(title="one"), conversation="chat-1")
        assert (first.id, first.version) == ("plan-1", 1)
        second = plans.save(first.with_(title="two"), note="made it two")
        assert plans.save(second) == second, "nothing changed: no new version"
        assert plans.get("plan-1").title == "two"
        assert plans.undo("plan-1").title == "one"
        with pytest.raises(UsageError, match="nothing to undo"):
            plans.undo("plan-1")
        assert plans.redo("plan-1").title == "two"
        with pytest.raises(UsageError, match="nothing to redo"):
            plans.redo("plan-1")
        plans.undo("plan-1")
        branch = plans.save(plans.get("plan-1").with_(title="three"))
        assert branch.version == 3
        plans.undo("plan-1")
        assert plans.redo("plan-1").title == "three"
        assert plans.get("plan-1", 2).title == "two"
        assert [(v, parent, note) for v, parent, note, _ in plans.versions("plan-1")] == [(1, None, ""), (2, 1, "made it two"), (3, 1, "")]
        with pytest.raises(UsageError, match="no plan 'plan-9'"):
            plans.get("plan-9")
        with pytest.raises(UsageError, match="empty id"):
            plans.save(Plan(id="plan-9", title="x"))


def test_conversations_are_kept_in_every_state(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        talk = workspace.conversations
        first, second = talk.create("an ad"), talk.create()
        talk.say(first.id, "user", "Make it {warm} $5", {"attachments": ["a"]})
        talk.say(first.id, "director", "How long?")
        assert [message.text for message in talk.messages(first.id)] == ["Make it {warm} $5", "How long?"]
        assert [message.position for message in talk.messages(first.id)] == [1, 2]
        assert talk.all()[0].id == first.id
        talk.change(second.id, state="archived")
        talk.change(first.id, data={"asked": ["aspect"]}, plan="plan-1")
        assert [conversation.id for conversation in talk.all("archived")] == [second.id]
        assert talk.get(first.id).data == {"asked": ["aspect"]}
        with pytest.raises(UsageError, match="has no colour"):
            talk.change(first.id, colour="red")
        with pytest.raises(UsageError, match="chats list"):
            talk.say("chat-9", "user", "?")
        with pytest.raises(UsageError, match="chats list"):
            talk.get("chat-9")


def test_kept_events_come_back_in_order_and_progress_is_not_kept(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        for event in (ChatStart(conversation="chat-1"), StepProgress(execution="run-1", step="s"), ChatDone(conversation="chat-1")):
            workspace.events.add(event)
        found = workspace.events.after("chat-1")
        assert [event.type for _, event in found] == ["start", "done"]
        assert workspace.events.after("chat-1", found[0][0]) == found[1:]
        assert workspace.events.after("run-1") == []


def test_settings_are_json_and_none_forgets(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        workspace.settings.set("pack", {"name": "starter"})
        assert workspace.settings.get("pack") == {"name": "starter"}
        workspace.settings.set("pack", None)
        assert workspace.settings.get("pack", "none") == "none"
