"""Pictures by OpenAI, against a local one and the recordings: both paths, outcomes, and prices out of tokens."""

import asyncio
import base64
import json
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from director_kernel.catalog import Catalog, load_catalog
from director_kernel.errors import KeyFault, NotAccepted, ProviderError, Refused, UnknownOutcome
from director_kernel.providers.keys import Key, OneKey
from director_kernel.providers.openai_images import OUTCOMES, OpenAIImages
from director_kernel.providers.protocol import InputFile, JobState, Request
from director_kernel.schema.asset import Asset
from director_kernel.schema.model import PriceRow
from director_kernel.schema.plan import Kind, Role
from tests.servers.pictures import PictureServer

SECRET = "sk-openai-secret-of-this-test-1234"
MODEL = "gpt-image-2.5-flare"
PNG = b"\x89PNG\r\n\x1a\n"
TEST = Coroutine[Any, Any, Any]


@pytest.fixture
def server() -> Iterator[PictureServer]:
    with PictureServer(keys={SECRET}) as made:
        yield made


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(None)


def request(prompt: str = "a siamese cat", endpoint: str = MODEL, **changes: Any) -> Request:
    fields = {"kind": Kind.TEXT_TO_IMAGE, "model": "gpt-image-2.5", "provider": "openai", "endpoint": endpoint, "prompt": prompt, "seed": 7}
    return Request(**(fields | changes))  # type: ignore[arg-type]


def picture(folder: Path) -> InputFile:
    path = folder / "in.png"
    path.write_bytes(PNG + b"rest")
    return InputFile(role=Role.SOURCE, asset=Asset(sha256="0" * 64, mime="image/png", bytes=12, suffix=".png"), path=path)


def run(folder: Path, test: Callable[[OpenAIImages], TEST], *, base: str = "http://127.0.0.1:9", secret: str = SECRET, **how: Any) -> Any:
    async def inside() -> Any:
        known = load_catalog(None)
        how.setdefault("prices", known.price_rows)
        made = OpenAIImages(OneKey(Key("openai", secret)), known.endpoint, folder, base=base, **how)
        try:
            return await test(made)
        finally:
            await made.close()

    return asyncio.run(inside())


def failed(folder: Path, wanted: Request, **how: Any) -> ProviderError:
    secret = how.get("secret", SECRET)
    with pytest.raises(ProviderError) as caught:
        run(folder, lambda made: made.submit(wanted), **how)
    assert secret not in f"{caught.value!r} {caught.value.message} {caught.value.body}"
    return caught.value


def test_a_picture_is_drawn_and_paid_by_its_tokens(server: PictureServer, tmp_path: Path) -> None:
    wanted = request(options={"image_size": "1536x1024", "output_format": "webp"})

    async def way(made: OpenAIImages) -> None:
        ticket = await made.submit(wanted)
        assert ticket.id == "req_00000001" or len(ticket.id) == 32
        status = await made.poll(ticket, wanted)
        # 1120 tokens of pictures at $30 a million, 20 of text at $5.
        assert (status.state, status.actual) == (JobState.DONE, 33700)
        (output,) = await made.fetch(ticket, wanted, tmp_path)
        assert output.path.read_bytes().startswith(PNG)

    run(tmp_path / "answers", way, base=server.url)
    (post,) = server.posts
    assert post.path == "/images/generations"
    body = {"model": MODEL, "prompt": "a siamese cat", "output_format": "webp", "size": "1536x1024", "quality": "high", "n": 1}
    assert post.body == body, "no seed (there is none), no response_format (it is refused), a quality said outright"


def test_pictures_that_go_in_take_the_other_path(server: PictureServer, tmp_path: Path) -> None:
    wanted = request(endpoint=f"{MODEL}/edits", kind=Kind.IMAGE_EDIT, inputs=(picture(tmp_path),), options={"quality": "low"})
    ticket = run(tmp_path / "answers", lambda made: made.submit(wanted), base=server.url)
    (post,) = server.posts
    assert post.path == "/images/edits"
    assert post.body["model"] == MODEL and post.body["quality"] == "low"
    assert post.body["images"] == [{"image_url": "data:image/png;base64," + base64.b64encode(PNG + b"rest").decode()}]
    assert "image_urls" not in post.body
    assert ticket.id == "req_00000001"


@pytest.mark.parametrize(
    "usage, actual",
    [
        ({"output_tokens": 1000, "input_tokens": 0, "input_tokens_details": {"text_tokens": 0, "image_tokens": 0}}, 30000),
        ({"output_tokens": 1, "input_tokens": 1, "input_tokens_details": {"text_tokens": 1, "image_tokens": 0}}, 35),
        ({"output_tokens": 1000, "input_tokens": 300, "input_tokens_details": {"text_tokens": 0, "image_tokens": 300}}, 32400),
        ({"output_tokens": 1000, "input_tokens": 10}, 30050),
        ({"output_tokens": 0, "input_tokens": 10}, None),
        ({"output_tokens": -5, "input_tokens": 10}, None),
        ({"output_tokens": "1000", "input_tokens": 10}, None),
        ({"output_tokens": 1000, "input_tokens_details": {"text_tokens": None}}, None),
        ({}, None),
        (None, None),
    ],
)
def test_tokens_become_a_price_only_where_each_sort_has_one(tmp_path: Path, usage: Any, actual: int | None) -> None:
    answer = {"created": 1, "data": [{"b64_json": base64.b64encode(PNG).decode()}], "usage": usage}

    async def way(made: OpenAIImages) -> int | None:
        return (await made.poll(await made.submit(request()), request())).actual

    transport = httpx.MockTransport(lambda order: httpx.Response(200, json=answer))
    assert run(tmp_path, way, transport=transport) == actual


