"""Pictures through OpenRouter, against a local one and the recordings: outcomes, prices, and pictures that a crash can't lose."""

import asyncio
import base64
import io
import json
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from director_kernel.catalog import Catalog, load_catalog
from director_kernel.errors import KeyFault, NotAccepted, OutputLost, ProviderError, Refused, UnknownOutcome
from director_kernel.providers.answers import note_of
from director_kernel.providers.keys import Key, OneKey
from director_kernel.providers.openrouter_images import OUTCOMES, OpenRouterImages
from director_kernel.providers.outcomes import Fate, row_for
from director_kernel.providers.protocol import InputFile, JobState, Output, Request, Ticket
from director_kernel.schema.asset import Asset
from director_kernel.schema.endpoint import EndpointSchema
from director_kernel.schema.plan import Kind, Role
from tests.servers.pictures import PictureServer

SECRET = "sk-or-secret-of-this-test-1234"
MODEL = "google/gemini-nano-banana-2.1"
PNG = b"\x89PNG\r\n\x1a\n"
Answers = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def server() -> Iterator[PictureServer]:
    with PictureServer(keys={SECRET}) as made:
        yield made


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(None)


def by_chat(id: str) -> EndpointSchema:
    """An endpoint that draws in a chat message, as an overlay may describe it."""
    fields = {
        "prompt": {"type": "string", "required": True},
        "image_urls": {"file": True, "many": True},
        "aspect_ratio": {"type": "string", "enum": ["1:1", "16:9"]},
    }
    facts = {"id": id, "provider": "openrouter", "kind": "text-to-image", "source": "test", "as_of": "2026-11-27", "fields": fields}
    return EndpointSchema.model_validate({**facts, "output": ["choices[].message.images[].image_url.url"]})


def request(prompt: str = "a siamese cat", endpoint: str = MODEL, **changes: Any) -> Request:
    fields = {
        "kind": Kind.TEXT_TO_IMAGE,
        "model": "nano-banana-2.1",
        "provider": "openrouter",
        "endpoint": endpoint,
        "prompt": prompt,
        "seed": 7,
    }
    return Request(**(fields | changes))  # type: ignore[arg-type]


def picture(folder: Path) -> InputFile:
    path = folder / "in.png"
    path.write_bytes(PNG + b"rest")
    return InputFile(role=Role.SOURCE, asset=Asset(sha256="0" * 64, mime="image/png", bytes=12, suffix=".png"), path=path)


