"""Packs: which is in force and who said so, who plays what, stand-ins, packs of one's own and those that packages bring."""

from collections.abc import Callable
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from director_kernel.catalog import catalog_root, check_catalog, load_catalog
from director_kernel.catalog.pack_links import CHAT_SERVICES
from director_kernel.catalog.packs import Packs
from director_kernel.errors import UsageError
from director_kernel.providers.http import SERVICES
from director_kernel.user_settings import UserSettings

S3_ROLES = {
    "brain": "brain",
    "addScene": "structure",
    "editScene": "structure",
    "deleteScene": "structure",
    "analyzeImage": "vision",
    "createSceneFromImage": "vision",
    "editSceneWithImage": "vision",
    "visionAnalysis": "vision",
    "imageDescription": "image_description",
    "codeGenerator": "code_generation",
    "directCodeEditor.surgical": "code_edit.surgical",
    "directCodeEditor.creative": "code_edit.creative",
    "directCodeEditor.structural": "code_edit.structural",
    "sceneBuilder": "site",
    "layoutGenerator": "site",
    "fixBrokenScene": "fix",
}
S3_PROMPTS = {
    "BRAIN_ORCHESTRATOR": "brain",
    "ADD_SCENE": "structure",
    "EDIT_SCENE": "structure",
    "CODE_GENERATOR": "code_generation",
    "DIRECT_CODE_EDITOR_SURGICAL": "code_edit.surgical",
    "DIRECT_CODE_EDITOR_CREATIVE": "code_edit.creative",
    "DIRECT_CODE_EDITOR_STRUCTURAL": "code_edit.structural",
    "VISION_ANALYSIS": "vision",
}
Make = Callable[..., Packs]


class Remembered(dict[str, Any]):
    """A workspace's settings, as far as packs use them."""

    def set(self, key: str, value: Any) -> None:
        self[key] = value


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    return tmp_path / "director" / "catalog"


