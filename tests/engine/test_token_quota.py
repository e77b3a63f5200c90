"""A soft quota of tokens: the reply that passes it says so, once; a hard one refuses before anything is asked."""

from pathlib import Path

import pytest

from director_kernel.errors import QuotaError
from tests.engine.chat_agents import ScriptedAgent, directing, proposal


def test_the_reply_that_passes_a_soft_quota_says_so_once(workspace_folder: Path) -> None:
    with directing(workspace_folder, [proposal(f"Reply {number}.") for number in range(3)]) as director:
        director.quotas.set({"tokens": 2_000, "images": 5}, hard=False)
        assert "tokens were used" not in director.say("hello").text
        assert director.workspace.quotas.notice("tokens") == ""
        told = director.say("and now?").text
        assert "2,400 tokens were used of this month's 2,000" in told and "begins anew on" in told
        assert "tokens were used" not in director.say("and on?").text
        assert director.workspace.quotas.notice("tokens").startswith("3,600 tokens") and director.workspace.quotas.notice("images") == ""


def test_a_hard_quota_refuses_before_anything_is_asked(workspace_folder: Path) -> None:
    agent = ScriptedAgent([proposal("Never said.")])
    with directing(workspace_folder, agent) as director:
        director.quotas.set({"tokens": 2_000}, hard=True)
        with pytest.raises(QuotaError, match="begins anew on"):
            director.say("hello")
        assert agent.asks == []
