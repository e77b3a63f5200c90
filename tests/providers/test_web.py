"""Pages a person attached: their words are read, within limits, and no address inside is ever reached."""

import asyncio
import gzip
import threading
import time
import zlib
from collections.abc import Callable, Sequence

import httpx
import pytest

from director_kernel.errors import DirectorError, NotAccepted, UsageError
from director_kernel.providers.addresses import allowed, checked
from director_kernel.providers.web import Limits, Page, read_page
from tests.servers.pages import Answer, answer, redirect, serving

PUBLIC = "93.184.215.14"
ARTICLE = (
    "<html><head><title>Glow serum</title><meta charset='utf-8'></head><body><nav>Home Shop Basket</nav><article><h1>Glow serum</h1>"
    "<p>It brightens skin in two weeks, with fifteen percent vitamin C and a scent of Zürich oranges.</p>"
    "<p>Made in small batches by two chemists who could not find what they wanted to use themselves.</p></article>"
    "<script>alert('ignored')</script></body></html>"
).encode()


def read(url: str, **given: object) -> Page:
    return asyncio.run(read_page(url, **given))  # type: ignore[arg-type]


def resolver(names: dict[str, Sequence[str]], asked: list[str] | None = None) -> Callable[..., object]:
    async def look_up(host: str, port: int) -> Sequence[str]:
        if asked is not None:
            asked.append(host)
        if host not in names:
            raise OSError("unknown name")
        return names[host]

    return look_up


def local(pages: dict[str, Answer], path: str, **given: object) -> Page:
    """The page read from a server here, whose name only our look-up knows."""
    with serving(pages) as served:
        return read(f"http://shop.test:{served.port}{path}", resolver=resolver({"shop.test": ["127.0.0.1"]}), allow_private=True, **given)


def why(call: Callable[[], object]) -> str:
    with pytest.raises(DirectorError) as refused:
        call()
    message = refused.value.message
    assert ";" in message and message.endswith("."), "it ends with what to do"
    return message


# What a page says


def test_the_words_of_a_page_are_read_without_its_menus_and_scripts() -> None:
    page = local({"/serum": answer(ARTICLE)}, "/serum#reviews")
    assert page.title == "Glow serum" and page.mime == "text/html" and page.bytes == len(ARTICLE) and not page.cut
    assert "fifteen percent vitamin C and a scent of Zürich oranges." in page.text
    assert "alert" not in page.text and "Basket" not in page.text and "<" not in page.text
    assert page.url.endswith("/serum")


@pytest.mark.parametrize(
    ("body", "type", "text"),
    [
        (b"# Brief\r\n\r\nMake it warm.", "text/markdown", "# Brief\n\nMake it warm."),
        ("grün".encode("latin-1"), "text/plain; charset=iso-8859-1", "grün"),
        ("grün".encode(), "text/plain", "grün"),
        ("grün".encode(), 'text/plain; charset="no-such"', "grün"),
        (b'{"name": "serum"}', "application/json", '{"name": "serum"}'),
        (b'{"name": 1}', "application/ld+json;charset=UTF-8", '{"name": 1}'),
        ("turned \u202eright\u200b \x1b[31mred\x00".encode(), "text/plain", "turned right [31mred"),
        (b"<p>Short.</p>", "text/html", "Short."),
        ("<p>grün</p>".encode("utf-16"), "text/html; charset=utf-16", "grün"),
    ],
)
def test_each_kind_of_text_is_read_as_it_was_meant(body: bytes, type: str, text: str) -> None:
    assert local({"/": answer(body, type)}, "/").text == text


@pytest.mark.parametrize("packing", ["gzip", "x-gzip", "deflate", "identity"])
def test_packed_pages_are_unpacked(packing: str) -> None:
    packed = {"deflate": zlib.compress, "identity": bytes}.get(packing, gzip.compress)(ARTICLE)
    assert "vitamin C" in local({"/": answer(packed, head=f"Content-Encoding: {packing}\r\n")}, "/").text


def test_long_text_is_cut_at_a_word() -> None:
    page = local({"/": answer(b"word " * 1000, "text/plain")}, "/", limits=Limits(letters=1003))
    assert page.cut and page.text == ("word " * 200).strip()


