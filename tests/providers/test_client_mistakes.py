"""What clients of chat services get wrong, each with the sample that shows it: read through the line, the SDK and pydantic_ai."""

import json
import random
import time
from email.utils import formatdate
from typing import Any

import httpx
import pytest

from director_kernel.errors import KeyFault, NotAccepted, Refused
from director_kernel.providers.chat_failures import failure, retry_after
from director_kernel.providers.chat_stream import Broken
from director_kernel.providers.director_agent import Ask
from director_kernel.providers.sse import Frames
from tests.providers import samples_sse as sse
from tests.providers.chatting import SECRET, Pieces, model, read, sent, turn

CHAT = ("openrouter", "openai", "moonshot", "local")


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIRECTOR_LOCAL_BASE_URL", "http://127.0.0.1:9/v1")


def ask(service: str = "openai", **changes: Any) -> Ask:
    return Ask(model(service, **changes), ("You direct.",), "A fox")


def replay(*responses: httpx.Response) -> tuple[httpx.MockTransport, list[httpx.Request]]:
    waiting, seen = list(responses), []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return waiting.pop(0)

    return httpx.MockTransport(answer), seen


# 1, 2, 4: lines and characters


@pytest.mark.parametrize("size", [0, 1, 3])
def test_1_line_separators_inside_a_text_end_no_line(size: int) -> None:
    text = f"a{sse.SEPARATOR}b{sse.NEXT_LINE}c{sse.PARAGRAPH}d"
    assert read("openai", lambda _: sent(sse.completion("x", text), size)).text == f"x{text}"
    assert read("anthropic", lambda _: sent(sse.messages("x", text), size)).text == f"x{text}"


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_2_characters_split_over_chunks_stay_whole(size: int) -> None:
    assert read("openai", lambda _: sent(sse.completion("Füchse 🦊 в снегу"), size)).text == "Füchse 🦊 в снегу"


def test_3_without_a_charset_it_is_utf_8() -> None:
    assert read("openrouter", lambda _: sent(sse.completion("é🦊"))).text == "é🦊"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("size", [0, 1, 2, 7])
def test_4_every_line_end_and_no_space_behind_the_colon(end: str, size: int) -> None:
    said = "".join(sse.data(event, space="", end=end) for event in (sse.chunk({"content": "Hi"}), sse.chunk({}, "stop"), "[DONE]"))
    assert read("openai", lambda _: sent(said.encode(), size)).text == "Hi"
    anthropic = sse.messages("Hi", space="").replace(b"\n", end.encode())
    assert read("anthropic", lambda _: sent(anthropic, size)).text == "Hi"


def test_1_a_ping_without_data_and_a_byte_order_mark_are_nothing() -> None:
    odd = "\ufeff".encode() + b"event: ping\n\nid: 7\nretry: 1000\nfoo: bar\n\n"
    assert read("anthropic", lambda _: sent(odd + sse.messages("Hi"))).text == "Hi"
    assert read("openai", lambda _: sent(odd + sse.completion("Hi"))).text == "Hi"


# 5: comments


def test_5_comments_are_no_data_and_stand_anywhere() -> None:
    comment = b": OPENROUTER PROCESSING\n\n"
    events = sse.completion("Hi", " you").split(b"\n\n")
    body = comment * 3 + (b"\n\n" + comment).join(events)
    assert read("openrouter", lambda _: sent(body)).text == "Hi you"
    inside = Frames()
    assert [event.json() for event in inside.feed(b'data: {"a":\n: keep-alive\ndata: 1}\n\n')] == [{"a": 1}]


# 6: where the usage is


def test_6_usage_in_a_chunk_without_choices() -> None:
    found = read("openai", lambda _: sent(sse.completion("Hi")))
    assert (found.heard.tokens_in, found.heard.tokens_out, found.error) == (11, 7, None)


def test_6_usage_inside_the_choice_of_the_last_chunk() -> None:
    last = sse.chunk({}, "stop")
    last["choices"][0]["usage"] = {**sse.USAGE, "cached_tokens": 5}
    said = (sse.data(sse.chunk({"content": "Hi"})) + sse.data(last) + sse.DONE).encode()
    found = read("moonshot", lambda _: sent(said))
    assert (found.text, found.heard.tokens_in, found.heard.tokens_out, found.heard.cached) == ("Hi", 11, 7, 5)


