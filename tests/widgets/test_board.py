"""The kernel's half of the storyboard: states as declared, every change typed and undone, refusals in words, works taken in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from director_kernel.schema.project import Change
from director_kernel.widgets import shown
from director_kernel.widgets.board import BoardPart
from director_kernel.widgets.director import Director
from director_kernel.widgets.stage import stage_of
from tests.widgets.contract import faults
from tests.widgets.conversing import Page, page_of, until
from tests.widgets.samples_board import pictured


@pytest.fixture
def director(workspace_folder: Path) -> Iterator[Director]:
    with Director(workspace_folder) as made:
        pictured(made)
        yield made


@pytest.fixture
def page(director: Director, monkeypatch: pytest.MonkeyPatch) -> Page:
    return page_of(director.board(), monkeypatch)


def ids(page: Page) -> list[str]:
    return [frame["id"] for frame in page.view.board["frames"]]


def frame(page: Page, key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in page.view.board["frames"] if one["id"] == key)
    return found


def test_states_and_answers_are_as_declared(page: Page) -> None:
    for what, chosen in (("", "k1"), ("s1", "k3"), ("stack", "p2"), ("times", "t4")):
        page.ask("board.show", what=what)
        assert page.view.board["what"] == what and faults(page.view.board, "BoardState") == []
        assert faults(page.ask("board.about", frame=chosen), "BoardAbout") == []
        assert faults(page.ask("board.see"), "BoardSeen") == []
    kinds = {place["kind"] for place in page.view.board["places"]}
    assert kinds == {"film", "scene", "board"}
    assert [one["offset"] for one in page.view.board["frames"]] == [-300, 0, 300, 600]
    assert "no scene or board" in page.refused("board.show", what="s9")


def test_every_offer_has_its_live_price_before_it_runs(page: Page) -> None:
    offers = page.ask("board.offers", frame="k1")
    assert all(faults(one, "BoardOffer") == [] for one in offers)
    by_key = {one["key"]: one for one in offers}
    assert {"shot-stack", "time-stack", "variant-reel", "beat-pack", "storyboard", "poster"} == set(by_key)
    for one in offers:
        assert one["why"] or (
            0 < one["price"] <= one["ceiling"] and [card["price"] for card in one["studios"] if card["id"] == "previs"] == [0]
        )
    assert not by_key["shot-stack"]["why"] and by_key["shot-stack"]["title"] == "Shot stack ×4"


def test_order_locks_and_words_are_changes_that_undo(director: Director, page: Page) -> None:
    assert page.ask("board.move", frame="k1", to=3)["note"]
    assert ids(page) == ["k2", "k3", "k4", "k1", "k5"]
    page.ask("board.undo")
    assert ids(page) == ["k1", "k2", "k3", "k4", "k5"] and page.view.board["redo"]
    page.ask("board.redo")
    assert ids(page)[3] == "k1"
    page.ask("board.lock", frame="k1", on=True)
    assert frame(page, "k1")["locked"]
    for verb, args in (
        ("board.move", {"to": 0}),
        ("board.caption", {"text": "x"}),
        ("board.mark", {"mark": "deleted"}),
        ("board.say", {"words": "moodier"}),
    ):
        answer = page.answer(verb, frame="k1", **args)
        said = answer["error"]["message"] if not answer["ok"] else answer["result"]["note"]
        assert "locked" in said, (verb, said)
    page.ask("board.lock", frame="k1", on=False)
    page.ask("board.caption", frame="k1", text="Mira turns")
    assert frame(page, "k1")["action"] == "Mira turns"
    assert {one.who for one in director.film.projects.history()} == {"you"}


def test_an_alternate_is_picked_and_a_shot_is_no_panel(director: Director, page: Page) -> None:
    before = frame(page, "k1")["asset"]["sha256"]
    others = page.ask("board.about", frame="k1")["alternates"]
    assert [one["label"] for one in others] == ["wider", "closer"]
    page.ask("board.use", frame="k1", asset=others[1]["asset"]["sha256"])
    assert frame(page, "k1")["asset"]["sha256"] == others[1]["asset"]["sha256"]
    assert [one["asset"]["sha256"] for one in page.ask("board.about", frame="k1")["alternates"]] == [others[0]["asset"]["sha256"], before]
    assert "no panel" in page.refused("board.mark", frame="k1", mark="pinned")
    page.ask("board.mark", frame="k2", mark="deleted")
    assert "k2" not in ids(page)


def test_panels_are_judged_and_come_back(director: Director, page: Page) -> None:
    page.ask("board.show", what="stack")
    page.ask("board.mark", frame="p1", mark="canonical")
    made = frame(page, "p1")["shot"]
    assert frame(page, "p1")["mark"] == "canonical" and made in {shot.id for shot in director.film.projects.require().shots()}
    page.ask("board.mark", frame="p2", mark="alternate")
    page.ask("board.mark", frame="p3", mark="pinned")
    page.ask("board.mark", frame="p4", mark="deleted")
    assert ids(page) == ["p1", "p2", "p3"] and page.view.board["away"] == 1
    page.ask("board.restore")
    assert ids(page)[3] == "p4" and page.view.board["away"] == 0
    assert "can't be made 'framed'" in page.refused("board.mark", frame="p4", mark="framed")


def test_loose_words_are_a_proposal_to_accept_edit_or_refuse(director: Director, page: Page) -> None:
    asked = page.ask("board.say", frame="k1", words="closer and moodier, xylophonic")
    (proposal,) = page.view.board["proposals"]
    assert proposal["id"] == asked["proposal"] and "xylophonic" in asked["note"] and not proposal["fault"]
    size = next(line for line in proposal["lines"] if "shot size" in line["words"])
    assert director.film.projects.require().shots()[0].slots.shot_size == "WS", "nothing is made before a person decides"
    page.ask("board.accept", proposal=proposal["id"], keep=[{"at": size["at"], "value": "ECU"}], anyway=False)
    slots = director.film.projects.require().shots()[0].slots
    assert slots.shot_size == "ECU" and not slots.mood and page.view.board["proposals"] == []
    assert director.film.projects.proposal(proposal["id"]).state == "edited"
    again = page.ask("board.say", frame="k1", words="dreamy")["proposal"]
    page.ask("board.refuse", proposal=again)
    assert page.view.board["proposals"] == []
    assert "say what should change" in page.refused("board.say", frame="k1", words="  ")
    page.ask("board.show", what="times")
    panel = page.ask("board.say", frame="t1", words="moodier")["proposal"]
    page.ask("board.accept", proposal=panel, keep=None, anyway=False)
    assert director.film.projects.require().boards[1].panels[0].slots.mood


def test_a_proposal_overtaken_by_a_change_says_so(director: Director, page: Page) -> None:
    name = page.ask("board.say", frame="k1", words="closer")["proposal"]
    size = next(one.path for one in director.film.projects.proposal(name).changes if one.path.endswith("shot_size"))
    director.film.projects.change([Change(op="set", path=size, value="ECU")])
    stage_of(director).look_again()
    until(lambda: page.view.board["proposals"][0]["moved"])
    assert "changed since" in page.refused("board.accept", proposal=name, keep=None, anyway=False)
    page.ask("board.accept", proposal=name, keep=None, anyway=True)
    assert director.film.projects.require().shots()[0].slots.shot_size != "ECU"


def test_changes_of_another_process_show(director: Director, page: Page, workspace_folder: Path) -> None:
    with Director(workspace_folder) as other:
        other.film.projects.change([Change(op="set", path="scenes/s2/beats/b3/shots/k4/slots/action", value="Said elsewhere")])
        until(lambda: frame(page, "k4")["action"] == "Said elsewhere")


def test_what_you_touch_is_current(director: Director, page: Page) -> None:
    mine = page.view.board["project"]
    second = pictured(director, title="Another film")
    assert director.film.projects.require().id == second.id
    page.ask("board.lock", frame="k2", on=True)
    assert director.film.projects.require().id == mine
    assert not any(shot.locked for shot in director.film.projects.get(second.id).shots())


def test_pages_are_laid_out_and_come_in_pieces(page: Page) -> None:
    page.ask("board.show", what="stack")
    for mode in ("comic", "thumbnail_strip"):
        laid = page.ask("board.page", mode=mode, number=1)
        assert faults(laid, "BoardPage") == [] and laid["pages"] >= 1
        identity = page.send("board.piece", page=laid["page"], offset=0)
        data = until(lambda identity=identity: page.bytes.get(identity))[0]
        assert data.startswith(b"\x89PNG") and len(data) == min(laid["bytes"], 1_000_000)
    assert "no layout 'mosaic'" in page.refused("board.page", mode="mosaic", number=1)
    assert "laid out a while ago" in page.refused("board.piece", page="0" * 64, offset=0)


def test_feelings_and_findings_are_said_beside_the_state(director: Director, page: Page) -> None:
    assert page.ask("board.feel", frame="k1", axis="threat", value=9)
    seen = page.ask("board.see")
    assert next(one for one in seen["points"] if one["id"] == "b1")["threat"] == 9
    about = page.ask("board.about", frame="k1")
    assert about["said"] and [one["axis"] for one in about["feelings"]] == ["tension", "intimacy", "threat", "wonder"]
    shots = "scenes/s1/beats/b1/shots"
    director.film.projects.change([Change(op="set", path=f"{shots}/{one}/side", value=side) for one, side in (("k1", "A"), ("k2", "B"))])
    seen = page.ask("board.see")
    marked = {key for key, one in seen["findings"].items() if one["count"]}
    assert marked == {one for one in ids(page) if page.ask("board.about", frame=one)["findings"]} and marked
    mends = [one for key in marked for one in page.ask("board.about", frame=key)["findings"] if one["mends"]]
    page.ask("board.mend", finding=mends[0]["id"])
    assert page.view.board["proposals"][0]["who"] == "guardian"


def test_a_workflow_is_started_and_its_board_comes_by_itself(director: Director, page: Page) -> None:
    begun = page.ask("board.start", frame="k1", offer="shot-stack", studio="previs", cap=None)
    assert begun["execution"] == page.view.preview["execution"] or until(lambda: page.view.preview["execution"] == begun["execution"])
    work = until(lambda: page.view.board["work"] if page.view.board["work"]["board"] else None)
    assert work["note"].startswith("4 frames") and faults(page.view.board, "BoardState") == []
    page.ask("board.show", what=work["board"])
    assert len(ids(page)) == 4 and frame(page, ids(page)[0])["asset"]
    assert not director.workspace.works.open()
    # What a kernel that died had running is taken in by the next board that is shown.
    left, plan = director.film.works.begin("shot-stack", {"shot": "k1", "frames": 4})
    director.runs.start(plan, conversation=left.id).wait(lambda event: None)
    for key in (left.id, plan.id):
        assert shown.view(director, "preview", key).preview["status"] == "completed"
    assert director.workspace.works.get(left.id).state == "open"
    BoardPart(stage_of(director), page.view.board["project"])
    until(lambda: director.workspace.works.get(left.id).state == "taken")


def test_the_saved_copy_is_the_strip_in_small_pictures(director: Director, page: Page) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    page.ask("board.caption", frame="k1", text=hostile)
    copy = page.view.copy()
    assert copy["text/html"].count("data:image/jpeg") == 1 and "director-saved" in copy["text/html"]
    assert "<img src=x" not in copy["text/html"] and "&lt;img src=x" in copy["text/html"]
    assert "Tides" in copy["text/plain"] and "no picture yet" in copy["text/plain"] and len(copy["text/html"]) < 60_000
