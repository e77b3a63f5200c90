"""Plans with undo and redo, conversations, events, settings."""

from pathlib import Path

import pytest

from director_kernel.errors import UsageError
from director_kernel.events import ChatDone, ChatStart, StepProgress, StepQueued, StepStarted
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


def test_kept_events_come_back_in_order_and_what_is_live_only_is_not_kept(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        for event in (
            ChatStart(conversation="chat-1"),
            StepQueued(execution="run-1", step="s"),
            StepProgress(execution="run-1", step="s"),
            StepStarted(execution="run-1", step="s"),
            ChatDone(conversation="chat-1", stopped=True),
        ):
            workspace.events.add(event)
        found = workspace.events.after("run-1")
        assert [event.type for _, event in found] == ["step_queued", "step_started"]
        assert workspace.events.after("run-1", found[0][0]) == found[1:]
        assert workspace.events.after("chat-1") == [], "a conversation's record is its messages"


def test_a_message_and_what_changes_with_it_are_kept_together_or_not_at_all(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        talk = workspace.conversations
        chat = talk.create()
        talk.say(chat.id, "user", "An ad", changes={"title": "An ad"})
        assert talk.get(chat.id).title == "An ad"
        with pytest.raises(UsageError, match="has no colour"):
            talk.say(chat.id, "user", "again", changes={"title": "other", "colour": "red"})
        assert [message.text for message in talk.messages(chat.id)] == ["An ad"] and talk.get(chat.id).title == "An ad"


def test_a_plan_knows_whether_it_can_be_undone_and_redone(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        plans = workspace.plans
        first = plans.save(Plan(title="one"))
        assert plans.neighbours(first.id) == (False, False)
        plans.save(first.with_(title="two"))
        assert plans.neighbours(first.id) == (True, False)
        plans.undo(first.id)
        assert plans.neighbours(first.id) == (False, True)
        plans.save(plans.get(first.id).with_(title="three"))
        assert plans.neighbours(first.id) == (True, False)
        assert plans.neighbours("plan-9") == (False, False)


def test_settings_are_json_and_none_forgets(workspace_folder: Path) -> None:
    with Workspace.open(workspace_folder) as workspace:
        workspace.settings.set("pack", {"name": "starter"})
        assert workspace.settings.get("pack") == {"name": "starter"}
        workspace.settings.set("pack", None)
        assert workspace.settings.get("pack", "none") == "none"
