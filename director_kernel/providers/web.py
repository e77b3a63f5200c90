"""Read a web page somebody attached: its words as plain text, fetched with limits, never from a private address.

What comes back is data from a stranger: it is quoted to a model, shown as text, and decides nothing.
"""

import asyncio
import contextlib
import logging
import re
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from director_kernel.errors import DirectorError, NotAccepted, UsageError
from director_kernel.providers.addresses import Resolver, checked, resolve
from director_kernel.providers.http import client
from director_kernel.schema.noun import storable

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
_HTML = frozenset(("text/html", "application/xhtml+xml"))
_TEXT = frozenset(("text/plain", "text/markdown", "text/x-markdown", "application/json"))
_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]+")
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_HEADERS = {
    "User-Agent": "director-kernel (reads pages that a person attached)",
    "Accept": "text/html, application/xhtml+xml, text/markdown, text/plain, application/json",
    "Accept-Encoding": "gzip",
}


@dataclass(frozen=True)
class Limits:
    """How much of a page is taken: bytes after unpacking, seconds in all and for reading its words, redirects, letters of text."""

    bytes: int = 5_000_000
    seconds: float = 20.0
    redirects: int = 5
    letters: int = 40_000
    reading: float = 6.0
    """The library looks at a page from many sides; past this many seconds all its words are taken, menus included."""
    careful: int = 1_500_000
    """Bytes of HTML up to which the library is asked for the article at all."""


@dataclass(frozen=True)
class Page:
    """What was read. `url` is where it was in the end, `bytes` its size; `cut`: there was more text than `text` holds."""

    url: str
    title: str
    text: str
    mime: str
    bytes: int
    cut: bool = False


async def read_page(
    url: str,
    *,
    transport: "httpx.AsyncBaseTransport | None" = None,
    resolver: Resolver = resolve,
    allow_private: bool = False,
    limits: Limits = Limits(),
) -> Page:
    """The page at an http(s) address, redirects followed. Raises UsageError or NotAccepted saying why it can't be had.

    Every address is checked after the look-up, on each redirect anew, and the connection goes to the very address that was checked:
    a name that means something else a moment later reaches nothing.
    """
    try:
        async with asyncio.timeout(limits.seconds):
            where, mime, charset, body = await _fetched(url, transport, resolver, allow_private, limits)
    except TimeoutError:
        raise NotAccepted(f"{_shown(url)} took longer than {limits.seconds:g} s; try it again, or attach what matters as a file.") from None
    title, text = await _words(body, mime, charset, limits)
    if not text:
        raise UsageError(f"{_shown(where)} has no words to read; attach a picture of it instead.")
    whole = len(text) <= limits.letters
    return Page(where, title, text if whole else _cut(text, limits.letters), mime, len(body), cut=not whole)


async def _fetched(
    url: str, transport: "httpx.AsyncBaseTransport | None", resolver: Resolver, allow_private: bool, limits: Limits
) -> tuple[str, str, str, bytes]:
    """Where it was found in the end, its type and charset, and its bytes."""
    import httpx

    async with client(transport=transport, read=limits.seconds) as http:
        for _ in range(limits.redirects + 1):
            at = _address(url)
            port = at.port or (443 if at.scheme == "https" else 80)
            addresses = await checked(at.raw_host.decode("ascii"), port, resolver=resolver, allow_private=allow_private)
            try:
                response = await _opened(http, at, addresses)
                try:
                    if response.status_code not in _REDIRECTS:
                        return str(at), *_type(response, url), await _body(response, url, limits)
                    url = _next(at, response)
                finally:
                    await response.aclose()
                    # Two names may share an address: what one of them set is not for the other.
                    http.cookies.clear()
            except httpx.HTTPError as error:
                raise NotAccepted(f"{_shown(url)} can't be reached ({_why(error)}); check the address, or try again later.") from None
    raise UsageError(f"{_shown(url)} leads from page to page ({limits.redirects} redirects); attach the address it should end at.")