def small_jpeg() -> bytes:
    """In place of a recorded picture that was left out."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(file, "JPEG")
    return file.getvalue()


class Kit:
    """A provider on a folder, made anew as often as a process would be."""

    def __init__(self, folder: Path, base: str = "http://127.0.0.1:9", transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.folder, self.base, self.transport = folder, base, transport
        self.stored: set[str] = set()

    def run(self, test: Callable[[OpenRouterImages], Coroutine[Any, Any, Any]], secret: str = SECRET) -> Any:
        async def inside() -> Any:
            catalog = load_catalog(None)
            made = OpenRouterImages(
                OneKey(Key("openrouter", secret)),
                lambda id: by_chat(id) if id.startswith("chat/") else catalog.endpoint(id),
                self.folder,
                base=self.base,
                transport=self.transport,
                stored=self.stored.__contains__,
            )
            try:
                return await test(made)
            finally:
                await made.close()

        return asyncio.run(inside())

    def error(self, wanted: Request, secret: str = SECRET) -> ProviderError:
        with pytest.raises(ProviderError) as caught:
            self.run(lambda made: made.submit(wanted), secret)
        assert secret not in f"{caught.value!r} {caught.value.message} {caught.value.body}"
        return caught.value


@pytest.fixture
def kit(server: PictureServer, tmp_path: Path) -> Kit:
    return Kit(tmp_path / "answers", server.url)


def fetched(kit: Kit, ticket: Ticket, folder: Path) -> Output:
    folder.mkdir(exist_ok=True)
    (output,) = kit.run(lambda made: made.fetch(ticket, request(), folder))
    return output  # type: ignore[no-any-return]


# Drawing.


def test_a_picture_is_drawn_and_its_price_told(kit: Kit, server: PictureServer, tmp_path: Path) -> None:
    ticket = kit.run(lambda made: made.submit(request(options={"aspect_ratio": "16:9"})))
    assert ticket.id == "gen-img-00000001"
    status = kit.run(lambda made: made.poll(ticket, request()))
    assert (status.state, status.actual) == (JobState.DONE, 34200)
    output = fetched(kit, ticket, tmp_path / "out")
    assert output.path.read_bytes().startswith(PNG)
    assert output.mime == "image/png", "the service said image/jpeg; the bytes know better"
    assert output.width > 0 and output.height > 0
    (post,) = server.posts
    assert post.path == "/images"
    assert post.body == {"model": MODEL, "prompt": "a siamese cat", "aspect_ratio": "16:9", "seed": 7}


def test_pictures_go_in_as_references(kit: Kit, server: PictureServer, tmp_path: Path) -> None:
    wanted = request(endpoint=f"{MODEL}/edit", kind=Kind.IMAGE_EDIT, inputs=(picture(tmp_path),))
    kit.run(lambda made: made.submit(wanted))
    body = server.posts[0].body
    assert body["model"] == MODEL
    assert body["input_references"] == [
        {"type": "image_url", "image_url": {"url": "data:image/png;base64," + base64.b64encode(PNG + b"rest").decode()}}
    ]
    assert "image_urls" not in body


def test_a_model_that_draws_in_a_message_is_asked_by_message(kit: Kit, server: PictureServer, tmp_path: Path) -> None:
    wanted = request(endpoint="chat/model", options={"aspect_ratio": "16:9"}, inputs=(picture(tmp_path),))
    ticket = kit.run(lambda made: made.submit(wanted))
    body = server.posts[0].body
    assert server.posts[0].path == "/chat/completions"
    assert body["modalities"] == ["image", "text"] and body["max_tokens"] > 0
    assert body["image_config"] == {"aspect_ratio": "16:9"}
    assert [part["type"] for part in body["messages"][0]["content"]] == ["text", "image_url"]
    assert fetched(kit, ticket, tmp_path / "out").path.read_bytes().startswith(PNG)


def test_a_model_that_writes_in_place_of_drawing_declines(kit: Kit, server: PictureServer) -> None:
    server.script("text")
    ticket = kit.run(lambda made: made.submit(request(endpoint="chat/model")))
    status = kit.run(lambda made: made.poll(ticket, request()))
    assert status.state is JobState.REFUSED and "here is a poem" in status.message
    assert status.actual == 34200, "what it took is booked all the same"


@pytest.mark.parametrize("what", ["empty", "not-a-picture", "error-in-200"])
def test_an_answer_without_a_picture_is_a_failure_and_says_what_it_took(kit: Kit, server: PictureServer, what: str) -> None:
    server.script(what)
    ticket = kit.run(lambda made: made.submit(request()))
    status = kit.run(lambda made: made.poll(ticket, request()))
    assert (status.state, status.actual) == (JobState.FAILED, 34200)
    assert "no picture" in status.message
    assert ("Provider returned error" in status.message) == (what == "error-in-200")


@pytest.mark.parametrize(
    "usage, actual",
    [
        ({"cost": 0.03388125}, 33882),
        ({"cost": 0}, 0),
        ({"cost": 1}, 1_000_000),
        ({"cost": 0.001, "is_byok": True, "cost_details": {"upstream_inference_cost": 0.05}}, 51000),
        ({"cost": 0.001, "is_byok": False, "cost_details": {"upstream_inference_cost": 0.05}}, 1000),
        ({"cost": None}, None),
        ({"cost": -1}, None),
        ({"cost": "0.5"}, None),
        ({"cost": True}, None),
        ({"cost": 1e30}, None),
        ({}, None),
        (None, None),
    ],
)
def test_the_price_is_what_the_answer_says_it_cost(tmp_path: Path, usage: Any, actual: int | None) -> None:
    answer = json.dumps({"data": [{"b64_json": base64.b64encode(PNG).decode()}], "usage": usage})
    kit = Kit(tmp_path, transport=httpx.MockTransport(lambda order: httpx.Response(200, text=answer)))
    ticket = kit.run(lambda made: made.submit(request()))
    assert kit.run(lambda made: made.poll(ticket, request())).actual == actual


# Outcomes.


@pytest.mark.parametrize(
    "what, kind, fault, policy",
    [
        ("402", NotAccepted, KeyFault.EXHAUSTED, None),
        ("429", NotAccepted, KeyFault.LIMITED, None),
        ("429-upstream", NotAccepted, None, None),
        ("503-available", NotAccepted, None, None),
        ("moderated", Refused, None, True),
        ("400", Refused, None, False),
        ("404", Refused, None, False),
        ("413", Refused, None, False),
        ("500", UnknownOutcome, None, None),
        ("502", UnknownOutcome, None, None),
        ("503", UnknownOutcome, None, None),
        ("524", UnknownOutcome, None, None),
        ("529", UnknownOutcome, None, None),
        ("drop", UnknownOutcome, None, None),
        ("accept-drop", UnknownOutcome, None, None),
        ("half", UnknownOutcome, None, None),
        ("garbled", UnknownOutcome, None, None),
    ],
)
def test_every_answer_means_one_thing(
    kit: Kit, server: PictureServer, what: str, kind: type[ProviderError], fault: KeyFault | None, policy: bool | None
) -> None:
    server.script(what)
    error = kit.error(request())
    assert type(error) is kind
    assert getattr(error, "fault", None) is fault and getattr(error, "policy", None) is policy
    assert len(server.posts) == 1
    if isinstance(error, NotAccepted):
        assert error.billed is False and (error.retry_after is not None) == (what != "402")
    if what == "503-available":
        assert error.retry_after == 7.0


def test_a_wrong_key_is_the_keys_fault_and_shown_by_its_end(kit: Kit) -> None:
    error = kit.error(request(), "sk-or-another-key-9876")
    assert isinstance(error, NotAccepted) and error.fault is KeyFault.INVALID
    assert "…9876" in error.message


def test_nobody_there_means_not_accepted(tmp_path: Path) -> None:
    error = Kit(tmp_path).error(request())
    assert type(error) is NotAccepted and error.fault is None and "studio previs" in error.message


def test_the_table_names_a_source_for_every_row() -> None:
    assert all(len(row.source) > 20 for row in OUTCOMES)
    assert row_for(OUTCOMES, 307, "").fate is Fate.UNKNOWN


def test_what_the_endpoint_would_refuse_is_never_sent(kit: Kit, server: PictureServer, tmp_path: Path) -> None:
    for wanted in (request(options={"n": 4}), request(options={"resolution": "4K"}), request(endpoint="nobody/nothing")):
        assert isinstance(kit.error(wanted), Refused)
    gone = picture(tmp_path)
    gone.path.unlink()
    assert isinstance(kit.error(request(inputs=(gone,))), NotAccepted)
    assert server.posts == []


def test_an_answer_without_an_end_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("director_kernel.providers.sync_images.LARGEST", 1000)
    kit = Kit(tmp_path, transport=httpx.MockTransport(lambda order: httpx.Response(200, content=b" " * 5000)))
    assert isinstance(kit.error(request()), UnknownOutcome)


@pytest.mark.parametrize(
    "text", ["[]", "null", "3", '"x"', "[" * 100_000, '{"data": 3}', '{"data": [3, null, {"b64_json": 7}]}', '{"choices": [{}]}']
)
def test_answers_of_any_shape_end_in_a_word_and_never_in_a_crash(tmp_path: Path, text: str) -> None:
    kit = Kit(tmp_path, transport=httpx.MockTransport(lambda order: httpx.Response(200, text=text)))
    if text.startswith("{"):
        ticket = kit.run(lambda made: made.submit(request()))
        assert kit.run(lambda made: made.poll(ticket, request())).state is JobState.FAILED
    else:
        assert isinstance(kit.error(request()), UnknownOutcome)


# What a crash can't lose.


def test_the_picture_is_on_the_disk_before_the_ticket_is_given_out(kit: Kit, tmp_path: Path) -> None:
    ticket = kit.run(lambda made: made.submit(request()))
    again = Ticket.model_validate_json(ticket.model_dump_json())
    first, second = fetched(kit, again, tmp_path / "one"), fetched(kit, again, tmp_path / "two")
    assert first.path.read_bytes() == second.path.read_bytes() and first.sha256 == second.sha256
    assert SECRET not in ticket.model_dump_json()


def test_a_picture_goes_once_it_is_stored(kit: Kit, tmp_path: Path) -> None:
    ticket = kit.run(lambda made: made.submit(request()))
    (tmp_path / "out").mkdir()

    async def way(made: OpenRouterImages) -> None:
        (output,) = await made.fetch(ticket, request(), tmp_path / "out")
        assert len(list(kit.folder.iterdir())) == 2, "fetched is not stored: it and its ticket wait"
        kit.stored.add(str(output.sha256))
        other = await made.submit(request("another"))
        await made.fetch(other, request(), tmp_path / "out")
        assert {path.name for path in kit.folder.iterdir()} == {other.data["file"], note_of(other.data["file"])}

    kit.run(way)


def test_a_picture_somebody_took_away_is_lost_and_said_so(kit: Kit, tmp_path: Path) -> None:
    ticket = kit.run(lambda made: made.submit(request()))
    for path in kit.folder.iterdir():
        path.unlink()
    with pytest.raises(OutputLost, match="retry"):
        fetched(kit, ticket, tmp_path / "out")


def test_a_picture_that_came_damaged_is_lost(tmp_path: Path) -> None:
    answer = {"data": [{"b64_json": base64.b64encode(PNG + b"and then nothing").decode()}]}
    kit = Kit(tmp_path / "answers", transport=httpx.MockTransport(lambda order: httpx.Response(200, json=answer)))
    with pytest.raises(OutputLost, match="damaged"):
        fetched(kit, kit.run(lambda made: made.submit(request())), tmp_path / "out")


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "/etc/passwd", "a/b"])
def test_a_ticket_reads_no_other_file(kit: Kit, tmp_path: Path, name: str) -> None:
    ticket = Ticket(provider="openrouter", id="x", data={"state": "done", "file": name})
    with pytest.raises(OutputLost):
        fetched(kit, ticket, tmp_path / "out")


def test_a_picture_the_disk_can_not_take_is_kept_in_memory(server: PictureServer, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    kit = Kit(blocked, server.url)
    (tmp_path / "out").mkdir()

    async def way(made: OpenRouterImages) -> Output:
        ticket = await made.submit(request())
        (output,) = await made.fetch(ticket, request(), tmp_path / "out")
        return output

    assert kit.run(way).path.read_bytes().startswith(PNG)


def test_an_address_in_place_of_a_picture_is_not_called(kit: Kit, server: PictureServer, tmp_path: Path) -> None:
    server.script("url")
    ticket = kit.run(lambda made: made.submit(request()))
    with pytest.raises(ProviderError):
        fetched(kit, ticket, tmp_path / "out")


def test_nothing_can_be_called_off_once_it_is_paid(kit: Kit) -> None:
    ticket = kit.run(lambda made: made.submit(request()))
    assert kit.run(lambda made: made.cancel(ticket, request())).state is JobState.DONE


# The recordings.


@pytest.mark.parametrize("name, actual", [("images_api_generate", 34227), ("images_api_edit", 33882)])
def test_the_recordings_are_read(wire: Path, tmp_path: Path, name: str, actual: int) -> None:
    told = json.loads((wire / "openrouter" / f"{name}.json").read_text())["interactions"][0]
    recorded, body = told["response"], told["response"]["body"]
    whole = "elided" not in body["data"][0]["b64_json"]
    if not whole:
        body["data"][0]["b64_json"] = base64.b64encode(small_jpeg()).decode()
    sent: list[Any] = []

    def answer(order: httpx.Request) -> httpx.Response:
        sent.append((order.url.path, json.loads(order.content)))
        headers = {key: value for key, value in recorded["headers"].items() if key != "transfer-encoding"}
        return httpx.Response(recorded["status"], headers=headers, text=json.dumps(body))

    kit = Kit(tmp_path / "answers", transport=httpx.MockTransport(answer))
    edit = name.endswith("edit")
    inputs = (picture(tmp_path),) if edit else ()
    wanted = request(told["request"]["body"]["prompt"], endpoint=f"{MODEL}/edit" if edit else MODEL, seed=0, inputs=inputs)
    ticket = kit.run(lambda made: made.submit(wanted))
    assert ticket.id == recorded["headers"]["x-generation-id"]
    assert kit.run(lambda made: made.poll(ticket, wanted)).actual == actual
    output = fetched(kit, ticket, tmp_path / "out")
    assert output.mime == "image/jpeg"
    assert not whole or output.path.read_bytes()[-2:] == b"\xff\xd9", "the whole JPEG"
    # What we send has the fields that were recorded, and no others.
    assert sent[0][0] == "/images" and sent[0][1].keys() == told["request"]["body"].keys()


def test_the_recorded_refusal_of_a_key(wire: Path, tmp_path: Path) -> None:
    recorded = json.loads((wire / "openrouter/error_401_missing_auth.json").read_text())["interactions"][0]["response"]
    kit = Kit(tmp_path, transport=httpx.MockTransport(lambda order: httpx.Response(recorded["status"], json=recorded["body"])))
    error = kit.error(request())
    assert isinstance(error, NotAccepted) and error.fault is KeyFault.INVALID


def test_what_is_sent_is_what_the_vendor_describes(wire: Path, catalog: Catalog) -> None:
    described = json.loads((wire / "openapi/openrouter.subset.json").read_text())["components"]["schemas"]["ImageGenerationRequest"]
    ours = [schema for schema in catalog.endpoints().values() if schema.provider == "openrouter"]
    assert ours
    for schema in ours:
        for name, field in schema.fields.items():
            theirs = described["properties"]["input_references" if name == "image_urls" else name]
            assert not field.enum or set(field.enum) <= set(theirs["enum"]), (schema.id, name)
            assert not field.many or field.max_items == theirs["maxItems"]


@pytest.mark.parametrize("base", ["http://127.0.0.1:port/v1", "nonsense", "http://[::1"])
def test_a_base_that_is_no_address_sends_nothing_and_is_named(base: str, tmp_path: Path) -> None:
    made = OpenRouterImages(OneKey(Key("openrouter", SECRET)), load_catalog().endpoint, tmp_path, base=base)

    async def way() -> None:
        with pytest.raises(NotAccepted):
            await made.submit(request())
        await made.close()

    asyncio.run(way())
