"""The widgets' JavaScript and CSS as anywidget wants them: one module without imports.

anywidget loads a widget's code from a Blob, where relative imports fail. The sources in `widgets/` are plain modules that import each
other; here each imported one becomes a function that is called once, so that names stay private to their module as they were.
"""

import re
from functools import cache
from pathlib import Path

from director_kernel.settings import assets_root

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|const|class) (\w+))", re.MULTILINE)
_DEFAULT = re.compile(r"^export default ", re.MULTILINE)
_COMMENTS = re.compile(r"[ \t]*/\*\*.*?\*/[ \t]*\n?|^[ \t]*//[^\n]*\n", re.DOTALL | re.MULTILINE)
_CSS_COMMENTS = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
BASE = "director.css"


def folder() -> Path:
    """Where the sources are."""
    return assets_root() / "widgets"


@cache
def esm(entry: str) -> str:
    """The module `entry` (a file name without `.js`) with everything it imports. Raises FileNotFoundError, ValueError for a ring."""
    parts = [_wrapped(name) for name in _order(entry)[:-1]]
    return "".join(parts) + _linked(_source(entry)).strip() + "\n"


@cache
def css(entry: str) -> str:
    """The style of `entry` and of what it imports: each module's own `.css` after the common one.

    A page may hold the styles of several widgets, the common one with each: a module's own rules are made to weigh more (`.dk.dk`), so
    that it does not matter whose style came last.
    """
    own = [path for name in _order(entry) if (path := folder() / f"{name}.css").is_file()]
    return _styles(folder() / BASE) + "".join(_styles(path).replace(".dk ", ".dk.dk ") for path in own)


def _styles(path: Path) -> str:
    return _CSS_COMMENTS.sub("", path.read_text("utf-8"))


def _order(entry: str) -> list[str]:
    """`entry` and what it imports, what is imported first."""
    done: list[str] = []

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ValueError(f"widgets/{name}.js imports itself by way of {' → '.join(above)}; move what they share into a third module")
        if name not in done:
            for _, needed in _IMPORT.findall(_source(name)):
                visit(needed, (*above, name))
            done.append(name)

    visit(entry, ())
    return done


@cache
def _source(name: str) -> str:
    """The module's text without its comments: they are for whoever reads the source, not for every saved notebook."""
    text = (folder() / f"{name}.js").read_text("utf-8")
    imports = [match.group(0) for match in _IMPORT.finditer(text)]
    return "".join(imports) + _COMMENTS.sub("", _IMPORT.sub("", text))


def _wrapped(name: str) -> str:
    source = _source(name)
    default = _DEFAULT.search(source)
    body = source[: default.start()] if default else source
    names = _EXPORT.findall(body)
    return f"const {_variable(name)} = (() => {{\n{_linked(_EXPORT.sub('', body)).strip()}\nreturn {{ {', '.join(names)} }};\n}})();\n"


def _linked(source: str) -> str:
    """Imports as what they mean once everything is in one file."""
    return _IMPORT.sub(lambda m: f"const {{ {_renamed(m.group(1))} }} = {_variable(m.group(2))};\n", source)


def _renamed(names: str) -> str:
    return ", ".join(name.strip().replace(" as ", ": ") for name in names.split(",") if name.strip())


def _variable(name: str) -> str:
    return "$" + name.replace("-", "_")
