"""`director compile`: one shot in the words of any model, and errors that say what to do."""

import json

import pytest

from director_kernel.commands.session import Session, ShellSurface
from director_kernel.commands.tree import completions, invoke
from director_kernel.errors import CatalogError, UsageError


@pytest.fixture
def session(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = Session(ShellSurface())
    yield made
    made.close()


def slots_file(folder, text):
    path = folder / "shot.json"
    path.write_text(text)
    return str(path)


def test_a_shot_in_a_file_becomes_prompt_fields_and_an_account(session, tmp_path):
    said = {"subject": "a fox", "action": "runs", "duration": 5, "negatives": ["people"], "fps": 24}
    shown = invoke(["compile", "--target", "veo-3.1", "--slots", slots_file(tmp_path, json.dumps(said))], session)
    assert shown.data["parameters"]["duration"] == "6s" and shown.data["negative"] == "people"
    assert {one["slot"] for one in shown.data["diagnostics"]} == {*said, "rewriter"}
    assert "of 1000 UTF-16 units" in shown.text
    assert 'title="subject"' in shown.html and 'tabindex="0"' in shown.html


def test_the_rewriter_may_stay_on(session):
    shown = invoke(["compile", "--target", "veo-3.1", "--text", "a fox runs", "--rewriter"], session)
    assert "auto_fix" not in shown.data["parameters"]


def test_all_targets_stand_side_by_side(session):
    shown = invoke(["compile", "--text", 'A red fox runs past a sign that says "Closed"', "--all"], session)
    names = [one["target"] for one in shown.data["targets"]]
    assert names == sorted(session.director.catalog.dialects) and len(names) > 20
    assert all(name in shown.html for name in names)


def test_html_in_a_prompt_is_text(session, tmp_path):
    shown = invoke(["compile", "--slots", slots_file(tmp_path, '{"subject": "<script>alert(1)</script>"}')], session)
    assert "<script>" not in shown.html and "&lt;script&gt;" in shown.html.lower()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"subjekt": "a fox"}', "did you mean `subject`"),
        ('{"subject": "a fox",\n', ":2: not JSON"),
        ("[]", "an object is needed"),
        ('{"shot_size": "HUGE"}', "shotSize|shot_size"),
    ],
)
def test_a_file_that_is_wrong_says_where(session, tmp_path, text, told):
    with pytest.raises(UsageError, match=told):
        invoke(["compile", "--slots", slots_file(tmp_path, text)], session)


def test_unknown_targets_and_missing_shots_name_the_next_step(session):
    with pytest.raises(UsageError, match=r"did you mean `veo-3\.1`"):
        invoke(["compile", "--target", "veo-31", "--text", "a fox"], session)
    with pytest.raises(UsageError, match="--slots"):
        invoke(["compile", "--target", "veo-3.1"], session)


def test_a_broken_dialect_of_the_workspace_is_named_with_its_line(session):
    folder = session.director.folder / "catalog" / "dialects"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mine.yaml").write_text("dialects:\n  - id: mine\n    title: [\n")
    with pytest.raises(CatalogError, match=r"mine\.yaml:\d"):
        invoke(["compile", "--target", "mine", "--text", "a fox"], session)


def test_targets_complete(session):
    assert {"veo-3.1", "veo-3.1-fast"} <= set(completions(["compile", "--target"], "veo-3.1"))