def test_6_usage_in_a_chunk_that_repeats_why_it_stopped() -> None:
    usage = {**sse.USAGE, "cost": 0.0000605, "is_byok": False}
    said = sse.data(sse.chunk({"content": "Hi"})) + sse.data(sse.chunk({"content": ""}, "stop"))
    said += sse.data(sse.chunk({"content": ""}, "stop", usage=usage)) + sse.DONE
    found = read("openrouter", lambda _: sent(said.encode()))
    assert (found.text, found.heard.finish, found.heard.price) == ("Hi", "stop", 61), "micro-USD, rounded up, never through a float"


def test_6_a_key_of_ones_own_at_a_reseller_costs_both() -> None:
    usage = {**sse.USAGE, "cost": 0.00001, "is_byok": True, "cost_details": {"upstream_inference_cost": 0.002}}
    said = sse.data(sse.chunk({"content": "Hi"}, "stop")) + sse.data(sse.chunk(usage=usage)) + sse.DONE
    assert read("openrouter", lambda _: sent(said.encode())).heard.price == 2_010


# 7: errors inside a 200

ERRORS = [
    ("openrouter", sse.chunk({"content": ""}, None, error={"code": 400, "message": "Token limit reached"}), ""),
    ("openrouter", sse.chunk({"content": ""}, "error", error={"code": "server_error", "message": "Provider gone"}), ""),
    ("openrouter", sse.chunk(None, error={"code": 502, "message": "no choices"}), ""),
    ("openai", {"error": {"message": "over there", "type": "server_error"}}, "error"),
    ("local", {"message": "slot unavailable", "code": 500}, "error"),
]


@pytest.mark.parametrize(("service", "error", "name"), ERRORS)
def test_7_an_error_in_the_stream_is_an_error_and_what_was_written_stays(service: str, error: dict[str, Any], name: str) -> None:
    said = sse.data(sse.chunk({"content": "Once upon a"})) + sse.data(error, name=name) + sse.DONE
    transport, seen = replay(sent(said.encode()))
    told = turn(ask(service), transport=transport)
    assert told.text == "Once upon a"
    assert told.error.text == "Once upon a"  # type: ignore[union-attr]
    assert "broke off after 3 words" in str(told.error)
    assert str(told.error).endswith("; say “try again” to go on")
    assert len(seen) == 1, "what was shown is never asked for again"


def test_7_an_error_of_anthropics_in_the_stream() -> None:
    start, rest = sse.messages("Once upon").split(b"event: content_block_stop", 1)
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    transport, _ = replay(sent(start + sse.data(error, name="error").encode()))
    told = turn(ask("anthropic"), transport=transport)
    assert told.text == "Once upon" and "anthropic says Overloaded" in str(told.error)
    assert rest


def test_7_an_error_as_a_whole_body_with_status_200() -> None:
    body = {"error": {"code": 400, "message": "bad upstream"}, "choices": []}
    found = read("openrouter", lambda _: httpx.Response(200, json=body))
    assert "bad upstream" in str(found.error)


# 8, 9: how a stream ends


@pytest.mark.parametrize("service", CHAT)
def test_8_an_end_without_a_reason_is_no_success(service: str) -> None:
    found = read(service, lambda _: sent(sse.completion("Hi", finish=None, usage=None, end="")))
    assert isinstance(found.error, Broken) and found.error.kind == "dropped"


def test_8_anthropic_always_says_that_it_stopped() -> None:
    assert isinstance(read("anthropic", lambda _: sent(sse.messages("Hi", stop=False))).error, Broken)


def test_8_a_reason_to_stop_is_an_end_also_without_the_last_word() -> None:
    found = read("local", lambda _: sent(sse.completion("Hi", end="")))
    assert (found.text, found.error) == ("Hi", None)


def test_9_the_last_event_may_lack_its_blank_line() -> None:
    assert read("anthropic", lambda _: sent(sse.messages("Hi").rstrip(b"\n"))).text == "Hi"
    assert read("openai", lambda _: sent(sse.completion("Hi").rstrip(b"\n"))).text == "Hi"


