"""What `widgets/state.d.ts` promises, read well enough to hold the kernel's half against it."""

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FILES = ("state.d.ts", "events.d.ts")
SOURCE = "\n".join((ROOT / "widgets" / name).read_text() for name in FILES)
PLAIN = {"string": str, "number": (int, float), "boolean": bool, "Micros": int}


def _interfaces() -> dict[str, dict[str, str]]:
    bare = re.sub(r"/\*\*.*?\*/", "", SOURCE, flags=re.DOTALL)
    found = {}
    for name, body in re.findall(r"export interface (\w+) \{\n(.*?)\n\}", bare, flags=re.DOTALL):
        found[name] = dict(re.findall(r"^\s*\"?([\w.]+\??)\"?: (.+);$", body, flags=re.MULTILINE))
    return found


INTERFACES = _interfaces()
ALIASES = dict(re.findall(r"export type (\w+) = ([^;]+);", re.sub(r"/\*\*.*?\*/", "", SOURCE, flags=re.DOTALL)))


def verbs() -> set[str]:
    """Every verb a page may ask for."""
    return set(INTERFACES["Verbs"])


def faults(value: Any, kind: str, at: str = "") -> list[str]:
    """Where `value` is not what the declarations call `kind`."""
    kind = kind.strip()
    if kind.startswith("(") and kind.endswith(")"):
        return faults(value, kind[1:-1], at)
    options = _split(kind, "|")
    if len(options) > 1:
        tried = [faults(value, option, at) for option in options]
        return [] if any(not each for each in tried) else min(tried, key=len)
    both = _split(kind, "&")
    if len(both) > 1:
        return _object(value, {name: sort for one in both for name, sort in _fields(one).items()}, at)
    if kind.endswith("[]"):
        if not isinstance(value, list):
            return [f"{at} is no list"]
        return [fault for index, item in enumerate(value) for fault in faults(item, kind[:-2], f"{at}[{index}]")]
    if indexed := re.fullmatch(r"(\w+)\[\"(\w+)\"\]", kind):
        return faults(value, INTERFACES[indexed[1]][indexed[2]], at)
    if kind.startswith("Record<"):
        inner = _split(kind[7:-1], ",", most=2)[1]
        return (
            [fault for key, item in value.items() for fault in faults(item, inner, f"{at}.{key}")]
            if isinstance(value, dict)
            else [f"{at} is no object"]
        )
    if kind.startswith('"') or kind == "null":
        return [] if value == (None if kind == "null" else kind.strip('"')) else [f"{at} is {value!r}, not {kind}"]
    if kind in PLAIN:
        fits = isinstance(value, PLAIN[kind]) and (kind == "boolean" or not isinstance(value, bool))  # type: ignore[arg-type]
        return [] if fits else [f"{at} is {value!r}, not a {kind}"]
    if kind == "unknown":
        return []
    if kind in ALIASES and kind not in INTERFACES:
        return faults(value, ALIASES[kind], at)
    return _object(value, _fields(kind), at)


def _fields(kind: str) -> dict[str, str]:
    if kind.startswith("{"):
        return {name: sort for name, sort in (part.strip().split(": ", 1) for part in _split(kind[1:-1], ";") if part.strip())}
    return INTERFACES[kind]


def _object(value: Any, fields: dict[str, str], at: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{at} is {type(value).__name__}, not an object"]
    known = {name.rstrip("?") for name in fields}
    found = [f"{at}.{name} is not declared" for name in value if name not in known]
    for name, kind in fields.items():
        if name.rstrip("?") in value:
            found += faults(value[name.rstrip("?")], kind, f"{at}.{name.rstrip('?')}")
        elif not name.endswith("?"):
            found.append(f"{at}.{name} is missing")
    return found


def _split(text: str, mark: str, most: int = 0) -> list[str]:
    """`text` at `mark` outside brackets and quotes."""
    parts, depth, quoted, last = [], 0, False, 0
    for index, letter in enumerate(text):
        quoted ^= letter == '"'
        depth += (letter in "{[(<") - (letter in "}])>")
        if letter == mark and not depth and not quoted and (not most or len(parts) < most - 1):
            parts.append(text[last:index])
            last = index + 1
    return [part.strip() for part in [*parts, text[last:]] if part.strip()]