@pytest.fixture
def make(overlay: Path, tmp_path: Path) -> Make:
    """Packs as a fresh process sees them; choices made before are remembered."""
    remembered, user = Remembered(), UserSettings(tmp_path / "config")

    def packs(tier: str = "") -> Packs:
        return Packs(load_catalog(overlay), overlay, remembered, user, tier)

    return packs


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`plug(name=value)` has installed packages bring these entry points."""

    def bring(**given: Any) -> None:
        class Point(EntryPoint):
            def load(self) -> Any:
                value = given[self.name]
                if isinstance(value, BaseException):
                    raise value
                return value

        points = EntryPoints(Point(name, f"package:{name}", "director_kernel.packs") for name in given)
        monkeypatch.setattr("importlib.metadata.entry_points", lambda **asked: points.select(**asked))

    return bring


def write(overlay: Path, text: str, name: str = "ours") -> None:
    (overlay / "packs").mkdir(parents=True, exist_ok=True)
    (overlay / "packs" / f"{name}.yaml").write_text(text)


def pack(id: str = "ours", brain: str = "{provider: local, model: smollm2, temperature: 0.2}", more: str = "") -> str:
    return f"source: us\nas_of: 2026-01-01\npacks:\n  - id: {id}\n    title: {id}\n    roles:\n      brain: {brain}\n{more}"


@pytest.mark.parametrize(
    ("name", "role"),
    [*S3_ROLES.items(), *S3_PROMPTS.items(), ("image description", "image_description"), ("code edit", "code_edit.surgical")],
)
def test_roles_and_prompts_of_the_document_are_names_of_ours(make: Make, name: str, role: str) -> None:
    assert make().cast.role(name) == role
    assert make().role(name) == make().role(role)


def test_packs_of_the_document_keep_their_names_and_models(make: Make) -> None:
    packs = make()
    for name in ("starter", "performance", "mixed", "claude", "haiku"):
        assert packs.find(f"{name}-pack").id == name
    assert packs.find("starter-pack-1").id == "starter"
    mixed = packs.find("mixed-pack")
    told = {role: packs.role(role, mixed)[0].was for role in ("brain", "visionAnalysis", "codeGenerator", "layoutGenerator")}
    assert told == {
        "brain": "o1-mini",
        "visionAnalysis": "gpt-4o",
        "codeGenerator": "claude-3.5-sonnet",
        "layoutGenerator": "claude-3.5-sonnet",
    }
    assert [packs.role(f"directCodeEditor.{way}", mixed)[0].temperature for way in ("surgical", "creative", "structural")] == [
        0.25,
        0.4,
        0.3,
    ]
    with pytest.raises(UsageError, match="did you mean 'haiku'"):
        packs.find("haikoo")
    with pytest.raises(UsageError, match="did you mean 'judge'"):
        packs.role("judg")


def test_who_chose_is_said_and_the_nearest_wins(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (make().current().id, make().chosen().by) == ("starter", "nobody yet (it is the default)")
    assert (make("free").current().id, make("free").chosen().by) == ("free", "the quota's tier")
    make().use("claude-pack", "user")
    assert (make("free").current().id, make("free").chosen().by) == ("claude", "you, for all your workspaces")
    make().use("mixed")
    assert (make().current().id, make().chosen().by) == ("mixed", "this workspace")
    monkeypatch.setenv("DIRECTOR_PACK", "haiku")
    assert (make().current().id, make().chosen().by) == ("haiku", "DIRECTOR_PACK")


def test_a_choice_that_leads_nowhere_is_said_and_passed_over(make: Make, overlay: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(overlay, pack())
    make().use("ours")
    assert make().current().id == "ours"
    (overlay / "packs" / "ours.yaml").unlink()
    monkeypatch.setenv("DIRECTOR_PACK", "gone")
    chosen = make().chosen()
    assert chosen.pack.id == "starter" and len(chosen.notes) == 2
    assert "'ours'" in chosen.notes[1] and "director packs use NAME" in chosen.notes[1]


def test_a_role_has_its_model_then_stand_ins_of_today(make: Make, overlay: Path) -> None:
    others = "[o1-mini, 'moonshot:kimi-k3', 'local:my:model']"
    brain = f"{{provider: openrouter, model: claude-3.5-haiku, temperature: 0.1, max_tokens: 77, fallbacks: {others}}}"
    write(overlay, pack(brain=brain))
    packs = make()
    chain = packs.role("brain", packs.find("ours"))
    assert [(one.provider, one.model) for one in chain] == [
        ("openrouter", "claude-haiku-5.5"),
        ("openrouter", "gpt-6.1-sol"),
        ("moonshot", "kimi-k3"),
        ("local", "my:model"),
    ]
    assert {(one.temperature, one.max_tokens, one.fallbacks) for one in chain} == {(0.1, 77, ())}
    # Roles that a pack doesn't name are played by those they fall back to.
    assert packs.role("fix", packs.find("ours")) == chain
    models = load_catalog().models
    for name in make().all():
        for one in packs.role("brain", packs.find(name)):
            assert one.model in models or one.provider == "local"


def test_a_pack_of_ones_own_is_a_sound_copy_to_edit(make: Make, overlay: Path) -> None:
    path = make().new("ours", "mixed")
    assert path == overlay / "packs" / "ours.yaml"
    assert check_catalog(overlay, base=catalog_root()) == [] and make().faults == ()
    assert make().diff("ours", "mixed") == ()
    path.write_text(path.read_text().replace("temperature: 0.25", "temperature: 0.9", 1))
    assert [(change.role, change.what, change.before, change.after) for change in make().diff("mixed", "ours")] == [
        ("code_edit.surgical", "temperature", "0.25", "0.9")
    ]
    for name in ("ours", "starter-pack-1", "../evil", "Ours", ""):
        with pytest.raises(UsageError):
            make().new(name)
    assert [each.name for each in overlay.rglob("*") if each.is_file()] == ["ours.yaml"]


def test_differences_are_said_point_by_point(make: Make) -> None:
    found = {(change.role, change.what): (change.before, change.after) for change in make().diff("starter", "gemini-value")}
    assert found["brain", "model"] == ("gpt-4.1-mini", "gemini-2.5-flash")
    assert found["structure", "model"] == ("gpt-4.1-mini", "gemini-2.5-flash-lite")
    assert make().diff("free", "free") == ()


def test_what_is_wrong_with_a_pack_is_said_with_its_line(overlay: Path) -> None:
    cases = [
        (pack("p0", "{provider: openrouter, model: nobody-9, temperature: 0}"), 7, "'nobody-9' is no model of the catalog"),
        (pack("p1", "{provider: openruter, model: gpt-4.1-mini, temperature: 0}"), 7, "'openruter' is no service"),
        (pack("p2", "{provider: openrouter, model: gemini-2.0-flash, temperature: 0}"), 7, "has no price"),
        (pack("p3", "{provider: openrouter, model: o3, temperature: 0, fallbacks: [o3]}"), 7, "'o3' is asked before already"),
        (pack("p4", "{provider: openrouter, model: o3, temperature: 0, fallbacks: [veo-nope]}"), 7, "'veo-nope' is no model"),
        (pack("p5", "{provider: openrouter, model: o3, temperature: 3}"), 7, "less than or equal to 2"),
        (pack("p6", more="      brian: {provider: local, model: x, temperature: 0}\n"), 8, "'brian' is no role; did you mean 'brain'?"),
        (pack("p7").replace("brain:", "fix:"), 7, "must name a model for 'brain'"),
        (pack("p8", more="    aliases: [claude-pack]\n"), 8, "'claude-pack' already means another pack"),
    ]
    for number, (text, _, _) in enumerate(cases):
        write(overlay, text, f"p{number}")
    found = check_catalog(overlay, base=catalog_root())
    assert len(found) == len(cases), [str(fault) for fault in found]
    for number, (_, line, message) in enumerate(cases):
        said = [fault for fault in found if fault.file == f"packs/p{number}.yaml"]
        assert [(fault.line, message in fault.message) for fault in said] == [(line, True)], [str(fault) for fault in found]


def test_a_pack_with_faults_is_listed_with_them_and_not_taken(make: Make, overlay: Path) -> None:
    write(overlay, pack(brain="{provider: openrouter, model: nobody-9, temperature: 0}"))
    assert any("'nobody-9' is no model" in fault for fault in make().faults)
    with pytest.raises(UsageError, match="can't be used: 'nobody-9' is no model"):
        make().use("ours")


def test_a_broken_file_takes_no_other_with_it(make: Make, overlay: Path) -> None:
    write(overlay, pack())
    write(overlay, "packs: [{id: broken", "a")
    write(overlay, pack("odd", brain="{provider: local}"), "b")
    write(overlay, "source: us\nas_of: 2026\npacks:\n  - id: haiku\n    summary: ours now\n", "c")
    packs = make()
    assert {"ours", "starter", "haiku"} <= set(packs.all()) and not {"broken", "odd"} & set(packs.all())
    assert packs.find("haiku").summary == "ours now" and packs.find("haiku").roles
    assert ["a.yaml:1" in packs.faults[0], "b.yaml:7" in packs.faults[1]] == [True, True]


def test_packages_bring_packs_in_any_shape(make: Make, plug: Callable[..., None], tmp_path: Path) -> None:
    file = tmp_path / "theirs.yaml"
    file.write_text(pack("from-file"))
    brain = {"brain": {"provider": "local", "model": "m", "temperature": 0.5}}
    plug(
        path=str(file),
        mapping={"id": "from-mapping", "title": "M", "roles": {"BRAIN_ORCHESTRATOR": brain["brain"]}},
        function=lambda: {"packs": ({"id": "one", "title": "One", "roles": brain}, {"id": "two", "title": "Two", "roles": brain})},
    )
    packs = make()
    assert {"from-file", "from-mapping", "one", "two"} <= set(packs.all()) and packs.faults == ()
    assert packs.find("from-mapping").source == "entry point mapping"
    assert packs.role("judge", packs.find("from-mapping"))[0].model == "m"
    assert make().use("two").id == make().current().id == "two"


def test_a_package_that_fails_is_a_fault_and_never_a_crash(make: Make, plug: Callable[..., None], tmp_path: Path) -> None:
    def explode() -> None:
        raise SystemExit("no")

    brain = {"brain": {"provider": "local", "model": "m", "temperature": 0.5}}
    plug(
        absent=ModuleNotFoundError("no module named theirs"),
        function=explode,
        number=7,
        empty={"packs": []},
        nowhere=str(tmp_path / "none.yaml"),
        wrong={"id": "BAD ID", "title": "x", "roles": brain},
        hidden={"id": "starter", "title": "mine", "roles": brain},
        first={"id": "same", "title": "a", "roles": brain},
        second={"id": "same", "title": "b", "roles": brain},
        sound={"id": "sound", "title": "Sound", "roles": brain},
    )
    packs = make()
    assert {"sound", "same"} <= set(packs.all()) and packs.find("starter").title == "Starter" and packs.find("same").title == "a"
    for name in ("absent", "function", "number", "empty", "nowhere", "wrong", "second"):
        assert any(fault.startswith(f"entry point '{name}'") for fault in packs.faults), (name, packs.faults)
    assert any("'starter' of a package is hidden" in fault for fault in packs.faults)
    assert len(packs.faults) == 8


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["id", "title", "roles", "brain", "packs", "model"]), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_whatever_a_package_brings_is_a_pack_or_a_fault(given: Any) -> None:
    from unittest.mock import patch

    from director_kernel.catalog.plugged import plugged

    class Point(EntryPoint):
        def load(self) -> Any:
            return given

    with patch("importlib.metadata.entry_points", lambda **_: [Point("it", "x:y", "director_kernel.packs")]):
        found, faults = plugged()
    assert found or faults


def test_services_are_those_the_providers_know() -> None:
    assert set(CHAT_SERVICES) - {"offline"} <= set(SERVICES)
