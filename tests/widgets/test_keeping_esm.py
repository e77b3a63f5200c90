"""A page that was loaded anew keeps the copies in its notebook up to date, and keys in a widget are its own."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.widgets.plain import open_plain, show
from tests.widgets.samples_chat import chat, message

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

STATE = chat(message(1, "<p>Hello</p>"))
NEW = '<div class="director-saved" data-widget="m-1">new</div>'
OLD = '<div class="director-saved" data-widget="m-1">old</div>'
OTHERS = '<div class="director-saved" data-widget="m-2">old</div>'
NOTEBOOK = """(outputs) => { window.kept = outputs;
  const kept = { get length() { return window.kept.length; }, get: (i) => ({ toJSON: () => structuredClone(window.kept[i]) }),
    set: (i, value) => { window.kept[i] = value; } };
  window.FakeModel.prototype.widget_manager = { context: { model: { cells: [{ source: 'markdown' }, { outputs: kept }] } } }; }"""


def output(html: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {"text/html": html, "text/plain": "old"}}


def test_the_copy_is_put_into_the_notebook_where_it_is_older(plain: "Page", plain_base: str) -> None:
    open_plain(plain, plain_base)
    others = [output(OTHERS), output("<p>director-saved</p>"), {"output_type": "stream", "name": "stdout", "text": "old"}]
    plain.evaluate(NOTEBOOK, [output(OLD), output([OLD[:20], OLD[20:]]), *others])
    show(plain, "chat", STATE, f"{{ 'page.copy': () => ({{ html: window.newest ?? '{NEW}', text: 'words' }}) }}")
    plain.wait_for_function("() => window.kept[1].data['text/plain'] === 'words'")
    found = plain.evaluate("window.kept")
    assert [one["data"] for one in found[:2]] == [{"text/html": NEW, "text/plain": "words"}] * 2
    assert found[2:] == others
    later = NEW.replace("new", "later")
    plain.evaluate("(html) => { window.newest = html; window.model.tell({ type: 'saved' }); }", later)
    plain.wait_for_function("(html) => window.kept[0].data['text/html'] === html", arg=later)


def test_a_front_end_that_keeps_its_notebook_to_itself_is_not_asked(plain: "Page", plain_base: str) -> None:
    open_plain(plain, plain_base)
    show(plain, "chat", STATE)
    plain.evaluate("() => window.model.tell({ type: 'saved' })")
    plain.wait_for_timeout(700)
    assert "page.copy" not in [message["verb"] for message in plain.evaluate("window.model.sent")]


def test_what_has_the_focus_is_marked_as_no_place_for_notebook_commands(plain: "Page", plain_base: str) -> None:
    open_plain(plain, plain_base)
    show(plain, "chat", STATE)
    for tag in ("button", "textarea"):
        plain.locator(f".dk {tag}:visible").first.focus()
        assert plain.evaluate("document.activeElement.matches('.dk *') && document.activeElement.dataset.lmSuppressShortcuts") == "true"