# What is not read


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (answer(b"%PDF-1.7", "application/pdf"), "is a PDF, which is not read here; attach pictures of its pages"),
        (answer(b"\x89PNG", "image/png"), "is image/png, not a page of words; attach it as a file"),
        (answer(b"hello", ""), "of no known type"),
        (answer(b"no", status="404 Not Found"), "answered 404; check the address"),
        (answer(b"no", status="503 Service Unavailable"), "answered 503"),
        (answer(b"", "text/plain"), "has no words to read"),
        (answer(b"<html><body><script>1</script></body></html>"), "has no words to read"),
        (answer(b"garbage", head="Content-Encoding: gzip\r\n"), "can't be unpacked"),
        (answer(gzip.compress(ARTICLE)[:-20], head="Content-Encoding: gzip\r\n"), "broke off midway"),
        (answer(b"x", head="Content-Encoding: br\r\n"), "comes packed as br"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 99\r\n\r\nhalf", "can't be reached"),
        (b"this is no HTTP\r\n\r\n", "can't be reached"),
        (b"", "can't be reached"),
        (redirect("http://[broken"), "is no address of a page"),
        (redirect("ftp://shop.test/x"), "is no address of a page"),
        (redirect("file:///etc/passwd"), "is no address of a page"),
        (redirect("/"), "leads from page to page (5 redirects)"),
    ],
)
def test_what_can_not_be_read_says_why_and_what_to_do(sent: bytes, says: str) -> None:
    assert says in why(lambda: local({"/": sent}, "/"))


def test_ten_megabytes_are_not_taken() -> None:
    pages: dict[str, Answer] = {"/said": answer(b"a" * 10_000_000, "text/plain")}

    def unsaid(send: Callable[[bytes], None]) -> None:
        send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n")
        for _ in range(1000):
            send(b"a" * 10_000)

    pages["/unsaid"] = unsaid
    for path in pages:
        assert "is larger than 5 MB; attach the part of it that matters" in why(lambda path=path: local(pages, path))  # type: ignore[misc]


def test_a_page_that_unfolds_to_a_gigabyte_is_not_unfolded() -> None:
    import tracemalloc

    squeeze = zlib.compressobj(wbits=31)
    bomb = b"".join(squeeze.compress(bytes(1_000_000)) for _ in range(300)) + squeeze.flush()
    assert len(bomb) < 1_000_000
    tracemalloc.start()
    try:
        says = why(lambda: local({"/": answer(bomb, "text/plain", head="Content-Encoding: gzip\r\n")}, "/", limits=Limits(bytes=2_000_000)))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "larger than 2 MB" in says and most < 30_000_000


def test_a_page_that_drips_is_let_go() -> None:
    over = threading.Event()

    def drip(send: Callable[[bytes], None]) -> None:
        send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        while not over.wait(0.02):
            send(b".")

    try:
        assert "took longer than 0.3 s" in why(lambda: local({"/": drip}, "/", limits=Limits(seconds=0.3)))
    finally:
        over.set()


@pytest.mark.parametrize(
    "html",
    [
        b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000,
        b"<a href='x'>" * 50_000 + b"many links",
        b"<table><tr><td>" * 5_000 + b"tables",
        b"<p>&" + b"amp;" * 100_000,
        b"<!--" * 50_000 + b"<p>hidden",
        b"\x00\xff\xfe<p>" + bytes(range(256)) * 100,
        b"<html><head><title>" + b"t" * 500_000,
    ],
)
def test_html_made_to_hurt_is_read_or_refused(html: bytes) -> None:
    try:
        page = local({"/": answer(html)}, "/", limits=Limits(reading=1.5))
    except DirectorError as refused:
        assert ";" in refused.message
    else:
        assert page.text and len(page.title) <= 200


def test_a_library_that_never_ends_is_left_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr("director_kernel.providers.web._article", lambda html: ended.wait(30))
    try:
        page = local({"/": answer(ARTICLE)}, "/", limits=Limits(reading=2))
        assert "vitamin C" in page.text and "Basket" in page.text, "all its words, for want of better"
        monkeypatch.setattr("director_kernel.providers.web._all_words", lambda html: ended.wait(30))
        assert "too tangled" in why(lambda: local({"/": answer(ARTICLE)}, "/", limits=Limits(reading=0.05)))
    finally:
        ended.set()
    time.sleep(0)


# Where nothing is asked

PRIVATE = [
    "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200",
    "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "192.0.0.192", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "192.88.99.1", "168.63.129.16", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254",
    "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "3fff::1", "::7f00:1", "100::1",
]  # fmt: skip
ANYBODY = ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2a00:1450:4001:829::200e"]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_inside_is_public(address: str) -> None:
    assert not allowed(address)
    with pytest.raises(UsageError, match="is not a public address"):
        asyncio.run(checked("shop.example", 443, resolver=resolver({"shop.example": [PUBLIC, address]})))  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ANYBODY)
