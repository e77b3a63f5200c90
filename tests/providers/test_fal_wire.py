"""fal's recorded answers, replayed with their own status and headers: what was seen on the wire is understood."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from director_kernel.errors import KeyFault, NotAccepted, Refused, UnknownOutcome
from director_kernel.providers import fal_results
from director_kernel.providers.fal import Fal
from director_kernel.providers.fal_outcomes import SUBMIT, UNQUEUED, details, in_progress
from director_kernel.providers.fal_prices import decimal
from director_kernel.providers.outcomes import row_for
from director_kernel.providers.protocol import JobState, JobStatus
from director_kernel.providers.sse import Frames
from director_kernel.schema.plan import Kind
from tests.providers.fal_orders import IMAGE, Told, clip, fal, image, picture, run, schema

WAN = "fal-ai/wan/v2.7/text-to-video"
HOP = ("content-encoding", "content-length", "transfer-encoding")
JOB = "0f0f0f0f-1111-2222-3333-444444444444"


def interactions(path: Path) -> list[dict[str, Any]]:
    """The calls of a recording. Ids that its authors took out are put back as one."""
    text = path.read_text().replace("<REQUEST_ID>", JOB).replace("<JOB_ID>", JOB)
    found: list[dict[str, Any]] = json.loads(text).get("interactions", [])
    return found


def replayed(interaction: dict[str, Any]) -> httpx.Response:
    """The recorded answer; what the transport itself said (encoding, length) no longer holds for the decoded body."""
    told = interaction["response"]
    headers = {name: value for name, value in told["headers"].items() if name not in HOP}
    body = told.get("body", "")
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return httpx.Response(told["status"], headers=headers, content=content)


def recorded(wire: Path, name: str) -> httpx.Response:
    return replayed(interactions(wire / "fal" / f"{name}.json")[0])


class Recordings:
    """fal as recorded: each call is answered by the next recording for its method and path."""

    def __init__(self, wire: Path, *names: str, price: str = "0.1") -> None:
        self.queue: list[dict[str, Any]] = [each for name in names for each in interactions(wire / "fal" / f"{name}.json")]
        self.price = price

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "api.fal.ai":
            endpoint = request.url.params["endpoint_id"]
            prices = [{"endpoint_id": endpoint, "unit_price": float(self.price), "unit": "units", "currency": "USD"}]
            return httpx.Response(200, json={"prices": prices})
        for at, each in enumerate(self.queue):
            url = httpx.URL(each["request"]["url"])
            if each["request"]["method"] == request.method and url.path == request.url.path and url.host == request.url.host:
                return replayed(self.queue.pop(at))
        raise AssertionError(f"nothing was recorded for {request.method} {request.url}")


def video() -> Any:
    return image("a small white architectural arch on a neutral background", kind=Kind.TEXT_TO_VIDEO, endpoint=WAN, seed=0)


def test_a_recorded_job_from_submit_to_result(wire: Path) -> None:
    names = ["submit", "status_in_queue", "status_in_progress", "status_completed", "result"]
    told, request = Told(Recordings(wire, *(f"queue_wan27_{name}" for name in names))), video()

    async def go(studio: Fal) -> list[JobStatus]:
        ticket = await studio.submit(request)
        assert ticket.id == JOB and ticket.data["status_url"] == f"https://queue.fal.run/fal-ai/wan/requests/{JOB}/status"
        assert ticket.data["submitted"] == "Mon, 27 Apr 2026 19:49:37 GMT"
        return [await studio.poll(ticket, request) for _ in range(3)]

    queued, running, done = run(go, fal(transport=told))
    assert (queued.state, queued.queue_position) == (JobState.QUEUED, 0), "202, and a place in the queue"
    assert (running.state, running.queue_position) == (JobState.RUNNING, None), "202, and none"
    assert done.state is JobState.DONE and done.actual == 750_000, "7.5 units at $0.10 are 5 s at $0.15"
    submit = told.asked[0]
    assert str(submit.url) == f"https://queue.fal.run/{WAN}"
    sent = json.loads(submit.content)
    assert sent == interactions(wire / "fal" / "queue_wan27_submit.json")[0]["request"]["body"]


def test_a_recorded_failure_behind_completed(wire: Path) -> None:
    told = Told(Recordings(wire, "queue_hunyuan3d_status_completed", "queue_hunyuan3d_result_422"))
    from director_kernel.providers.protocol import Ticket

    base = f"https://queue.fal.run/fal-ai/hunyuan-3d/requests/{JOB}"
    data = {
        "status_url": f"{base}/status",
        "response_url": base,
        "cancel_url": f"{base}/cancel",
        "key": "",
        "endpoint": "fal-ai/hunyuan-3d/x",
    }
    ticket = Ticket(provider="fal", id=JOB, data=data)
    status = run(lambda studio: studio.poll(ticket, image()), fal(transport=told))
    assert status.state is JobState.FAILED and status.actual == 0 and not status.policy
    assert "Image resolution only support [128, 5000]" in status.message and "REDACTED" not in status.message


def sync(wire: Path) -> Iterator[tuple[str, httpx.Response, dict[str, Any]]]:
    for path in sorted((wire / "fal").glob("sync_*.json")):
        each = interactions(path)[0]
        yield httpx.URL(each["request"]["url"]).path.strip("/"), replayed(each), each


def test_every_recorded_output_gives_its_file(wire: Path) -> None:
    seen = 0
    for endpoint, response, _ in sync(wire):
        found = fal_results.files(response.json(), schema(endpoint))
        if endpoint.endswith("scribe-v2"):
            assert found == (), "a transcript is no file"
            continue
        assert found and found[0].role == "main" and found[0].url.startswith("https://v3b.fal.media/"), endpoint
        kind = ".mp4" if "video" in response.json() else (".png", ".jpg")
        assert found[0].url.endswith(kind) and not fal_results.flagged(response.json())
        seen += 1
    assert seen >= 12


def test_every_recorded_cost_is_exact(wire: Path) -> None:
    units = {endpoint: decimal(response.headers["x-fal-billable-units"]) for endpoint, response, _ in sync(wire)}
    assert units["xai/grok-imagine-video/image-to-video"] == Decimal("8.439999999999998")
    assert units["bytedance/seedance-2.0/text-to-video"] == Decimal("38.8") and None not in units.values()


def test_every_recorded_order_would_be_sent(wire: Path) -> None:
    """What fal accepted passes our check, where the catalog knows the endpoint."""
    checked = 0
    for endpoint, _, each in sync(wire):
        known = schema(endpoint)
        if known is None:
            continue
        checked += 1
        # wan/v2.7/text-to-image took `max_images`, which no published type has.
        faults = [fault for fault in known.faults(each["request"]["body"]) if fault[0] != "max_images"]
        assert faults == [], endpoint
    assert checked >= 8


def test_the_recorded_upload(wire: Path, tmp_path: Path) -> None:
    initiate, put = interactions(wire / "fal" / "storage_upload_initiate.json")
    frame = picture(tmp_path, bytes=300_000)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "rest.fal.ai":
            assert request.url.params["storage_type"] == "fal-cdn-v3" and set(json.loads(request.content)) == {"file_name", "content_type"}
            return replayed(initiate)
        if request.method == "PUT":
            assert str(request.url) == put["request"]["url"] and request.content == frame.path.read_bytes()
            return replayed(put)
        assert json.loads(request.content)["image_url"] == initiate["response"]["body"]["file_url"]
        return recorded(wire, "queue_wan27_submit")

    told = Told(answer)
    assert run(lambda studio: studio.submit(clip("x", frame)), fal(transport=told)).id == JOB
    assert told.with_key() == ["rest.fal.ai", "queue.fal.run"], "no key to the storage"


def test_the_recorded_price(wire: Path) -> None:
    from director_kernel.providers.keys import Key

    told = Told(lambda _: recorded(wire, "platform_models_pricing"))
    key = Key("fal", "x")
    assert run(lambda studio: studio._prices.unit_price("fal-ai/flux/dev", key), fal(transport=told)) == Decimal("0.025")
    assert run(lambda studio: studio._prices.unit_price("fal-ai/other", key), fal(transport=told)) is None


def test_the_recorded_history_is_empty(wire: Path) -> None:
    told = Told(lambda request: recorded(wire, "platform_requests" if "requests" in request.url.path else "platform_models_pricing"))
    assert run(lambda studio: studio.candidates(image(), 0.0, 1.0), fal(transport=told)) == ()
    asked = told.asked[-1].url.params
    assert told.asked[-1].url.path == "/v1/models/requests/by-endpoint" and asked["endpoint_id"] == IMAGE and asked["expand"] == "payloads"


def test_a_history_that_refuses_says_so(wire: Path) -> None:
    told = Told(lambda _: recorded(wire, "platform_workflows_get"))
    with pytest.raises(Exception, match="Invalid request parameters"):
        run(lambda studio: studio.candidates(image(), 0.0, 1.0), fal(transport=told))


def test_no_money_is_a_403_with_words(wire: Path) -> None:
    quoted = json.loads((wire / "fal" / "error_403_locked_from_issues.json").read_text())
    for body in quoted["bodies"]:
        told = Told(lambda _, body=body: httpx.Response(403, json=body))
        with pytest.raises(NotAccepted, match="User is locked") as caught:
            run(lambda studio, told=told: studio.submit(image()), fal(transport=told))
        assert caught.value.fault is KeyFault.EXHAUSTED


def test_too_early_is_no_failure(wire: Path) -> None:
    quoted = json.loads((wire / "fal" / "error_400_in_progress.json").read_text())
    assert in_progress(httpx.Response(quoted["status"], headers=quoted["headers"], json=quoted["body"]))


def test_every_documented_model_error_is_placed(wire: Path) -> None:
    documented = json.loads((wire / "fal" / "doc_errors.json").read_text())
    assert len(documented["model_errors"]) >= 15
    for each in documented["model_errors"]:
        kinds = {kind for kind, _, _ in details(each["body"])}
        told = Told(lambda _, each=each: httpx.Response(each["status"], json=each["body"]))
        wanted = Refused if each["status"] in (400, 422) else UnknownOutcome
        with pytest.raises(wanted) as caught:
            run(lambda studio, told=told: studio.submit(image()), fal(transport=told))
        assert getattr(caught.value, "policy", False) == ("content_policy_violation" in kinds)


def test_every_documented_request_error_is_placed(wire: Path) -> None:
    documented = json.loads((wire / "fal" / "doc_errors.json").read_text())["request_errors"]
    for status, kinds in documented["types"].items():
        for kind in kinds:
            text = json.dumps({"detail": "…", "error_type": kind})
            fate = row_for(SUBMIT, int(status), text).fate.value
            assert fate == ("refused" if status == "400" else "unknown"), (status, kind)
            if status == "503":
                assert row_for((*SUBMIT, UNQUEUED), 503, text).fate.value == "certainly not accepted"


@pytest.mark.parametrize("name", ["doc_status_stream", "doc_status_stream_no_blank_lines"])
def test_the_status_stream_is_read_with_and_without_blank_lines(wire: Path, name: str) -> None:
    frames = Frames()
    events = frames.feed((wire / "fal" / f"{name}.sse.txt").read_bytes())
    rest, cut = frames.end()
    states = [event.json()["status"] for event in [*events, *rest]]
    assert states == ["IN_PROGRESS"] * 4 + ["COMPLETED"] and not cut


def test_nothing_recorded_is_left_out(wire: Path) -> None:
    """A new recording asks for a test of its own."""
    known = {
        "doc_errors", "doc_queue", "doc_status_stream", "doc_status_stream_no_blank_lines", "doc_webhook", "error_400_in_progress",
        "error_403_locked_from_issues", "platform_models_pricing", "platform_models_pricing_estimate", "platform_models_search",
        "platform_models_search_query", "platform_models_usage_analytics", "platform_models_usage_stats", "platform_requests",
        "platform_workflows_get", "queue_hunyuan3d_result_422", "queue_hunyuan3d_status_completed", "queue_wan27_result",
        "queue_wan27_status_completed", "queue_wan27_status_in_progress", "queue_wan27_status_in_queue", "queue_wan27_submit",
        "storage_upload_initiate", "vercel_transcription_queue_submit", "webhook_signature_vector",
    }  # fmt: skip
    there = {path.name.partition(".")[0] for path in (wire / "fal").iterdir()}
    assert {name for name in there if not name.startswith("sync_")} <= known


def test_documented_cancel_answers(wire: Path) -> None:
    documented = json.loads((wire / "fal" / "doc_queue.json").read_text())["cancel"]
    for status, body in documented.items():
        names = ["queue_wan27_submit", "queue_wan27_status_in_progress"]
        replay = Recordings(wire, *names)

        def answer(request: httpx.Request, replay: Any = replay, status: str = status, body: Any = body) -> httpx.Response:
            return httpx.Response(int(status), json=body) if request.method == "PUT" else replay(request)

        request = video()

        async def go(studio: Fal, request: Any = request) -> JobStatus:
            return await studio.cancel(await studio.submit(request), request)

        assert run(go, fal(transport=Told(answer))).state is JobState.RUNNING, "it goes on until its end is seen"


def test_a_submit_told_of_by_others_is_read(wire: Path) -> None:
    body = json.loads((wire / "fal" / "vercel_transcription_queue_submit.json").read_text())
    told = Told(lambda _: httpx.Response(200, json=body))
    ticket = run(lambda studio: studio.submit(image()), fal(transport=told))
    assert ticket.id == body["request_id"] and ticket.data["response_url"] == body["response_url"]
