"""Files between a page and the store: what a view must know of one, the verbs that bring its bytes, and the one that takes a person's."""

from typing import Any

from director_kernel.errors import AssetError
from director_kernel.present.text import cut
from director_kernel.schema.asset import Asset
from director_kernel.schema.brief import Attachment
from director_kernel.store import Workspace
from director_kernel.widgets.part import Answer, Ask, Part, verb

PIECE = 1_000_000
"""Bytes of a file in one message, at most: a front end's socket takes no more than a few."""
LONGEST_URL = 4_000
"""Letters of an address that is still a link; a longer one is named and leads nowhere."""


def asset_view(asset: Asset) -> dict[str, Any]:
    """A stored file as a view knows it; `path` is relative to the workspace."""
    return {
        "sha256": asset.sha256,
        "path": str(asset.path),
        "mime": asset.mime,
        "bytes": asset.bytes,
        "width": asset.width,
        "height": asset.height,
        "duration": asset.duration,
    }


def attached_view(workspace: Workspace, one: Attachment) -> dict[str, Any]:
    """Attached: a file or address a person handed over."""
    asset = workspace.assets.get(one.asset) if one.asset else None
    url = one.url if one.url is not None and len(one.url) <= LONGEST_URL else ""
    return {"kind": one.kind, "name": cut(one.name), "asset": asset_view(asset) if asset is not None else None, "url": url}


class Files(Part):
    """Small pictures, film strips, waveforms and whole files in pieces, and files that come; it has no state."""

    trait = ""

    def __init__(self, stage: Any, key: str = "") -> None:
        super().__init__(stage)

    @verb("media.upload", lane="look")
    def upload(self, ask: Ask) -> dict[str, Any] | None:
        """A piece of a file; the last one answers with what it is."""
        whole = self.director.uploads.add(ask.text("upload"), ask.text("name"), ask.number("part"), ask.number("of"), ask.bytes())
        return attached_view(self.director.workspace, whole) if whole is not None else None

    @verb("media.thumbs", lane="look")
    def thumbs(self, ask: Ask) -> Answer:
        """Small pictures, in the order asked for; those that can't be made are left out."""
        looks = self.director.looks.thumbs(ask.items("assets", str), ask.number("size"))
        if not ask.flag("bytes"):
            return Answer([{"sha256": look.sha256, "path": look.path, "buffer": -1} for look in looks])
        return Answer(
            [{"sha256": look.sha256, "path": "", "buffer": number} for number, look in enumerate(looks)], [look.read() for look in looks]
        )

    @verb("media.strip", lane="look")
    def strip(self, ask: Ask) -> Answer:
        """Frames of a film in one row."""
        look = self.director.looks.strip(ask.text("asset"))
        facts = {"frames": look.frames, "width": look.width, "height": look.height}
        if not ask.flag("bytes"):
            return Answer({**facts, "path": look.path, "buffer": -1})
        return Answer({**facts, "path": "", "buffer": 0}, [look.read()])

    @verb("media.wave", lane="look")
    def wave(self, ask: Ask) -> list[int]:
        """The loudness of a sound, 0–100."""
        return list(self.director.looks.wave(ask.text("asset")))

    @verb("media.file", lane="look")
    def file(self, ask: Ask) -> Answer:
        """A piece of a stored file. Raises AssetError where it isn't there."""
        store, sha256 = self.director.workspace.assets, ask.text("asset")
        asset = store.get(sha256)
        if asset is None or not store.here(asset):
            raise AssetError(f"the file {sha256[:12]}… is not here any more; `%director doctor` says what is missing.")
        with store.path(asset).open("rb") as file:
            file.seek(max(0, ask.number("offset")))
            return Answer({"total": asset.bytes, "mime": asset.mime}, [file.read(PIECE)])