def test_public_addresses_are_allowed(address: str) -> None:
    assert allowed(address)


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "224.0.0.1", "0.0.0.0", "::", "168.63.129.16", "fd00:ec2::254",
     "no"],
)  # fmt: skip
def test_metadata_is_never_reached_not_even_where_private_addresses_are_allowed(address: str) -> None:
    assert not allowed(address, allow_private=True)
    assert allowed("127.0.0.1", allow_private=True) and allowed("10.1.2.3", allow_private=True) and allowed("::1", allow_private=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://127.1/", "http://0x7f.1/", "http://0177.0.0.1/",
        "http://127.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://169.254.169.254/latest",
        "http://localhost/", "http://LOCALHOST./", "http://①②⑦.0.0.1/", "http://127.0.0.1.:80/", "http://0/", "http://[fe80::1%25eth0]/",
        "http://inside.test/", "https://metadata.google.internal/computeMetadata/v1/", "http://user:pass@shop.test/", "http://@127.0.0.1/",
        "http://shop.test@127.0.0.1/", "ftp://shop.test/", "file:///etc/passwd", "data:text/plain,hi",
        "gopher://127.0.0.1:70/", "//shop.test",
        "http://", "https://[::1", "http://shop.test:99999/", "http://sh op.test/", "http://unknown.test/", "", "http://\x00/", "http://../",
        "http://" + "a" * 5000 + ".test/", "http://xn--a\udcff.test/",
    ],
)  # fmt: skip
def test_nothing_is_asked_at_an_address_that_is_not_plainly_public(url: str) -> None:
    async def never(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"asked {request.url}")

    inside: dict[str, Sequence[str]] = {"inside.test": ["10.0.0.7"], "localhost": ["127.0.0.1", "::1"], "shop.test": [PUBLIC]}
    inside["metadata.google.internal"] = ["169.254.169.254"]
    says = why(lambda: read(url, transport=httpx.MockTransport(never), resolver=resolver(inside)))
    assert "user:pass" not in says and len(says) < 400


def test_one_private_answer_among_public_ones_refuses_the_name() -> None:
    says = why(lambda: read("https://shop.test/", resolver=resolver({"shop.test": [PUBLIC, "192.168.0.5"]})))
    assert "shop.test (192.168.0.5) is not a public address" in says


def moved(to: dict[str, str], asked: list[httpx.Request]) -> httpx.MockTransport:
    """A web of redirects by path; any other path is a page."""

    async def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.url.path in to:
            return httpx.Response(302, headers={"Location": to[request.url.path], "Set-Cookie": "a=b"})
        return httpx.Response(200, headers={"Content-Type": "text/plain"}, stream=httpx.ByteStream(b"arrived"))

    return httpx.MockTransport(handle)


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://inside.test/", "//[::1]/", "http://0x7f.1/"]
)
def test_a_redirect_inside_is_not_followed(to: str) -> None:
    asked: list[httpx.Request] = []
    names: dict[str, Sequence[str]] = {"shop.test": [PUBLIC], "inside.test": ["10.0.0.7"]}
    why(lambda: read("https://shop.test/a", transport=moved({"/a": "/b", "/b": to}, asked), resolver=resolver(names)))
    assert [request.url.path for request in asked] == ["/a", "/b"]


def test_the_connection_goes_to_the_address_that_was_checked_under_the_name_that_was_asked_for() -> None:
    asked: list[httpx.Request] = []
    looked: list[str] = []
    names: dict[str, Sequence[str]] = {"shop.test": [PUBLIC], "cdn.test": ["2606:4700:4700::1111"]}
    page = read(
        "https://shop.test/a?q=1#x",
        transport=moved({"/a": "https://cdn.test:8443/b"}, asked),
        resolver=resolver(names, looked),
    )
    first, second = asked
    assert (first.url.host, first.headers["host"], first.extensions["sni_hostname"]) == (PUBLIC, "shop.test", "shop.test")
    assert (second.url.host, second.url.port, second.headers["host"]) == ("2606:4700:4700::1111", 8443, "cdn.test:8443")
    assert second.extensions["sni_hostname"] == "cdn.test" and "cookie" not in second.headers and "authorization" not in second.headers
    assert looked == ["shop.test", "cdn.test"], "each name is looked up once: what it means a moment later is of no matter"
    assert page.url == "https://cdn.test:8443/b" and page.text == "arrived"


def test_a_name_that_turns_private_is_caught_on_the_way_back() -> None:
    asked: list[httpx.Request] = []
    answers = iter([[PUBLIC], ["127.0.0.1"]])

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return next(answers)

    says = why(lambda: read("http://shop.test/a", transport=moved({"/a": "http://shop.test/b"}, asked), resolver=rebinding))
    assert "shop.test (127.0.0.1)" in says and len(asked) == 1


def test_the_next_address_is_tried_where_one_takes_no_call() -> None:
    asked: list[str] = []

    async def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        if len(asked) == 1:
            raise httpx.ConnectError("refused")
        return httpx.Response(200, headers={"Content-Type": "text/plain"}, stream=httpx.ByteStream(b"here"))

    given = {"transport": httpx.MockTransport(handle), "resolver": resolver({"shop.test": [PUBLIC, "1.1.1.1"]})}
    assert read("http://shop.test/", **given).text == "here" and asked == [PUBLIC, "1.1.1.1"]


def test_a_port_that_is_closed_says_so() -> None:
    with serving({}) as served:
        port = served.port
    with pytest.raises(NotAccepted, match="can't be reached"):
        read(f"http://shop.test:{port}/", resolver=resolver({"shop.test": ["127.0.0.1"]}), allow_private=True)
