"""The events as TypeScript declarations, for the widgets' own JavaScript.

`python -m director_kernel.widgets.typedefs` prints `widgets/events.d.ts`.
"""

import json
from typing import Any

from director_kernel.events import event_adapter

HEAD = """/** The events and the nouns they carry.
 *
 * Generated from director_kernel/events.py by `python -m director_kernel.widgets.typedefs`.
 */
"""
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def declarations() -> str:
    """The whole file. What is None in Python is left out on the wire, so it is optional here."""
    schema = event_adapter().json_schema(by_alias=True, mode="serialization")
    types = [_declared(name, shape) for name, shape in sorted(schema["$defs"].items())]
    union = " | ".join(_type(each) for each in schema["oneOf"])
    return "\n".join([HEAD, *types, f"export type AnyEvent = {union};", ""])


def _declared(name: str, shape: dict[str, Any]) -> str:
    about = _comment(shape.get("description", ""))
    if shape.get("type") != "object":
        return f"{about}export type {name} = {_type(shape)};\n"
    fields = [_field(key, field) for key, field in shape.get("properties", {}).items()]
    return f"{about}export interface {name} {{\n" + "".join(fields) + "}\n"


def _field(name: str, shape: dict[str, Any]) -> str:
    options = shape.get("anyOf", [])
    kept = [option for option in options if option.get("type") != "null"]
    kind = " | ".join(_type(option) for option in kept) if options else _type(shape)
    about = _comment(shape.get("description", ""), "  ")
    return f"{about}  {name}{'?' if len(kept) < len(options) else ''}: {kind};\n"


def _type(shape: dict[str, Any]) -> str:
    if "$ref" in shape:
        return str(shape["$ref"].rpartition("/")[2])
    if "const" in shape:
        return json.dumps(shape["const"])
    if "enum" in shape:
        return " | ".join(json.dumps(value) for value in shape["enum"])
    if "anyOf" in shape:
        return " | ".join(_type(option) for option in shape["anyOf"])
    if shape.get("type") == "array":
        items = _type(shape.get("items", {}))
        return f"({items})[]" if "|" in items else f"{items}[]"
    if shape.get("type") == "object":
        inner = shape.get("additionalProperties")
        return f"Record<string, {_type(inner)}>" if isinstance(inner, dict) and inner else "Record<string, unknown>"
    return PLAIN.get(str(shape.get("type")), "unknown")


def _comment(text: str, indent: str = "") -> str:
    words = " ".join(text.split()).replace("*/", "*\\/")
    return f"{indent}/** {words} */\n" if words else ""


if __name__ == "__main__":
    print(declarations(), end="")
