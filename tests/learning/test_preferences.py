"""A person's preferences: theirs in every workspace, only for models that can be planned."""

import json
from pathlib import Path

import pytest

from director_kernel.director import Director
from director_kernel.errors import UsageError, WorkspaceError
from director_kernel.learning.preferences import preferences
from director_kernel.user_settings import UserSettings

BRIEF = "An ad for Lumen, a vitamin C serum, in soft morning light. Budget $9."


def test_they_hold_in_every_workspace_and_lead_its_plans(tmp_path: Path) -> None:
    with Director(tmp_path / "one") as director:
        assert director.prefer() == {}
        assert director.prefer(video="veo 3.1", audio="elevenlabs-v3") == {"video": "veo-3.1", "audio": "elevenlabs-v3"}
    with Director(tmp_path / "two") as director:
        assert director.catalog.evidence.preferred == {"video": "veo-3.1", "audio": "elevenlabs-v3"}
        plan = director.brief(BRIEF, decide=True, tier="balanced").plan
        assert plan is not None
        clips = [step for step in plan.steps if step.kind.media == "video" and step.model not in ("", "reel") and step.kind != "assemble"]
        assert clips and all(step.model == "veo-3.1" and step.reason.startswith("You prefer Veo 3.1 for video") for step in clips)
        assert director.prefer(video="none") == {"audio": "elevenlabs-v3"}
        assert director.prefer(audio="") == {} and UserSettings().all() == {}


def test_a_name_that_is_old_is_followed(tmp_path: Path) -> None:
    with Director(tmp_path / "one") as director:
        told = director.catalog.resolve("sora 2").model
        assert told is not None
        assert director.prefer(video="sora 2") == {"video": told.id}


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"video": "klingg-2.6-proo"}, "did you mean .*kling-2.6-pro"),
        ({"audio": "zzzzzzzz"}, "did you mean .*elevenlabs-v3"),
        ({"video": "flux-1.1-pro"}, "makes no video; for video there are "),
        ({"image": "midjourney-v8.1"}, "made by hand"),
        ({"film": "veo-3.1"}, "say image=…, video=… or audio=…"),
        ({"self": "veo-3.1"}, "there is no medium 'self'"),
        ({"video": "veo-3.1", "image": "\x1b[31m" * 99}, "there is no model"),
    ],
)
def test_what_can_not_be_preferred_changes_nothing(tmp_path: Path, wishes: dict[str, str], said: str) -> None:
    with Director(tmp_path / "one") as director:
        director.prefer(image="flux-1.1-pro")
        with pytest.raises(UsageError, match=said) as caught:
            director.prefer(**wishes)
        assert len(caught.value.message) < 400
        assert director.prefer() == {"image": "flux-1.1-pro"}


@pytest.mark.parametrize("kept", [None, 3, "veo-3.1", ["video"], {"video": 3, "image": None, "film": "x"}])
def test_what_was_written_by_hand_does_no_harm(kept: object) -> None:
    settings = UserSettings()
    settings.path.parent.mkdir(parents=True, exist_ok=True)
    settings.path.write_text(json.dumps({"prefer": kept, "brain": "x"}))
    assert preferences() == {}
    settings.path.write_text("{")
    with pytest.raises(WorkspaceError, match="mend it"):
        preferences()