def test_a_sort_of_tokens_without_a_price_leaves_the_price_open(tmp_path: Path) -> None:
    row = PriceRow.model_validate({"unit": "1m_image_tokens", "micros": 30_000_000, "provider": "openai", "source": "t", "as_of": "2026"})
    usage = {"output_tokens": 1000, "input_tokens": 10}
    answer = {"created": 1, "data": [{"b64_json": base64.b64encode(PNG).decode()}], "usage": usage}
    transport = httpx.MockTransport(lambda order: httpx.Response(200, json=answer))

    async def way(made: OpenAIImages) -> int | None:
        return (await made.poll(await made.submit(request()), request())).actual

    assert run(tmp_path, way, transport=transport, prices=lambda _: (row,)) is None


@pytest.mark.parametrize(
    "what, kind, fault, policy",
    [
        ("quota", NotAccepted, KeyFault.EXHAUSTED, None),
        ("hard-limit", NotAccepted, KeyFault.EXHAUSTED, None),
        ("429", NotAccepted, KeyFault.LIMITED, None),
        ("policy", Refused, None, True),
        ("400", Refused, None, False),
        ("404", Refused, None, False),
        ("413", Refused, None, False),
        ("500", UnknownOutcome, None, None),
        ("502", UnknownOutcome, None, None),
        ("503", UnknownOutcome, None, None),
        ("drop", UnknownOutcome, None, None),
        ("accept-drop", UnknownOutcome, None, None),
        ("half", UnknownOutcome, None, None),
    ],
)
def test_every_answer_means_one_thing(
    server: PictureServer, tmp_path: Path, what: str, kind: type[ProviderError], fault: KeyFault | None, policy: bool | None
) -> None:
    server.script(what)
    error = failed(tmp_path, request(), base=server.url)
    assert type(error) is kind
    assert getattr(error, "fault", None) is fault and getattr(error, "policy", None) is policy
    assert len(server.posts) == 1


def test_a_service_that_repeats_the_key_is_not_repeated(server: PictureServer, tmp_path: Path) -> None:
    error = failed(tmp_path, request(), base=server.url, secret="sk-another-key-of-somebody-4321")
    assert isinstance(error, NotAccepted) and error.fault is KeyFault.INVALID
    assert "Incorrect API key provided: …4321" in error.message


def test_the_table_names_a_source_for_every_row() -> None:
    assert all(len(row.source) > 20 for row in OUTCOMES)


# The recordings.


def answered(wire: Path, name: str) -> httpx.MockTransport:
    recorded = json.loads((wire / "openai" / name).read_text())["interactions"][0]["response"]
    left_out = ("transfer-encoding", "content-encoding", "content-length")
    headers = {key: value for key, value in recorded["headers"].items() if key not in left_out and isinstance(value, str)}
    return httpx.MockTransport(lambda order: httpx.Response(recorded["status"], headers=headers, text=json.dumps(recorded["body"])))


def test_the_recorded_picture_of_an_older_model_comes_as_an_address(wire: Path, tmp_path: Path) -> None:
    ticket = run(tmp_path, lambda made: made.submit(request()), transport=answered(wire, "images_generations.json"))
    assert ticket.id == "req_36f99ff218fc429d8f4a0c6a6f028927"
    assert ticket.data["url"].startswith("https://oaidalleapiprodscus.blob.core.windows.net/")
    made = OpenAIImages(OneKey(Key("openai", SECRET)), lambda _: None, tmp_path)
    assert made.allowed(ticket.data["url"])
    for other in (
        "http://x.blob.core.windows.net/a",
        "https://evil.example/a.png",
        "https://openai.com.evil.example/a",
        "https://127.0.0.1/a",
    ):
        assert not made.allowed(other)


@pytest.mark.parametrize(
    "name, kind, fault",
    [("error_400_image_edit_bad_type.json", Refused, None), ("error_401_key.json", NotAccepted, KeyFault.INVALID)],
)
def test_the_recorded_errors_are_read(wire: Path, tmp_path: Path, name: str, kind: type[ProviderError], fault: KeyFault | None) -> None:
    error = failed(tmp_path, request(), transport=answered(wire, name))
    assert type(error) is kind and getattr(error, "fault", None) is fault
    assert not getattr(error, "policy", False)


def test_the_recorded_refusal_of_a_field_we_never_send(wire: Path, tmp_path: Path) -> None:
    body = json.loads((wire / "openai/gpt-image-response-format-error.json").read_text())
    sent: list[dict[str, Any]] = []

    def strict(order: httpx.Request) -> httpx.Response:
        sent.append(json.loads(order.content))
        if body["error"]["param"] in sent[-1]:
            return httpx.Response(400, json=body)
        return httpx.Response(200, json={"created": 1, "data": [{"b64_json": base64.b64encode(PNG).decode()}]})

    run(tmp_path, lambda made: made.submit(request()), transport=httpx.MockTransport(strict))
    assert len(sent) == 1


def test_what_is_sent_is_what_the_vendor_describes(wire: Path, catalog: Catalog) -> None:
    schemas = json.loads((wire / "openapi/openai.subset.json").read_text())["components"]["schemas"]
    ours = [schema for schema in catalog.endpoints().values() if schema.provider == "openai"]
    assert len(ours) == 4
    for schema in ours:
        described = schemas["EditImageBodyJsonParam" if schema.id.endswith("/edits") else "CreateImageRequest"]["properties"]
        for name, field in schema.fields.items():
            theirs = described[{"image_urls": "images", "image_size": "size"}.get(name, name)]
            choices = {value for part in (theirs, *theirs.get("anyOf", ())) for value in part.get("enum", ())}
            assert not field.enum or set(field.enum) <= choices, (schema.id, name)
