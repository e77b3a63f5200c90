"""`director catalog check`: every fault, each with file and line."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from director_kernel.catalog import catalog_root, check_catalog
from tests.catalog.conftest import Write, model, models


def said(root: Path) -> list[str]:
    return [str(fault) for fault in check_catalog(root)]


def test_the_shipped_catalog_is_sound() -> None:
    assert said(catalog_root()) == []


def test_every_fault_is_reported_at_once_with_file_and_line(write: Write) -> None:
    write("models/a.yaml", models(model("one", status="happy", prices="[{unit: second, micros: -5}]", successor="{id: two, reason: x}")))
    write("models/b.yaml", "source: a test\nas_of: yesterday\nmodels:\n" + model("two"))
    write("tasks.yaml", "source: t\nas_of: 2026\ntasks:\n  - id: t\n    title: T\n")
    root = write("nonsense.yaml", "source: t\n")
    found = said(root)
    assert "models/a.yaml:8: one: status: Input should be 'active', 'legacy', 'retired' or 'invalid'" in found
    assert any(fault.startswith("models/a.yaml:10: one: prices.0.micros: ") for fault in found)
    assert any(fault.startswith("models/b.yaml:4: two: as_of: is not a date") for fault in found)
    assert {"media", "kinds", "ranked", "reason", "tips"} <= {
        fault.split(": ")[2] for fault in found if fault.startswith("tasks.yaml:4: t: ")
    }
    assert any(fault.startswith("nonsense.yaml:1: 'nonsense' is no section") for fault in found)


def test_a_ring_of_successors_is_reported(write: Write) -> None:
    after = "{id: %s, reason: newer}"
    root = write(
        "models/a.yaml",
        models(
            model("a", successor=after % "b"),
            model("b", successor=after % "c"),
            model("c", successor=after % "a"),
            model("d", successor=after % "a"),
        ),
    )
    rings = [fault for fault in said(root) if "ring" in fault]
    assert rings == ["models/a.yaml:10: successors go in a ring: a → b → c → a"]


@pytest.mark.parametrize(
    ("name", "text", "line", "message"),
    [
        ("models/a.yaml", models(model("a"), model("a")), 10, "'a' is already in models/a.yaml:4"),
        ("models/a.yaml", models(model("a", aliases="[z]"), model("b", aliases="[z]")), 17, "alias 'z' already means 'a'"),
        ("models/a.yaml", models(model("a", successor="{id: gone, reason: x}")), 10, "'gone' is no model"),
        ("models/a.yaml", models(model("a", endpoints="[{provider: fal, id: e, kind: music}]")), 10, "isn't among the model's kinds"),
        ("models/a.yaml", models(model("a", colour="red")), 10, "colour: is not a field"),
        ("models/a.yaml", "models:\n  - name: nameless\n", 2, "every record needs an id"),
        ("models/a.yaml", "models: 5\n", 1, "must hold a list called 'models'"),
        ("models/a.yaml", "", 1, "must hold a list called 'models'"),
        ("models/a.yml", models(model("a")), 1, "never read"),
        ("models/a.yaml", models(model("a")) + "extra: 1\n", 10, "'extra' is not a field of a catalog file"),
        ("models/a.yaml", "as_of: 2026\nmodels:\n" + model("a"), 3, "a: source: is missing (give it here or for the whole file)"),
        ("models/a.yaml", b"models:\n\xff\xfe", 1, "not readable YAML"),
        ("first.yaml", "source: s\nas_of: 2026\nfirst:\n  - {id: nobody, why: x}\n", 4, "is no model"),
        ("timing.yaml", "source: s\nas_of: 2026\ntiming:\n  - {id: nobody, base: 1}\n", 4, "neither a kind of step nor a model"),
    ],
)
def test_a_fault_is_named_where_it_stands(write: Write, name: str, text: str | bytes, line: int, message: str) -> None:
    found = check_catalog(write(name, text))
    assert [(fault.file, fault.line) for fault in found if message in fault.message] == [(name, line)], [str(fault) for fault in found]


def test_a_partial_overlay_is_checked_over_what_it_lies_on(write: Write) -> None:
    root = write(
        "models/ours.yaml",
        "source: us\nas_of: 2026\nmodels:\n  - id: kling-2.6-pro\n    status: retired\n  - id: veo-3.1\n    colour: red\n",
    )
    assert [str(fault) for fault in check_catalog(root, base=catalog_root())] == [
        "models/ours.yaml:7: veo-3.1: colour: is not a field of this record"
    ]


def test_a_missing_folder_has_no_faults(tmp_path: Path) -> None:
    assert check_catalog(tmp_path / "nothing") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(raw=st.binary(max_size=300))
def test_any_bytes_as_a_catalog_file_give_a_fault_with_a_line(write: Write, raw: bytes) -> None:
    faults = check_catalog(write("models/any.yaml", raw))
    assert faults and all(fault.file == "models/any.yaml" and fault.line >= 1 and fault.message for fault in faults)