def test_9_half_an_event_at_the_end_is_a_cut() -> None:
    whole = sse.completion("Hi", " you", finish=None, usage=None, end="")
    found = read("openai", lambda _: sent(whole[:-20]))
    assert isinstance(found.error, Broken) and found.error.kind == "dropped"
    frames = Frames()
    frames.feed(b'data: {"a": 1}\n\ndata: {"b":')
    assert frames.end() == ([], True)


# 10: several events in one, two starts in one


def test_10_data_lines_without_blank_lines_between_them_are_events() -> None:
    body = sse.completion("Hi", " you").replace(b"\n\n", b"\n")
    assert read("openai", lambda _: sent(body + b"\n")).text == "Hi you"
    assert [event.data for event in Frames().feed(b'data: {"a":\ndata: 1}\n\n')] == ['{"a":\n1}'], "one JSON over two lines stays one"


def test_10_a_second_start_goes_on_with_blocks_of_its_own() -> None:
    first = sse.messages("One").split(b"event: content_block_stop")[0]
    found = read("anthropic", lambda _: sent(first + sse.messages(" two")))
    assert (found.text, found.error) == ("One two", None)


# 11: when to come back


def test_11_retry_after_in_every_form() -> None:
    now = 1_780_000_000.0
    assert retry_after({"retry-after": "7"}) == 7
    assert retry_after({"retry-after": "0.5"}) == 0.5
    assert retry_after({"retry-after-ms": "1500", "retry-after": "9"}) == 1.5
    assert retry_after({"retry-after": formatdate(now + 12, usegmt=True)}, now) == 12
    assert retry_after({"retry-after": formatdate(now - 12, usegmt=True)}, now) == 0
    for nonsense in ({}, {"retry-after": "soon"}, {"retry-after": "-3"}, {"retry-after": "nan"}, {"retry-after": "1e99"}):
        assert retry_after(nonsense) is None


def test_11_a_wait_before_the_first_word_is_obeyed() -> None:
    responses = [httpx.Response(429, headers={"retry-after": "3"}, json={}), httpx.Response(529, json={}), sent(sse.completion("Hi"))]
    transport, seen = replay(*responses)
    told = turn(ask("openrouter"), transport=transport)
    assert (told.text, len(seen)) == ("Hi", 3)
    assert told.waits[0] == 3 and 0 < told.waits[1] <= 1


def test_11_a_longer_wait_is_said_instead() -> None:
    transport, seen = replay(httpx.Response(429, headers={"retry-after": "600"}, json={"error": {"message": "slow down"}}))
    told = turn(ask("openrouter"), transport=transport)
    assert len(seen) == 1 and told.waits == []
    assert told.error.retry_after == 600 and "slow down" in str(told.error)  # type: ignore[union-attr]


def test_11_on_a_success_the_header_means_nothing() -> None:
    transport, seen = replay(sent(sse.messages("Hi"), **{"retry-after": "15"}))
    told = turn(ask("anthropic"), transport=transport)
    assert (told.text, told.waits, len(seen)) == ("Hi", [], 1)


# 12: asking twice for one answer


def test_12_a_request_that_went_silent_is_not_sent_again() -> None:
    sentences = []

    def answer(request: httpx.Request) -> httpx.Response:
        sentences.append(request)
        raise httpx.ReadTimeout("silent")

    told = turn(ask("openai"), transport=httpx.MockTransport(answer))
    assert len(sentences) == 1 and "went silent" in str(told.error)


def test_12_a_connection_that_never_was_is_tried_again() -> None:
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if len(seen) < 3:
            raise httpx.ConnectError("refused")
        return sent(sse.completion("Hi"))

    assert turn(ask("openai"), transport=httpx.MockTransport(answer)).text == "Hi"
    assert len(seen) == 3


@pytest.mark.parametrize("status", [400, 403, 404, 413, 422])
def test_12_what_is_refused_is_not_asked_again(status: int) -> None:
    transport, seen = replay(httpx.Response(status, json={"error": {"message": "no"}}))
    told = turn(ask("openai"), transport=transport)
    assert len(seen) == 1 and isinstance(told.error.__cause__, Refused)


# 13: keys and money


