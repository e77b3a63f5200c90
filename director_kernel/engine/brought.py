"""What came with a message to a chat model: pages are read and quoted, pictures shown, and what can't be had is a note, never an error."""

import asyncio
import mimetypes
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any

from director_kernel.engine.brain import Write
from director_kernel.engine.listening import listened
from director_kernel.errors import DirectorError
from director_kernel.loop import EngineLoop
from director_kernel.providers.chat_ask import Picture
from director_kernel.providers.web import Page
from director_kernel.schema.brief import Attachment
from director_kernel.schema.conversation import Message
from director_kernel.store import Workspace

MOST_PAGES, MOST_PICTURES = 5, 8
Read = Callable[[str], Coroutine[Any, Any, Page]]
"""Reads the page at an address: `providers.web.read_page`."""


@dataclass(frozen=True)
class Brought:
    """Pages as (title, text), pictures, and what the person should know of those that could not be had."""

    quoted: tuple[tuple[str, str], ...] = ()
    pictures: tuple[Picture, ...] = ()
    notes: tuple[str, ...] = ()


def look_at(workspace: Workspace, loop: EngineLoop, read: Read, attachments: Sequence[Attachment], write: Write) -> Brought:
    """Everything the attachments hold, pages read on the loop. Raises only what `write` raises: reading can be stopped."""
    urls = tuple(dict.fromkeys(one.url for one in attachments if one.kind == "url" and one.url))
    brought = listened(loop, lambda _: _pages(read, urls[:MOST_PAGES]), write) if urls else Brought()
    notes = [f"only the first {MOST_PAGES} pages were read"] if len(urls) > MOST_PAGES else []
    pictures = []
    for one in attachments:
        asset = workspace.assets.get(one.asset) if one.kind == "image" and one.asset else None
        if asset is not None:
            mime = asset.mime or mimetypes.guess_type(one.name)[0] or "image/png"
            pictures.append(Picture(one.name, mime, workspace.assets.path(asset)))
    if len(pictures) > MOST_PICTURES:
        notes.append(f"only the first {MOST_PICTURES} pictures were shown")
    return replace(brought, pictures=tuple(pictures[:MOST_PICTURES]), notes=(*brought.notes, *notes))


def apart(messages: Sequence[Message]) -> tuple[list[Message], list[Attachment]]:
    """The messages before the one to answer, and what came since the last whole answer: it still waits to be looked at."""
    earlier = list(messages[:-1]) if messages and messages[-1].role == "user" else list(messages)
    waiting: list[Attachment] = []
    for message in reversed(earlier):
        if message.role == "director" and not message.data.get("broken"):
            break
        given = message.data.get("attachments")
        waiting[:0] = [Attachment.model_validate(one) for one in given] if isinstance(given, list) else []
    return earlier, waiting


async def _pages(read: Read, urls: Sequence[str]) -> Brought:
    found = await asyncio.gather(*(_page(read, url) for url in urls))
    return Brought(
        tuple((f"{one.title or 'a page'} ({one.url})", one.text) for one in found if isinstance(one, Page)),
        notes=tuple(one for one in found if isinstance(one, str)),
    )


async def _page(read: Read, url: str) -> Page | str:
    try:
        return await read(url)
    except DirectorError as error:
        return error.message.rstrip(".")
    except Exception as error:  # noqa: BLE001 - a stranger's page: whatever it does to its reader, the turn goes on and says so
        return f"a page could not be read ({type(error).__name__}); paste what matters of it"
