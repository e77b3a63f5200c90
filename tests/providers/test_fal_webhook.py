"""fal's webhooks: signed by fal, fresh, and acted on once."""

import asyncio
import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest

from director_kernel.errors import ProviderError
from director_kernel.providers.fal_webhook import KEPT, Forged, KeySet, Seen, verify
from tests.providers.fal_orders import fal, image, run
from tests.servers.fal import FalServer

BODY = (
    '{"request_id": "job-1", "status": "OK", "payload": {"images": [{"url": "https://v3.fal.media/ü.png"}], "seed": 196619188014358660}}'
).encode()
NOW = 1_800_000_000.0


@pytest.fixture
def signer() -> FalServer:
    return FalServer()


def keys(*servers: FalServer, **more: Any) -> dict[str, Any]:
    found = []
    for server in servers:
        x = base64.urlsafe_b64encode(server.signing.public_key().public_bytes_raw()).rstrip(b"=").decode()
        found.append({"kty": "OKP", "crv": "Ed25519", "x": x})
    return {"keys": [*more.get("before", []), *found]}


def headers(signer: FalServer, body: bytes = BODY, at: float = NOW) -> dict[str, str]:
    return signer.sign(body, request_id="job-1", at=at)


def test_what_fal_signed_is_read(signer: FalServer) -> None:
    told = verify(headers(signer), BODY, keys(signer), NOW)
    assert told["status"] == "OK" and told["payload"]["seed"] == 196619188014358660
    lower = {name.lower(): value for name, value in headers(signer).items()}
    assert verify(lower, BODY, keys(signer), NOW) == told


def test_each_key_of_the_set_is_tried(signer: FalServer) -> None:
    odd = [{"kty": "RSA", "n": "x"}, {"kty": "OKP", "x": "!!"}, {"kty": "OKP", "x": "AAAA"}, {"kty": "OKP"}, 7, None]
    assert verify(headers(signer), BODY, keys(FalServer(), signer, before=odd), NOW)


@pytest.mark.parametrize("at", [NOW - 301, NOW + 301, 0, 1e18])
def test_old_ones_and_those_from_the_future_are_not_fals(signer: FalServer, at: float) -> None:
    with pytest.raises(Forged, match="five minutes"):
        verify(headers(signer, at=at), BODY, keys(signer), NOW)
    assert verify(headers(signer, at=NOW - 300), BODY, keys(signer), NOW)


@pytest.mark.parametrize(
    "body",
    [
        BODY + b" ",
        BODY.replace(b"OK", b"KO"),
        json.dumps(json.loads(BODY)).encode(),
        b"",
        json.dumps(json.loads(BODY), ensure_ascii=False).encode()[:-1],
    ],
)
def test_every_byte_counts(signer: FalServer, body: bytes) -> None:
    with pytest.raises(Forged, match="none of fal's"):
        verify(headers(signer), body, keys(signer), NOW)


@pytest.mark.parametrize("name", ["Request-Id", "User-Id", "Timestamp", "Signature"])
@pytest.mark.parametrize("value", ["", "0", "zz", "00" * 64, "job-2", "\n"])
def test_every_header_counts(signer: FalServer, name: str, value: str) -> None:
    with pytest.raises(Forged):
        verify({**headers(signer), f"X-Fal-Webhook-{name}": value}, BODY, keys(signer), NOW)


@pytest.mark.parametrize("jwks", [{}, {"keys": []}, {"keys": None}, {"keys": [{}]}])
def test_without_a_key_nothing_is_fals(signer: FalServer, jwks: dict[str, Any]) -> None:
    with pytest.raises(Forged):
        verify(headers(signer), BODY, jwks, NOW)


def test_another_key_is_not_fals(signer: FalServer) -> None:
    with pytest.raises(Forged):
        verify(headers(FalServer()), BODY, keys(signer), NOW)


@pytest.mark.parametrize("body", [b"[]", b"nonsense", b'{"request_id": "job-2"}', b"\xff"])
def test_signed_nonsense_is_nothing_to_act_on(signer: FalServer, body: bytes) -> None:
    with pytest.raises(Forged, match="something else"):
        verify(headers(signer, body), body, keys(signer), NOW)


def test_the_recorded_vector(wire: Path) -> None:
    vector = json.loads((wire / "fal" / "webhook_signature_vector.json").read_text())
    at = float(vector["headers"]["x-fal-webhook-timestamp"])
    assert verify(vector["headers"], vector["raw_body"].encode(), vector["jwks"], at)["status"] == "OK"
    for body, now, jwks in (
        (vector["raw_body"] + " ", at, vector["jwks"]),
        (vector["raw_body"], at + 301, vector["jwks"]),
        (vector["raw_body"], at, keys(FalServer())),
    ):
        with pytest.raises(Forged):
            verify(vector["headers"], body.encode(), jwks, now)


def test_keys_are_kept_for_a_day_and_asked_for_anew_when_they_change(signer: FalServer) -> None:
    clock = [1000.0]
    current = [keys(signer)]
    asked = []

    async def ask() -> dict[str, Any]:
        asked.append(clock[0])
        return current[0]

    kept = KeySet(ask, clock=lambda: clock[0])

    async def call(by: FalServer) -> None:
        await kept.verify(headers(by), BODY, NOW)

    asyncio.run(call(signer))
    asyncio.run(call(signer))
    assert len(asked) == 1
    forger = FalServer()
    with pytest.raises(Forged):
        asyncio.run(call(forger))
    assert len(asked) == 1, "forged calls right after a look cause no other"
    clock[0] += 61
    fresh = FalServer()
    current[0] = keys(fresh)
    asyncio.run(call(fresh))
    assert len(asked) == 2
    clock[0] += KEPT
    asyncio.run(call(fresh))
    assert len(asked) == 3


def test_the_keys_come_from_fal() -> None:
    with FalServer() as server:
        body = b'{"request_id": "job-1", "status": "ERROR"}'
        signed = server.sign(body, request_id="job-1")
        told = run(lambda studio: KeySet(studio.jwks).verify(signed, body), fal(server.url))
        assert told["status"] == "ERROR"
    with pytest.raises(ProviderError, match="public keys"):
        run(lambda studio: KeySet(studio.jwks).verify(signed, body), fal("http://127.0.0.1:9"))


def test_a_job_is_told_of_once() -> None:
    seen = Seen(most=2)
    assert [seen.first(job) for job in ("a", "a", "b", "a", "c")] == [True, False, True, False, True]
    assert seen.first("a"), "forgotten in time"


def test_a_delivery_of_the_local_fal_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    got: list[tuple[dict[str, str], bytes]] = []

    class Mine(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    mine = HTTPServer(("127.0.0.1", 0), Mine)
    threading.Thread(target=mine.serve_forever, daemon=True).start()
    monkeypatch.setenv("DIRECTOR_FAL_WEBHOOK", f"http://127.0.0.1:{mine.server_port}/told")
    try:
        with FalServer() as server:
            ticket = run(lambda studio: studio.submit(image()), fal(server.url))
            until = time.monotonic() + 20
            while not got and time.monotonic() < until:
                time.sleep(0.01)
            told = verify(got[0][0], got[0][1], keys(server))
            assert told["request_id"] == ticket.id and told["payload"]["images"]
    finally:
        mine.shutdown()
        mine.server_close()