def test_13_a_redirect_is_not_followed_with_the_key() -> None:
    transport, seen = replay(httpx.Response(308, headers={"location": "http://elsewhere.invalid/v1"}))
    told = turn(ask("openai"), transport=transport)
    assert [request.url.host for request in seen] == ["api.openai.com"]
    assert "sends elsewhere" in str(told.error)


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (401, {"error": {"message": "Missing Authentication header", "code": 401}}, KeyFault.INVALID),
        (402, {"error": {"message": "requires more credits, or fewer max_tokens", "code": 402}}, KeyFault.EXHAUSTED),
        (403, {"error": {"message": "Key limit exceeded (total limit)", "code": 403}}, KeyFault.EXHAUSTED),
        (429, {"error": {"type": "insufficient_quota", "message": "You exceeded your current quota"}}, KeyFault.EXHAUSTED),
        (429, {"error": {"type": "exceeded_current_quota_error", "message": "please check your plan"}}, KeyFault.EXHAUSTED),
        (429, {"error": {"type": "rate_limit_reached_error", "message": "max RPM"}}, KeyFault.LIMITED),
        (429, {"error": {"message": "Provider returned error", "code": 429, "metadata": {"provider_name": "X", "raw": "busy"}}}, None),
        (429, {"error": {"type": "engine_overloaded_error", "message": "overloaded"}}, None),
        (503, "<html><h1>503</h1></html>", None),
    ],
)
def test_13_what_an_answer_says_of_the_key(status: int, body: Any, fault: KeyFault | None) -> None:
    error = failure("openrouter", "m", status, {}, body if isinstance(body, str) else json.dumps(body))
    assert isinstance(error, NotAccepted) and error.fault is fault


def test_13_content_that_is_refused_is_no_matter_of_keys() -> None:
    flagged = {"error": {"code": 403, "message": "flagged", "metadata": {"reasons": ["violence"], "flagged_input": "…"}}}
    error = failure("openrouter", "m", 403, {}, json.dumps(flagged))
    assert isinstance(error, Refused) and error.policy
    assert not isinstance(failure("openai", "m", 403, {}, json.dumps({"error": {"message": "not in your country"}})), NotAccepted)


def test_no_key_in_what_is_said_or_kept() -> None:
    transport, seen = replay(httpx.Response(401, json={"error": {"message": f"Incorrect API key provided: {SECRET}"}}))
    told = turn(ask("openai"), transport=transport)
    assert seen[0].headers["authorization"] == f"Bearer {SECRET}"
    assert SECRET not in f"{told.error} {told.error!r} {vars(told.error)} {told.error.__cause__} {vars(told.error.__cause__ or told.error)}"


# 14: nothing where something should be


@pytest.mark.parametrize("service", CHAT)
def test_14_an_answer_without_choices_is_an_error(service: str) -> None:
    transport, seen = replay(sent((sse.data(sse.chunk(None)) + sse.DONE).encode()))
    told = turn(ask(service), transport=transport)
    assert "answered nothing" in str(told.error) and len(seen) == 1
    assert read(service, lambda _: sent(b'data: {"choices": null, "id": "x"}\n\n' + sse.completion("Hi"))).text == "Hi"


def test_15_a_line_may_not_grow_without_end() -> None:
    endless = Pieces([b"data: {"] + [b"x" * 2**20] * 70)
    found = read("openai", lambda _: httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=endless))
    assert "one event of more than" in str(found.error) and endless.closed


@pytest.mark.parametrize("seed", range(12))
def test_any_cut_of_a_stream_reads_the_same(seed: int) -> None:
    chance = random.Random(seed)
    body = sse.completion("Füchse ", "\u2028🦊 im", " Schnee").replace(
        b"\n\ndata", chance.choice([b"\n\ndata", b"\r\n\r\ndata", b"\n\n:\n\ndata"])
    )
    pieces, at = [], 0
    while at < len(body):
        step = chance.randint(1, 40)
        pieces.append(body[at : at + step])
        at += step
    found = read("openai", lambda _: httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=Pieces(pieces)))
    assert (found.text, found.error) == ("Füchse \u2028🦊 im Schnee", None)


def test_silence_counts_bytes_not_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comments keep a line open, but not for ever."""
    ticks = iter(range(0, 10_000, 50))
    monkeypatch.setattr("director_kernel.providers.chat_line.time.monotonic", lambda: float(next(ticks)))
    found = read("openrouter", lambda _: httpx.Response(200, stream=Pieces([b": OPENROUTER PROCESSING\n\n"] * 50)))
    assert isinstance(found.error, Broken) and found.error.kind == "silent"
    assert time.monotonic
