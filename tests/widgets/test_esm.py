"""The widgets' code as it is sent: one module each, whole, readable by an engine, naming no server; and declarations true to the events."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from director_kernel.widgets import esm as bundling
from director_kernel.widgets.esm import css, esm
from director_kernel.widgets.typedefs import declarations

WIDGETS = Path(__file__).resolve().parents[2] / "widgets"
ENTRIES = ("chat", "plan", "preview", "gallery", "compare", "panel", "board")
NODE = shutil.which("node")


@pytest.mark.parametrize("entry", ENTRIES)
def test_one_module_without_imports(entry: str) -> None:
    code = esm(entry)
    assert not re.search(r"^import |\bimport\(|\brequire\(", code, re.MULTILINE) and code.count("export default ") == 1
    assert "/**" not in code and not re.search(r"^\s*//", code, re.MULTILINE), "comments are for readers of the source"
    addresses = set(re.findall(r"https?://[^\s\"'`)]+", code)) - {"http://www.w3.org/2000/svg"}
    assert not addresses, "nothing is loaded from anywhere"


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.skipif(NODE is None, reason="Node.js is not here: install it to have the widgets' code parsed")
def test_an_engine_reads_it(entry: str, tmp_path: Path) -> None:
    module = tmp_path / f"{entry}.mjs"
    module.write_text(esm(entry))
    script = f"import({json.dumps(module.as_uri())}).then((m) => console.log(typeof m.default.render))"
    done = subprocess.run([str(NODE), "--input-type=module", "-e", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stdout.strip() == "function", done.stderr


@pytest.mark.parametrize("entry", ENTRIES)
def test_styles_stay_under_their_root(entry: str) -> None:
    bare = re.sub(r"@(?:media|container|supports)[^{]*\{", "", css(entry))
    for selectors in re.findall(r"([^{}]+)\{", bare):
        for selector in re.split(r",(?![^(]*\))", selectors.strip()):
            assert selector.strip().startswith((".dk", "@keyframes", "from", "to", ":root")) or re.match(r"\d+%", selector.strip()), (
                selector
            )


def test_a_modules_own_rules_win_whichever_widget_came_last() -> None:
    """A page with plan and chat holds the common style twice, the second time after the plan's own rules."""
    common = (WIDGETS / "director.css").read_text()
    assert ".dk.dk" not in common and css("plan").count(".dk.dk .dk-plan") > 20


def test_only_the_sanitised_door_takes_html() -> None:
    doors = {
        (path.name, line.strip())
        for path in WIDGETS.glob("*.js")
        for line in path.read_text().splitlines()
        if re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|new Function|srcdoc", line)
        and not line.strip().startswith(("*", "/"))
    }
    assert {name for name, _ in doors} <= {"dom.js"}, doors
    assert len(doors) == 1


def test_a_ring_of_imports_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nexport const a = b;\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\nexport const b = a;\n')
    monkeypatch.setattr(bundling, "folder", lambda: tmp_path)
    for cached in (bundling._source, bundling.esm):
        cached.cache_clear()
    try:
        with pytest.raises(ValueError, match="a → b"):
            esm("a")
    finally:
        for cached in (bundling._source, bundling.esm):
            cached.cache_clear()


def test_private_names_may_be_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.js").write_text(
        'import { two as second } from "./b.js";\nconst one = 1;\nexport default { render: () => one + second() };\n'
    )
    (tmp_path / "b.js").write_text("// @ts-check\n/** Doc. */\nconst one = 41;\nexport function two() {\n  return one;\n}\n")
    monkeypatch.setattr(bundling, "folder", lambda: tmp_path)
    for cached in (bundling._source, bundling.esm):
        cached.cache_clear()
    try:
        code = esm("a")
    finally:
        for cached in (bundling._source, bundling.esm):
            cached.cache_clear()
    if NODE is not None:
        module = tmp_path / "out.mjs"
        module.write_text(code)
        script = f"import({json.dumps(module.as_uri())}).then((m) => console.log(m.default.render()))"
        assert subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True).stdout.strip() == "42"


def test_the_declarations_are_those_of_the_events() -> None:
    assert (WIDGETS / "events.d.ts").read_text() == declarations(), "run: python -m director_kernel.widgets.typedefs > widgets/events.d.ts"