def _address(url: str) -> "httpx.URL":
    """The address, looked at. Raises UsageError for one that is no plain http(s) address."""
    import httpx

    try:
        at = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise UsageError(f"{_shown(url)} is no address; give one that begins with https://.") from None
    well = _HOST.fullmatch(at.raw_host.decode("ascii", "replace")) is not None and (at.port is None or 0 < at.port < 65_536)
    if at.scheme not in ("http", "https") or not well:
        raise UsageError(f"{_shown(url)} is no address of a page; give one that begins with https://.")
    if at.userinfo:
        raise UsageError(f"the address at {at.host[:80]} holds a name or password; take it out, or attach what it shows as a file.")
    return at.copy_with(fragment=None)


async def _opened(http: "httpx.AsyncClient", at: "httpx.URL", addresses: list[str]) -> "httpx.Response":
    """The answer of the first address that takes the call; its certificate must still be the name's."""
    import httpx

    host = at.raw_host.decode("ascii")
    for place, address in enumerate(addresses, 1):
        named = {"sni_hostname": host} if host.strip("[]") != address else {}
        request = http.build_request(
            "GET", at.copy_with(host=address), headers={**_HEADERS, "Host": at.netloc.decode("ascii")}, extensions=dict(named)
        )
        try:
            return await http.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            if place == len(addresses):
                raise
    raise AssertionError("a name without addresses was not refused")


def _next(at: "httpx.URL", response: "httpx.Response") -> str:
    import httpx

    try:
        return str(at.join(response.headers.get("location", "")))
    except (httpx.InvalidURL, ValueError, UnicodeError):
        raise UsageError(f"{_shown(str(at))} leads to something that is no address; attach the page it should end at.") from None


def _type(response: "httpx.Response", url: str) -> tuple[str, str]:
    """(type, charset) of a good answer. Raises UsageError or NotAccepted for any other."""
    if response.status_code != 200:
        raise NotAccepted(f"{_shown(url)} answered {response.status_code}; check the address, or attach what it shows as a file.")
    mime, _, rest = response.headers.get("content-type", "").partition(";")
    mime = mime.strip().lower()
    if mime == "application/pdf":
        raise UsageError(f"{_shown(url)} is a PDF, which is not read here; attach pictures of its pages, or paste the words that matter.")
    if mime not in _HTML | _TEXT and not mime.endswith("+json"):
        raise UsageError(
            f"{_shown(url)} is {mime[:40] or 'of no known type'}, not a page of words; attach it as a file if it is a picture."
        )
    charset = next((value.strip("\"' ") for name, _, value in (p.partition("=") for p in rest.split(";")) if name.strip() == "charset"), "")
    return mime, charset


async def _body(response: "httpx.Response", url: str, limits: Limits) -> bytes:
    """All of it, unpacked by us: what a few packed bytes unfold to is limited while it unfolds."""
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise UsageError(f"{_shown(url)} comes packed as {packing[:20]}, which is not read here; attach what it shows as a file.")
    unpack = zlib.decompressobj(wbits=47) if packing not in ("", "identity") else None
    found = bytearray()
    async for chunk in response.aiter_raw():
        left = limits.bytes - len(found)
        try:
            # One byte more than may be: then it is too many, however much is still to unfold.
            piece = unpack.decompress(chunk, left + 1) if unpack is not None else chunk
        except zlib.error:
            raise NotAccepted(f"{_shown(url)} sent something that can't be unpacked; try it again.") from None
        if len(piece) > left:
            size = f"{limits.bytes / 1_000_000:g} MB"
            raise UsageError(f"{_shown(url)} is larger than {size}; attach the part of it that matters as a file.")
        found += piece
    if unpack is not None and found and not unpack.eof:
        raise NotAccepted(f"{_shown(url)} broke off midway; try it again.")
    return bytes(found)


