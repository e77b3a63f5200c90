"""Downloads: resumed, restarted, checked by their bytes, sent nowhere they should not go."""

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from director_kernel.errors import AssetError, OutputLost, ProviderError
from director_kernel.media.arrived import arrived, is_black
from director_kernel.providers import downloads
from director_kernel.providers.downloads import Downloaded, download
from tests.servers.fal_media import black_png, mark_of, mp3, mp4, png, wav

PICTURE = png(mark_of("picture"))
FILM = mp4(mark_of("film"), 3.0, 320, 180)
URL = "https://media.example/b/x.png"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "PAUSE", 0.0)


class Breaking(httpx.AsyncByteStream):
    """Gives so many bytes, then breaks off."""

    def __init__(self, data: bytes, upto: int) -> None:
        self.data, self.upto = data, upto

    async def __aiter__(self) -> Any:
        for at in range(0, min(self.upto, len(self.data)), 1000):
            yield self.data[at : min(at + 1000, self.upto)]
        if self.upto < len(self.data):
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")


class Host(httpx.AsyncBaseTransport):
    """Answers by turns, the last one for ever; keeps what was asked."""

    def __init__(self, *answers: Callable[[httpx.Request], httpx.Response]) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        return answer(request)


def serve(data: bytes, *, upto: int | None = None, ranges: bool = True, etag: str = '"1"', length: bool = True) -> Any:
    """A file, from where it is asked for; broken off after `upto` bytes."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked = request.headers.get("range", "")
        start = int(asked.removeprefix("bytes=").partition("-")[0]) if asked and ranges else 0
        if "if-range" in request.headers and request.headers["if-range"] != etag:
            start = 0
        headers = {"etag": etag} if etag else {}
        if start and start >= len(data):
            return httpx.Response(416, headers={"content-range": f"bytes */{len(data)}"})
        if start:
            headers["content-range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        part = data[start:]
        if length:
            headers["content-length"] = str(len(part))
        return httpx.Response(206 if start else 200, headers=headers, stream=Breaking(part, len(part) if upto is None else upto))

    return answer


def fetched(
    host: Host, folder: Path, *, url: str = URL, expect: str = "", allow: Callable[[str], bool] = lambda _: True, **how: Any
) -> Downloaded:
    async def go() -> Downloaded:
        async with httpx.AsyncClient(transport=host, headers={}) as client:
            return await download(client, url, folder, expect=expect, allow=allow, **how)

    return asyncio.run(go())


def test_a_file_comes_whole_and_is_known(tmp_path: Path) -> None:
    got = fetched(Host(serve(FILM)), tmp_path, expect="video")
    assert got.path.read_bytes() == FILM and got.sha256 == hashlib.sha256(FILM).hexdigest() and got.bytes == len(FILM)
    assert (got.mime, got.kind, got.width, got.height, got.path.suffix) == ("video/mp4", "video", 320, 180, ".mp4")


def test_what_broke_off_goes_on_where_it_was(tmp_path: Path) -> None:
    host = Host(serve(FILM, upto=3000), serve(FILM, upto=2500), serve(FILM))
    assert fetched(host, tmp_path).path.read_bytes() == FILM
    assert [request.headers.get("range") for request in host.asked] == [None, "bytes=3000-", "bytes=5500-"]
    assert host.asked[1].headers["if-range"] == '"1"' and host.asked[0].headers["accept-encoding"] == "identity"


def test_a_host_without_ranges_starts_again(tmp_path: Path) -> None:
    assert fetched(Host(serve(FILM, upto=3000), serve(FILM, ranges=False)), tmp_path).path.read_bytes() == FILM


def test_another_version_is_not_put_behind_the_first(tmp_path: Path) -> None:
    other = mp4(mark_of("other"), 3.0, 320, 180)
    host = Host(serve(FILM, upto=3000), serve(other, etag='"2"'))
    assert fetched(host, tmp_path).path.read_bytes() == other


def test_a_host_that_ignores_if_range_is_caught(tmp_path: Path) -> None:
    other = mp4(mark_of("other"), 3.0, 320, 180)

    def wrong(request: httpx.Request) -> httpx.Response:
        start = int(request.headers["range"].removeprefix("bytes=").rstrip("-"))
        headers = {"content-range": f"bytes {start}-{len(other) - 1}/{len(other)}", "etag": '"2"'}
        return httpx.Response(206, headers=headers, content=other[start:])

    assert fetched(Host(serve(FILM, upto=3000), wrong, serve(other, etag='"2"')), tmp_path).path.read_bytes() == other


def test_a_part_from_elsewhere_in_the_file_is_not_taken(tmp_path: Path) -> None:
    def shifted(_: httpx.Request) -> httpx.Response:
        return httpx.Response(206, headers={"content-range": f"bytes 10-{len(FILM) - 1}/{len(FILM)}"}, content=FILM[10:])

    assert fetched(Host(serve(FILM, upto=3000), shifted, serve(FILM)), tmp_path).path.read_bytes() == FILM


def test_a_complete_file_whose_end_was_not_heard_is_complete(tmp_path: Path) -> None:
    def all_but_the_end(_: httpx.Request) -> httpx.Response:
        class Stream(Breaking):
            async def __aiter__(self) -> Any:
                yield self.data
                raise httpx.ReadError("reset")

        return httpx.Response(200, headers={"content-length": str(len(FILM))}, stream=Stream(FILM, len(FILM)))

    assert fetched(Host(all_but_the_end, serve(FILM)), tmp_path).path.read_bytes() == FILM


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(st.tuples(st.integers(0, 4000), st.booleans(), st.sampled_from(['"1"', 'W/"1"', ""])), max_size=5))
def test_whatever_breaks_the_file_is_the_file(tmp_path_factory: pytest.TempPathFactory, breaks: Any) -> None:
    answers = [serve(PICTURE + b"\0" * 8000, upto=upto, ranges=ranges, etag=etag) for upto, ranges, etag in breaks]
    whole = PICTURE + b"\0" * 8000
    try:
        got = fetched(Host(*answers, serve(whole)), tmp_path_factory.mktemp("download"))
    except ProviderError:
        assert len(breaks) >= downloads.TRIES
        return
    assert got.path.read_bytes() == whole and got.sha256 == hashlib.sha256(whole).hexdigest()


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_host_in_trouble_is_asked_again_but_not_for_ever(tmp_path: Path, status: int) -> None:
    trouble = Host(lambda _: httpx.Response(status))
    with pytest.raises(ProviderError, match=f"answered {status}.*director resume") as caught:
        fetched(trouble, tmp_path)
    assert not isinstance(caught.value, OutputLost) and len(trouble.asked) == downloads.TRIES
    assert fetched(Host(lambda _: httpx.Response(status), serve(PICTURE)), tmp_path).bytes == len(PICTURE)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_file_that_is_gone_is_lost_at_once(tmp_path: Path, status: int) -> None:
    host = Host(lambda _: httpx.Response(status))
    with pytest.raises(OutputLost):
        fetched(host, tmp_path)
    assert len(host.asked) == 1


def test_redirects_are_looked_at_before_they_are_followed(tmp_path: Path) -> None:
    def away(to: str) -> Any:
        return lambda _: httpx.Response(302, headers={"location": to})

    def ours(url: str) -> bool:
        return url.startswith("https://media.example/")

    host = Host(away("/b/y.png"), away("https://media.example/z.png"), serve(PICTURE))
    assert fetched(host, tmp_path, allow=ours).bytes == len(PICTURE)
    assert [str(request.url) for request in host.asked][1:] == ["https://media.example/b/y.png", "https://media.example/z.png"]
    for place in ("http://127.0.0.1/", "https://evil.example/x", "file:///etc/passwd", "//evil.example/x"):
        host = Host(away(place), serve(PICTURE))
        with pytest.raises(ProviderError, match="no host of this service"):
            fetched(host, tmp_path, allow=ours)
        assert len(host.asked) == 1
    with pytest.raises(ProviderError, match="without an end"):
        fetched(Host(away("/again")), tmp_path, allow=ours)


def test_a_file_that_never_ends_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="larger than"):
        fetched(Host(serve(b"\0" * 3_000_000, length=False)), tmp_path, limit=1_000_000)


@pytest.mark.parametrize(
    ("data", "expect", "says"),
    [
        (b"", "image", "empty"),
        (b"<!DOCTYPE html><html>404</html>", "image", "not the file that was ordered"),
        (b'{"error": "x"}', "video", "not the file that was ordered"),
        (PICTURE, "video", "a picture, not a film"),
        (FILM, "image", "a film, not a picture"),
        (PICTURE[:-40], "image", "not the file that was ordered"),
        (b"<html><svg></svg></html>", "image", "not the file that was ordered"),
    ],
)
def test_bytes_tell_what_a_file_is(tmp_path: Path, data: bytes, expect: str, says: str) -> None:
    with pytest.raises(ProviderError, match=says):
        fetched(Host(serve(data)), tmp_path, expect=expect)


def test_names_and_types_do_not(tmp_path: Path) -> None:
    answer = lambda _: httpx.Response(200, headers={"content-type": "image/jpg"}, content=FILM)  # noqa: E731
    assert fetched(Host(answer), tmp_path, url="https://media.example/output.bin").mime == "video/mp4"


def test_encoded_answers_are_decoded(tmp_path: Path) -> None:
    import gzip

    data = gzip.compress(PICTURE)
    answer = lambda _: httpx.Response(200, headers={"content-encoding": "gzip", "content-length": str(len(data))}, content=data)  # noqa: E731
    assert fetched(Host(answer), tmp_path).path.read_bytes() == PICTURE


@pytest.mark.parametrize("url", ["", "nonsense", "https://", "https://[::1", "data:image/png;base64,AA", "https://x.example:99999/"])
def test_what_is_no_address_is_no_file(tmp_path: Path, url: str) -> None:
    from director_kernel.providers.http import host_of

    with pytest.raises(ProviderError):
        fetched(Host(serve(PICTURE)), tmp_path, url=url, allow=lambda place: bool(host_of(place)))


def test_a_signature_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(ProviderError) as caught:
        fetched(Host(lambda _: httpx.Response(500)), tmp_path, url=f"{URL}?signature=very-secret")
    assert "very-secret" not in str(caught.value) and "media.example" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (PICTURE, "image/png"),
        (FILM, "video/mp4"),
        (wav(mark_of(1), 0.2), "audio/wav"),
        (mp3(mark_of(1), 0.3), "audio/mpeg"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
    ],
)
def test_every_kind_of_file_is_known(tmp_path: Path, data: bytes, mime: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    assert arrived(path).mime == mime
    if mime != "image/svg+xml":
        path.write_bytes(data[:20])
        with pytest.raises(AssetError):
            arrived(path)


def test_black_is_black_all_over(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(black_png())
    assert is_black(path)
    Image.new("RGB", (64, 36), (3, 2, 4)).save(tmp_path / "x.jpg", "JPEG")
    assert is_black(tmp_path / "x.jpg")
    dark = Image.new("RGB", (64, 36))
    dark.putpixel((60, 30), (90, 90, 90))
    dark.save(path)
    assert not is_black(path)
    path.write_bytes(FILM)
    assert not is_black(path)
