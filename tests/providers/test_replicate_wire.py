"""Replicate as it was recorded: each recording is read as what it is, and what we send has the recorded shape."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx
import pytest

from director_kernel.errors import KeyFault, NotAccepted, Refused
from director_kernel.providers.keys import Key, OneKey
from director_kernel.providers.outcomes import Fate, row_for
from director_kernel.providers.protocol import InputFile, JobState, Request, Ticket
from director_kernel.providers.replicate import Replicate, urls_in
from director_kernel.providers.replicate_files import INLINE
from director_kernel.providers.replicate_outcomes import OUTCOMES
from director_kernel.schema.asset import Asset
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.plan import Kind, Role

KEY = Key("replicate", "r8_a_secret_of_this_test_5678")
NAMES = (
    "file_operations",
    "models_predictions_create",
    "official_model_submit",
    "official_model_terminal",
    "predictions_create",
    "predictions_get",
    "predictions_stream",
    "run_invalid_token",
    "test_models_predictions_create_blocking_True_10",
    "test_predictions_create_by_model_True",
    "trainings_create_invalid_destination",
)


def interactions(wire: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((wire / "replicate" / f"{name}.json").read_text())["interactions"]
    return found


def answer_of(recorded: dict[str, Any]) -> httpx.Response:
    left_out = ("transfer-encoding", "content-encoding", "content-length")
    headers = {key: value for key, value in recorded["headers"].items() if key not in left_out and isinstance(value, str)}
    body = recorded.get("body")
    return httpx.Response(recorded["status"], headers=headers, text=body if isinstance(body, str) else json.dumps(body))


def schema_for(fields: dict[str, Any]) -> EndpointSchema:
    """An endpoint that takes these inputs, whatever they are."""
    kinds = {str: "string", bool: "boolean", int: "number", float: "number"}
    known = {name: {"type": kinds.get(type(value), "")} for name, value in fields.items()} | {"image_url": {"file": True}}
    facts = {"id": "x/y", "provider": "replicate", "kind": "text-to-image", "source": "test", "as_of": "2026-11-27", "fields": known}
    return EndpointSchema.model_validate(facts)


def request(endpoint: str, fields: dict[str, Any], **changes: Any) -> Request:
    options = {name: value for name, value in fields.items() if name != "prompt"}
    return Request(
        kind=Kind.TEXT_TO_IMAGE,
        model="any",
        provider="replicate",
        endpoint=endpoint,
        prompt=str(fields.get("prompt", "")),
        options=options,
        **changes,
    )


def run(
    respond: Callable[[httpx.Request], httpx.Response], schema: EndpointSchema, test: Callable[[Replicate], Coroutine[Any, Any, Any]]
) -> Any:
    async def inside() -> Any:
        made = Replicate(OneKey(KEY), lambda _: schema, transport=httpx.MockTransport(respond))
        try:
            return await test(made)
        finally:
            await made.close()

    return asyncio.run(inside())


def test_every_recording_is_looked_at_here(wire: Path) -> None:
    assert {path.stem for path in (wire / "replicate").glob("*.json")} == set(NAMES)


def orders(wire: Path) -> list[tuple[str, dict[str, Any]]]:
    return [
        (name, each)
        for name in NAMES
        for each in interactions(wire, name)
        if each["request"]["method"] == "POST" and each["request"]["url"].endswith("/predictions")
    ]


def test_every_recorded_order_is_sent_as_it_was_and_answered_as_it_was(wire: Path) -> None:
    seen = []
    for name, each in orders(wire):
        asked, answered = each["request"], each["response"]
        path = asked["url"].removeprefix("https://api.replicate.com/v1")
        endpoint = asked["body"]["version"] if path == "/predictions" else path.removeprefix("/models/").removesuffix("/predictions")
        fields = asked["body"]["input"]
        sent: list[httpx.Request] = []

        def respond(order: httpx.Request, answered: dict[str, Any] = answered, sent: list[httpx.Request] = sent) -> httpx.Response:
            sent.append(order)
            return answer_of(answered)

        wanted = request(endpoint, fields)
        if answered["status"] == 401:
            with pytest.raises(NotAccepted) as caught:
                run(respond, schema_for(fields), lambda made, wanted=wanted: made.submit(wanted))  # type: ignore[misc]
            assert caught.value.fault is KeyFault.INVALID and "valid authentication token" in caught.value.message
        else:
            ticket = run(respond, schema_for(fields), lambda made, wanted=wanted: made.submit(wanted))  # type: ignore[misc]
            assert ticket.id == answered["body"]["id"], name
        assert str(sent[0].url) == asked["url"]
        told = json.loads(sent[0].content)
        assert told == {key: value for key, value in asked["body"].items() if key in ("input", "version")}, name
        assert "prefer" not in sent[0].headers
        seen.append(name)
    assert len(seen) >= 6


@pytest.mark.parametrize("name", ["official_model_terminal", "predictions_get", "test_models_predictions_create_blocking_True_10"])
def test_every_recorded_look_says_how_it_stands(wire: Path, name: str) -> None:
    each = interactions(wire, name)[-1]
    body = each["response"]["body"]
    ticket = Ticket(provider="replicate", id=body["id"], data={"key": KEY.id})
    status = run(lambda order: httpx.Response(200, json=body), schema_for({}), lambda made: made.poll(ticket, request("x/y", {})))
    expected = {"succeeded": JobState.DONE, "processing": JobState.RUNNING, "starting": JobState.QUEUED}[body["status"]]
    # Words are an output, but no file: for a step of ours nothing was made.
    assert status.state is (JobState.LOST if expected is JobState.DONE and not urls_in(body["output"]) else expected)
    assert KEY.secret not in status.model_dump_json()


def test_the_recorded_end_of_an_official_model_is_a_picture_on_their_own_host(wire: Path) -> None:
    body = interactions(wire, "official_model_terminal")[0]["response"]["body"]
    ((_, url),) = urls_in(body["output"])
    made = Replicate(OneKey(KEY), lambda _: None)
    assert url.endswith("out-0.webp") and made._allowed(url)
    status = run(
        lambda order: httpx.Response(200, json=body),
        schema_for({}),
        lambda made: made.poll(Ticket(provider="replicate", id=body["id"], data={"key": KEY.id}), request("x/y", {})),
    )
    assert status.progress == 1.0 and any("Using seed" in line for line in status.logs)


def test_the_recorded_upload_gives_the_address_to_refer_to(wire: Path, tmp_path: Path) -> None:
    upload = interactions(wire, "file_operations")[0]
    submit = interactions(wire, "official_model_submit")[0]
    path = tmp_path / "large.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(INLINE))
    large = InputFile(role=Role.REFERENCE, asset=Asset(sha256="1" * 64, mime="image/png", bytes=INLINE + 8, suffix=".png"), path=path)
    sent: list[httpx.Request] = []

    def respond(order: httpx.Request) -> httpx.Response:
        sent.append(order)
        return answer_of((upload if order.url.path.endswith("/files") else submit)["response"])

    fields = submit["request"]["body"]["input"]
    wanted = request("black-forest-labs/flux-schnell", fields, inputs=(large,))
    run(respond, schema_for(fields), lambda made: made.submit(wanted))
    assert [str(order.url) for order in sent] == [upload["request"]["url"], submit["request"]["url"]]
    assert sent[0].headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="content"' in sent[0].content
    assert json.loads(sent[1].content)["input"]["image_url"] == upload["response"]["body"]["urls"]["get"]


def test_the_recorded_404_is_a_refusal_with_its_words(wire: Path) -> None:
    recorded = interactions(wire, "trainings_create_invalid_destination")[0]["response"]
    assert recorded["headers"]["content-type"] == "application/problem+json"
    with pytest.raises(Refused, match="does not exist"):
        run(lambda order: answer_of(recorded), schema_for({}), lambda made: made.submit(request("a/b", {})))


def test_the_recorded_order_that_could_be_streamed_is_polled_like_any_other(wire: Path) -> None:
    """What streams are words; the address to stream from, on a host of its own, is left alone."""
    (created,) = (each for each in interactions(wire, "predictions_stream") if each["request"]["method"] == "POST")
    assert row_for(OUTCOMES, created["response"]["status"], "").fate is Fate.ACCEPTED
    body = created["response"]["body"]
    assert "stream" in body["urls"]
    asked: list[httpx.Request] = []

    def respond(order: httpx.Request) -> httpx.Response:
        asked.append(order)
        return httpx.Response(200, json=body)

    ticket = Ticket(provider="replicate", id=body["id"], data={"key": KEY.id})
    status = run(respond, schema_for({}), lambda made: made.poll(ticket, request("x/y", {})))
    assert status.state is JobState.QUEUED and {order.url.host for order in asked} == {"api.replicate.com"}


def test_what_we_send_is_what_the_vendor_describes(wire: Path) -> None:
    described = json.loads((wire / "openapi/replicate.subset.json").read_text())
    prediction = described["components"]["schemas"]["schemas_version_prediction_request"]
    assert {"input", "version"} <= prediction["properties"].keys() and prediction["additionalProperties"] is False
    listed = described["paths"]["/predictions"]["get"]
    assert {"created_after", "created_before"} <= {each["name"] for each in listed["parameters"]}
    assert "input" in described["components"]["schemas"]["schemas_prediction_response"]["required"], "what `candidates` compares"
