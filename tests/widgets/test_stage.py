"""What the stage tells and when: words of a reply as they come, states less often the larger they are."""

from pathlib import Path
from typing import Any

import pytest

from director_kernel.events import ChatContent, ChatDone, ChatStart
from director_kernel.widgets import views
from director_kernel.widgets.chat import ChatPart
from director_kernel.widgets.director import Director
from director_kernel.widgets.stage import stage_of
from tests.widgets.conversing import page_of, until


def test_words_do_not_wait_for_a_large_state_nor_have_it_made_again(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Director(workspace_folder) as director:
        page = page_of(director.chat(), monkeypatch)
        chat = page.view.chat["conversation"]
        told = lambda: [message for message in page.heard if message["type"] == "stream"]  # noqa: E731
        stage = stage_of(director)
        part = stage.part(ChatPart, chat)
        director.hub.emit(ChatStart(conversation=chat))
        until(lambda: page.view.chat["busy"])
        made: list[dict[str, Any]] = []
        state = part.state
        monkeypatch.setattr(part, "look", lambda: False)
        monkeypatch.setattr(part, "saved", lambda: None)
        monkeypatch.setattr(part, "state", lambda: made.append(state()) or made[-1])
        with stage.lock:  # as after a state of gigabytes
            stage._due[part] = float("inf")
        for number in range(5):
            director.hub.emit(ChatContent(conversation=chat, content=f"word{number} "))
            until(lambda number=number: any(f"word{number}" in patch["tailHtml"] for patch in told()))
        assert not made, "words change no state"
        director.hub.emit(ChatDone(conversation=chat))
        until(lambda: told() and told()[-1]["done"])
        assert page.view.chat["busy"] and not made
        with stage.lock:
            stage._due[part] = 0.0
        until(lambda: not page.view.chat["busy"])
        assert len(made) == 1


def test_the_widget_is_shown_before_its_copy_is_made(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    with Director(workspace_folder) as director:
        gallery = director.gallery()
        copy = gallery.copy
        monkeypatch.setattr(gallery, "copy", lambda: done.append("copied") or copy())
        monkeypatch.setattr(views, "display", lambda data, **how: done.append("copy" if how.get("display_id") else "widget"))
        gallery._ipython_display_()
    assert done == ["widget", "copied", "copy"]
