"""Attachments: files by path and by bytes, pieces from a browser, addresses."""

import itertools
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from director_kernel.engine.care import UPLOAD_LIMIT, attach, attach_bytes, plain_name
from director_kernel.engine.uploads import EXPIRES, KEPT, MOST_OPEN, MOST_PIECES, PIECE, Uploads
from director_kernel.errors import AssetError, UsageError
from director_kernel.schema.brief import Attachment
from director_kernel.store import Workspace

PNG = bytes(cv2.imencode(".png", np.random.default_rng(1).integers(0, 255, (60, 80, 3), np.uint8))[1])


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def uploads(workspace: Workspace, clock: Clock) -> Uploads:
    return Uploads(workspace, clock=clock)


def spooled(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in (workspace.folder / "cache" / "incoming").glob("upload-*"))


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def sent(uploads: Uploads, upload: str, parts: list[bytes], order: list[int], name: str = "a.png") -> Attachment | None:
    return [uploads.add(upload, name, part, len(parts), parts[part]) for part in order][-1]


# Pieces


def test_pieces_become_an_asset_in_whatever_order_they_come(workspace: Workspace, uploads: Uploads) -> None:
    parts = pieces(PNG, len(PNG) // 3 + 1)
    for number, order in enumerate(itertools.permutations(range(3))):
        found = sent(uploads, f"up-{number}", parts, list(order), "C:\\fakepath\\my picture.png")
        assert found is not None and (found.kind, found.name) == ("image", "my picture.png")
        asset = workspace.assets.get(found.asset or "")
        assert asset is not None and workspace.assets.read(asset) == PNG and (asset.width, asset.height) == (80, 60)
        assert uploads.take(f"up-{number}") == found
    assert spooled(workspace) == []


@settings(max_examples=30, deadline=None)
@given(size=st.integers(200, 20_000), order=st.randoms(use_true_random=False), again=st.lists(st.integers(0, 200), max_size=6))
def test_resent_pieces_change_nothing(size: int, order: object, again: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    with Workspace.open(tmp_path_factory.mktemp("w") / "director") as workspace:
        uploads = Uploads(workspace)
        parts = pieces(PNG, size)
        numbers = list(range(len(parts)))
        order.shuffle(numbers)  # type: ignore[attr-defined]
        resent = [each for each in numbers for _ in range(1 + sum(other % len(parts) == each for other in again))]
        answers = [uploads.add("u", "a.png", part, len(parts), parts[part]) for part in resent]
        whole = [each for each in answers if each is not None]
        assert whole and len({each.asset for each in whole}) == 1
        asset = workspace.assets.get(whole[0].asset or "")
        assert asset is not None and workspace.assets.read(asset) == PNG


def test_pieces_that_do_not_fit_end_the_upload(workspace: Workspace, uploads: Uploads) -> None:
    first, second = pieces(PNG, len(PNG) // 2 + 1)
    for name, of, part, data in (("b.png", 2, 1, second), ("a.png", 3, 1, second), ("a.png", 2, 0, second)):
        uploads.add("u", "a.png", 0, 2, first)
        with pytest.raises(UsageError, match="again"):
            uploads.add("u", name, part, of, data)
        with pytest.raises(UsageError, match="no upload 'u'"):
            uploads.take("u")
    assert spooled(workspace) == []


@pytest.mark.parametrize(
    ("upload", "part", "of", "data"),
    [
        ("", 0, 1, PNG),
        ("u" * 81, 0, 1, PNG),
        ("u", -1, 2, PNG),
        ("u", 2, 2, PNG),
        ("u", 0, 0, PNG),
        ("u", 0, MOST_PIECES + 1, PNG),
        ("u", 0.5, 2, PNG),
        ("u", "0", 2, PNG),
        ("u", True, 2, PNG),
        ("u", 0, 2, b""),
        ("u", 0, 2, bytes(PIECE + 1)),
        (None, 0, 2, PNG),
    ],
)
def test_nonsense_is_refused_and_leaves_nothing(
    workspace: Workspace, uploads: Uploads, upload: str, part: int, of: int, data: bytes
) -> None:
    with pytest.raises(UsageError, match=r"\.$"):
        uploads.add(upload, "a.png", part, of, data)
    assert spooled(workspace) == []


def test_a_file_too_large_is_refused_while_it_comes(workspace: Workspace, uploads: Uploads) -> None:
    of = UPLOAD_LIMIT // PIECE + 2
    for part in range(UPLOAD_LIMIT // PIECE):
        assert uploads.add("u", "film.mp4", part, of, bytes(PIECE)) is None
    with pytest.raises(AssetError, match=r"25 MB.*by its path\.$"):
        uploads.add("u", "film.mp4", of - 2, of, b"x")
    assert spooled(workspace) == []


@pytest.mark.parametrize("data", [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", PNG[:200], b"MZ" + bytes(500)])
def test_what_is_no_picture_film_or_sound_is_refused_when_it_is_whole(workspace: Workspace, uploads: Uploads, data: bytes) -> None:
    with pytest.raises(AssetError, match=r"attach[^.]*\.$"):
        uploads.add("u", "../a.png", 0, 1, data)
    assert spooled(workspace) == [] and list(workspace.assets.all()) == []


def test_what_never_finishes_expires(workspace: Workspace, uploads: Uploads, clock: Clock) -> None:
    first, second = pieces(PNG, len(PNG) // 2 + 1)
    uploads.add("slow", "a.png", 0, 2, first)
    clock.now += EXPIRES - 1
    with pytest.raises(UsageError, match="1 of 2 pieces"):
        uploads.take("slow")
    clock.now += 2
    with pytest.raises(UsageError, match="attach the file again"):
        uploads.take("slow")
    assert spooled(workspace) == []
    assert uploads.add("slow", "a.png", 1, 2, second) is None, "a piece that comes too late begins anew"


def test_only_so_many_are_on_their_way_and_finished_ones_are_remembered_for_a_while(workspace: Workspace, uploads: Uploads) -> None:
    for number in range(MOST_OPEN):
        uploads.add(f"open-{number}", "a.png", 0, 2, PNG)
    with pytest.raises(UsageError, match="on their way"):
        uploads.add("more", "a.png", 0, 2, PNG)
    uploads.cancel("open-0")
    for number in range(KEPT + 1):
        assert uploads.add(f"done-{number}", "a.png", 0, 1, PNG) is not None
    with pytest.raises(UsageError):
        uploads.take("done-0")
    assert uploads.take(f"done-{KEPT}").name == "a.png"
    assert len(spooled(workspace)) == MOST_OPEN - 1
    uploads.close()
    assert spooled(workspace) == []


def test_threads_may_send_pieces_at_once(workspace: Workspace, uploads: Uploads) -> None:
    parts = pieces(PNG, 300)
    together = threading.Barrier(8)

    def send(offset: int) -> list[Attachment]:
        together.wait()
        numbers = [(part + offset) % len(parts) for part in range(len(parts))]
        return [one for part in numbers if (one := uploads.add("u", "a.png", part, len(parts), parts[part])) is not None]

    with ThreadPoolExecutor(8) as threads:
        answers = [one for each in [threads.submit(send, offset) for offset in range(8)] for one in each.result()]
    assert answers and len({one.asset for one in answers}) == 1
    assert uploads.take("u") == answers[0] and spooled(workspace) == []


def test_what_a_killed_kernel_left_is_swept_away_and_what_another_sends_is_not(workspace: Workspace) -> None:
    folder = workspace.folder / "cache" / "incoming"
    (folder / "upload-1.1").write_bytes(b"old")
    os.utime(folder / "upload-1.1", (1, 1))
    (folder / "upload-2.1").write_bytes(b"being sent by another kernel")
    Uploads(workspace)
    assert spooled(workspace) == ["upload-2.1"]


# Bytes, paths, addresses


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("a.png", "a.png"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\a.png", "a.png"),
        ("", "file"),
        ("..", "file"),
        ("/", "file"),
        ("a\x00\x1b[31m.png", "a[31m.png"),
        ("gnp\u202e.exe", "gnp.exe"),
        ("\ud800.png", "?.png"),
        ("x" * 500 + ".png", "x" * 196 + ".png"),
    ],
)
def test_only_the_last_part_of_a_name_counts(given_name: str, name: str) -> None:
    assert plain_name(given_name) == name


def test_bytes_are_attached_like_files(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    assert attach(workspace, [path]) == attach(workspace, [str(path)]) == (attach_bytes(workspace, PNG, "x/a.png"),)
    with pytest.raises(AssetError, match="25 MB"):
        attach_bytes(workspace, bytes(UPLOAD_LIMIT + 1), "a.png")


def test_attachments_are_taken_as_they_are_once_they_lead_somewhere(workspace: Workspace) -> None:
    one = attach_bytes(workspace, PNG, "a.png")
    url = Attachment(kind="url", name="x", url="https://example.com/x")
    assert attach(workspace, [one, url, "HTTP://example.com/a"])[:2] == (one, url)
    for wrong in (
        Attachment(kind="image", name="b.png", asset="0" * 64),
        Attachment(kind="image", name="b.png"),
        Attachment(kind="url", name="x", url="javascript:alert(1)"),
        Attachment(kind="url", name="x"),
    ):
        with pytest.raises((AssetError, UsageError), match=r"\.$"):
            attach(workspace, [wrong])


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "ftp://example.com/a.png",
        "blob:https://example.com/1",
        "vbscript:x",
        "http:",
        "https://",
        "http:///a.png",
        "https://exa mple.com",
        "https://[::1",
        "https://example.com/\nSet-Cookie: x",
    ],
)
def test_only_addresses_of_the_web_are_kept(workspace: Workspace, tmp_path: Path, address: str) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    with pytest.raises(UsageError, match=r"attach that\.$"):
        attach(workspace, [path, address])
    assert list(workspace.assets.all()) == [], "none is stored where one can't be used"


def test_addresses_are_kept_as_they_were_typed(workspace: Workspace) -> None:
    long = "https://example.com/" + "a" * 500
    found = attach(workspace, [" https://example.com/a%20b?c=d#e ", long])
    assert [one.url for one in found] == ["https://example.com/a%20b?c=d#e", long]
    assert [one.kind for one in found] == ["url", "url"] and len(found[1].name) == 200


def test_a_name_with_a_colon_is_a_path_when_it_is_given_as_one(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "take:1.png").write_bytes(PNG)
    assert attach(workspace, [Path("take:1.png")]) == attach(workspace, ["./take:1.png"])
    for missing in ("no.png", Path("nul\0.png"), ""):
        with pytest.raises(AssetError, match=r"check the path\.$"):
            attach(workspace, [missing])
