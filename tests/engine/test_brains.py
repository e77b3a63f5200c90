"""The director models: their cards, their prices, which can be used, and that the choice is remembered."""

from pathlib import Path

import pytest

from director_kernel import Director
from director_kernel.catalog import load_catalog
from director_kernel.engine.brains import OFFLINE, TOKENS_IN, TOKENS_OUT, cards
from director_kernel.errors import UsageError
from director_kernel.schema.catalog import Unit
from tests.engine.brains import ScriptedBrain


def test_the_offline_director_is_first_free_and_the_only_one_that_is_here() -> None:
    first, *others = cards(load_catalog(), {OFFLINE: ""})
    assert (first.id, first.name, first.per_message, first.available) == (OFFLINE, "Offline director", 0, True)
    assert "no key" in first.why
    for card in others:
        assert not card.available and card.per_message > 0
        assert card.why.startswith("needs OPENROUTER_API_KEY") and card.why.endswith(", or `director keys add openrouter`")
    assert [card.id for card in others if card.recommended] == ["claude-sonnet-5.5"] and not first.recommended


def test_there_is_a_card_for_every_brain_of_a_pack_and_every_model_the_specification_lists() -> None:
    catalog = load_catalog()
    found = {card.id for card in cards(catalog, {OFFLINE: ""})}
    assert {catalog.resolve(pack.roles["brain"].model).model.id for pack in catalog.packs.values()} <= found  # type: ignore[union-attr]
    assert {"claude-sonnet-4.5", "claude-opus-4.5", "o3", "gemini-3.1-pro-preview"} <= found, "Gemini 3 Pro is followed to what replaced it"
    assert len(found) == len(cards(catalog, {OFFLINE: ""}))
    assert all(catalog.models[one].active for one in found)


def test_a_message_is_priced_by_the_catalogs_rows() -> None:
    catalog = load_catalog()
    for card in cards(catalog, {OFFLINE: ""}):
        rows = {
            unit: next(r.micros for r in catalog.models[card.id].prices if r.unit is unit)
            for unit in (Unit.TOKENS_IN_1M, Unit.TOKENS_OUT_1M)
        }
        exact = (rows[Unit.TOKENS_IN_1M] * TOKENS_IN + rows[Unit.TOKENS_OUT_1M] * TOKENS_OUT) / 1_000_000
        assert exact <= card.per_message < exact + 2


def test_the_choice_is_remembered_for_the_person_and_a_workspaces_own_wins(workspace_folder: Path, tmp_path: Path) -> None:
    brain = ScriptedBrain(pieces=["x"])
    brain.go.set()
    with Director(workspace_folder, brains=[brain]) as director:
        assert director.brain == OFFLINE
        card = next(one for one in director.brains() if one.id == brain.id)
        assert card.available and card.name == "Scripted" and card.per_message > 0, "the catalog knows its price"
        assert director.use_brain(brain.id) == card and director.brain == brain.id
        assert director.say("hello").text == "You said hello."
    with Director(tmp_path / "another", brains=[ScriptedBrain()]) as another:
        assert another.brain == brain.id, "chosen for all workspaces"
        another.use_brain(OFFLINE, where="workspace")
        assert another.brain == OFFLINE and another.say("hello").questions
    with Director(workspace_folder, brains=[ScriptedBrain()]) as again:
        assert again.brain == brain.id, "one workspace's choice is its own"
    with Director(workspace_folder) as without:
        assert without.brain == OFFLINE, "one that isn't here any more directs nothing"
    with Director(tmp_path / "another", brains=[ScriptedBrain()]) as another:
        another.use_brain(brain.id)
        assert another.brain == brain.id, "a choice for all workspaces is meant for this one too"


def test_a_key_makes_chat_models_available_and_nothing_is_chosen_by_it(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-not-a-real-key-0001")
    with Director(workspace_folder) as director:
        assert all(card.available for card in director.brains()) and director.brain == OFFLINE, "nobody asked to pay"
        assert director.use_brain("anthropic/claude-sonnet-4.5").id == "claude-sonnet-4.5"
        assert director.brain == "claude-sonnet-4.5"
    monkeypatch.delenv("OPENROUTER_API_KEY")
    with Director(workspace_folder) as director:
        assert director.brain == OFFLINE, "without a key the offline director goes on"


def test_the_environment_names_a_model_where_nobody_chose(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-or-v1-not-a-real-key-0001")
    monkeypatch.setenv("AI_DIRECTOR_MODEL", "google/gemini-3-pro-preview")
    with Director(workspace_folder) as director:
        assert director.brain == "gemini-3.1-pro-preview", "a retired one is followed to what replaced it"
        director.packs.use("claude")
        assert director.brain == "claude-sonnet-5.5", "a pack that somebody chose says who directs"
        director.use_brain("o3")
        assert director.brain == "o3"
    monkeypatch.setenv("AI_DIRECTOR_MODEL", "no-such-model")
    with Director(workspace_folder / "other") as director:
        director.use_brain(OFFLINE)
        assert director.brain == OFFLINE


def test_a_server_of_ones_own_directs_for_nothing(workspace_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIRECTOR_LOCAL_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("AI_DIRECTOR_MODEL", "local/smollm2")
    with Director(workspace_folder) as director:
        card = next(one for one in director.brains() if one.id == "local/smollm2")
        assert card.available and card.per_message == 0 and "costs nothing" in card.why and director.brain == card.id
        assert director.use_brain("local/other").id == "local/other" and director.brain == "local/other"


def test_cards_say_who_reads_pictures() -> None:
    sees = {card.id: card.sees for card in cards(load_catalog(), {OFFLINE: ""})}
    assert sees["claude-sonnet-4.5"] and sees["gemini-3.1-pro-preview"] and not sees["gpt-oss-20b"] and not sees[OFFLINE]


def test_a_brain_of_ones_own_that_the_catalog_does_not_know_has_a_card(workspace_folder: Path) -> None:
    with Director(workspace_folder, brains=[ScriptedBrain(id="mine", name="Mine")]) as director:
        card = next(one for one in director.brains() if one.id == "mine")
        assert card.available and card.per_message == 0 and "no price" in card.why


@pytest.mark.parametrize(
    ("brain", "says"),
    [
        ("gpt-99", "there is no director model 'gpt-99'; "),
        ("o3", "OpenAI o3 needs OPENROUTER_API_KEY or OPENAI_API_KEY, or `director keys add openrouter`; or go on with offline-director."),
        ("claude-sonet-4.5", "there is no director model 'claude-sonet-4.5'; did you mean claude-sonnet-4.5"),
        ("local/llama", "needs a server of your own; say where by DIRECTOR_LOCAL_BASE_URL"),
        ("'; DROP TABLE settings; --", "there is no director model"),
        ("", "there is no director model ''"),
    ],
)
def test_a_brain_that_can_not_be_used_is_refused_with_the_way_out(workspace_folder: Path, brain: str, says: str) -> None:
    with Director(workspace_folder) as director:
        with pytest.raises(UsageError) as refused:
            director.use_brain(brain)
        assert says in refused.value.message and director.brain == OFFLINE
