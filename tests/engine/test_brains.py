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
        assert card.why == "needs OPENROUTER_API_KEY and a chat provider; this version directs offline"
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


def test_the_choice_is_remembered_in_the_workspace(workspace_folder: Path) -> None:
    brain = ScriptedBrain(pieces=["x"])
    brain.go.set()
    with Director(workspace_folder, brains=[brain]) as director:
        assert director.brain == OFFLINE
        card = next(one for one in director.brains() if one.id == brain.id)
        assert card.available and card.name == "Scripted" and card.per_message > 0, "the catalog knows its price"
        assert director.use_brain(brain.id) == card and director.brain == brain.id
        assert director.say("hello").text == "You said hello."
    with Director(workspace_folder, brains=[ScriptedBrain()]) as again:
        assert again.brain == brain.id
        again.use_brain(OFFLINE)
        assert again.brain == OFFLINE and again.say("hello").questions


def test_a_brain_of_ones_own_that_the_catalog_does_not_know_has_a_card(workspace_folder: Path) -> None:
    with Director(workspace_folder, brains=[ScriptedBrain(id="mine", name="Mine")]) as director:
        card = next(one for one in director.brains() if one.id == "mine")
        assert card.available and card.per_message == 0 and "no price" in card.why


@pytest.mark.parametrize(
    ("brain", "says"),
    [
        ("gpt-99", "there is no director model 'gpt-99'; there are offline-director, "),
        ("o3", "needs OPENROUTER_API_KEY and a chat provider; this version directs offline; go on with offline-director"),
        ("'; DROP TABLE settings; --", "there is no director model"),
        ("", "there is no director model ''"),
    ],
)
def test_a_brain_that_can_not_be_used_is_refused_with_the_way_out(workspace_folder: Path, brain: str, says: str) -> None:
    with Director(workspace_folder) as director:
        with pytest.raises(UsageError) as refused:
            director.use_brain(brain)
        assert says in refused.value.message and director.brain == OFFLINE