async def _words(body: bytes, mime: str, charset: str, limits: Limits) -> tuple[str, str]:
    """(title, text) of a page, both plain."""
    text = _decoded(body, charset)
    if mime not in _HTML:
        return "", _plain(text if text is not None else body.decode("utf-8", "replace"))
    html: str | bytes = body if text is None else text
    if len(body) <= limits.careful:
        try:
            title, found = await _within(limits.reading, lambda: _article(html))
            if found:
                return title, found
        except TimeoutError:
            pass
    try:
        return "", await _within(limits.reading, lambda: _all_words(html))
    except TimeoutError:
        raise UsageError("the page is too tangled to be read; paste the words that matter.") from None


def _decoded(body: bytes, charset: str) -> str | None:
    """The text by the charset that was said, None where none was or it isn't one: then the library looks into the page for it."""
    try:
        return body.decode(charset, "replace") if charset else None
    except (LookupError, ValueError):
        return None


def _article(html: str | bytes) -> tuple[str, str]:
    """What the page is about, without its menus; ("", "") where there is no article in it."""
    found: Any = _library().bare_extraction(html, with_metadata=True, include_comments=False)
    return (_plain(found.title or "")[:200], _plain(found.text or "")) if found is not None else ("", "")


def _all_words(html: str | bytes) -> str:
    found = _library().html2txt(html)
    if not found:
        # The library finds no words in a fragment that has no body.
        found = _library().html2txt(
            f"<html><body>{html}</body></html>" if isinstance(html, str) else b"<html><body>%b</body></html>" % html
        )
    return _plain(found or "")


def _library() -> Any:
    """trafilatura, which costs half a second to import. What it thinks of a page is for its own log, not for a notebook."""
    import trafilatura

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    return trafilatura


async def _within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` returns, on a thread of its own that is left to itself past `seconds`. Raises TimeoutError.

    A daemon: a page made to be slow must not keep the program from ending. Whatever the library raises is a page that can't be read.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: Exception | None) -> None:
        if not done.done():
            done.set_exception(error) if error is not None else done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        try:
            settled: tuple[T | None, Exception | None] = (work(), None)
        except (Exception, RecursionError) as error:  # noqa: BLE001 - a stranger's page in a library's hands
            settled = (None, error if isinstance(error, DirectorError) else _unreadable(error))
        # The loop may have ended meanwhile; then nobody waits for it.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, *settled)

    threading.Thread(target=run, name="director-page", daemon=True).start()
    return await asyncio.wait_for(done, seconds)


def _unreadable(error: BaseException) -> UsageError:
    return UsageError(f"the page can't be read ({type(error).__name__}); paste the words that matter.")


def _plain(text: str) -> str:
    """Letters and line breaks only: nothing invisible, nothing that turns the direction of words."""
    kept = "".join(letter for letter in text.replace("\r\n", "\n") if letter.isprintable() or letter in "\n\t")
    return storable("\n".join(line.rstrip() for line in kept.split("\n"))).strip()


def _cut(text: str, letters: int) -> str:
    """At most so many letters, ending with a whole line or word where there is one near."""
    cut = text[:letters]
    for mark in ("\n", " "):
        whole = cut.rpartition(mark)[0]
        if len(whole) > letters // 2:
            return whole.rstrip()
    return cut


def _shown(url: str) -> str:
    """The address as a message shows it: its host and path, on one line, no secrets of its query."""
    plain = "".join(letter for letter in url.split("?")[0].split("#")[0] if letter.isprintable())
    scheme, _, rest = plain.partition("://")
    host, slash, path = rest.partition("/")
    plain = f"{scheme}://{host.rpartition('@')[2]}{slash}{path}" if rest else plain
    return plain if len(plain) <= 100 else plain[:99] + "…"


def _why(error: Exception) -> str:
    return str(error)[:120] or type(error).__name__
