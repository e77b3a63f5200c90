"""Thumbnails, strips and waves of stored files: made once, kept small, made again when they are gone or damaged."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest

from director_kernel.engine import looks as module
from director_kernel.engine.looks import MOST, Looks
from director_kernel.engine.newest import Newest
from director_kernel.errors import AssetError, UsageError, WorkspaceError
from director_kernel.media import remote
from director_kernel.media.mix import wav
from director_kernel.media.order import Order
from director_kernel.media.pool import Pool
from director_kernel.media.studio import render
from director_kernel.schema.asset import Asset
from director_kernel.schema.plan import Kind
from director_kernel.schema.slots import Slots
from director_kernel.store import Workspace
from director_kernel.store.keep import collect, garbage

SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4" fill="red"/></svg>'


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_folder) as opened:
        yield opened


@pytest.fixture
def looks(workspace: Workspace) -> Iterator[Looks]:
    made = Looks(workspace, Pool(workers=1))
    yield made
    made.close()


@pytest.fixture(scope="module")
def film() -> bytes:
    return render(Order(Kind.TEXT_TO_VIDEO, 160, 90, fps=12, seconds=1.0, slots=Slots(setting="sea")))[0].data


def picture(level: int, width: int = 400) -> bytes:
    return bytes(cv2.imencode(".png", np.full((width // 2, width, 3), level, np.uint8))[1])


def stored(workspace: Workspace, count: int) -> list[str]:
    return [workspace.assets.add_bytes(picture(level), "image/png").sha256 for level in range(count)]


def counted(monkeypatch: pytest.MonkeyPatch, slow: float = 0.0) -> list[Path]:
    """The files that thumbnails are made of, as they are made."""
    made: list[Path] = []
    original = remote.thumbnail

    def thumbnail(media: Path, mime: str, longest: int) -> bytes:
        made.append(media)
        time.sleep(slow)
        return original(media, mime, longest)

    monkeypatch.setattr(remote, "thumbnail", thumbnail)
    return made


def test_looks_lie_in_the_cache_and_come_in_order(workspace: Workspace, looks: Looks, film: bytes) -> None:
    first, second = stored(workspace, 2)
    clip = workspace.assets.add_bytes(film, "video/mp4").sha256
    sound = workspace.assets.add_bytes(wav(np.full((2, 48000), 0.5, np.float32)), "audio/wav").sha256
    found = looks.thumbs([second, clip, first, sound, second], 160)
    assert [look.sha256 for look in found] == [second, clip, first, sound, second]
    assert found[0] == found[4]
    for look in found:
        assert look.path.startswith("cache/looks/") and look.read() == (workspace.folder / look.path).read_bytes()
        pixels = cv2.imdecode(np.frombuffer(look.read(), np.uint8), cv2.IMREAD_COLOR)
        assert pixels is not None and max(pixels.shape[:2]) == 160
    strip = looks.strip(clip)
    pixels = cv2.imdecode(np.frombuffer(strip.read(), np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None and pixels.shape[:2] == (strip.height, strip.width * strip.frames)
    assert looks.strip(clip) == strip
    assert looks.wave(clip) == [0] * 96
    assert len(looks.wave(sound)) == 96 and min(looks.wave(sound)) > 80


def test_sizes_are_few_and_requests_bounded(workspace: Workspace, looks: Looks, monkeypatch: pytest.MonkeyPatch) -> None:
    made = counted(monkeypatch)
    (one,) = stored(workspace, 1)
    for size in (0, 161, 100_000, -1):
        with pytest.raises(UsageError, match="160, 320, 640, 1280"):
            looks.thumbs([one], size)
    with pytest.raises(UsageError, match=str(MOST)):
        looks.thumbs([one] * (MOST + 1))
    assert made == [] and looks.thumbs([], 160) == []


def test_what_is_not_stored_here_is_said(looks: Looks) -> None:
    for sha256 in ("0" * 64, "", "../../../etc/passwd", "x'; DROP TABLE assets; --"):
        for ask in (
            lambda sha256=sha256: looks.thumbs([sha256]),
            lambda sha256=sha256: looks.strip(sha256),
            lambda sha256=sha256: looks.wave(sha256),
        ):
            with pytest.raises(AssetError, match=r"attach the file again\.$"):
                ask()


def test_a_damaged_file_is_left_out_and_says_why_when_asked(workspace: Workspace, looks: Looks) -> None:
    well = stored(workspace, 1)[0]
    broken = workspace.assets.add_bytes(b"no picture at all", "image/png").sha256
    words = workspace.assets.add_bytes(b"# words", "text/markdown").sha256
    gone = workspace.assets.add_bytes(picture(77), "image/png")
    workspace.assets.path(gone).unlink()
    assert [look.sha256 for look in looks.thumbs([broken, well, words, gone.sha256])] == [well]
    with pytest.raises(AssetError, match="director doctor"):
        looks.thumb(broken)
    with pytest.raises(AssetError, match="missing"):
        looks.thumb(gone.sha256)
    with pytest.raises(AssetError, match="open the file itself"):
        looks.thumb(words)
    with pytest.raises(AssetError, match="no film"):
        looks.strip(well)
    with pytest.raises(AssetError):
        looks.wave(well)


def test_many_threads_asking_at_once_have_it_made_once(workspace: Workspace, looks: Looks, monkeypatch: pytest.MonkeyPatch) -> None:
    made = counted(monkeypatch, slow=0.05)
    hashes = stored(workspace, 4)
    together = threading.Barrier(8)

    def ask() -> list[str]:
        together.wait()
        return [look.path for look in looks.thumbs(hashes, 320)]

    with ThreadPoolExecutor(8) as threads:
        answers = [each.result() for each in [threads.submit(ask) for _ in range(8)]]
    assert len({tuple(each) for each in answers}) == 1
    assert len(made) == len(set(made)) == 4


def test_two_processes_do_not_disturb_each_other(workspace: Workspace, looks: Looks) -> None:
    """Two `Looks` share nothing but the folder, as two processes do."""
    hashes = stored(workspace, 12)
    other = Looks(workspace, Pool(workers=1))
    try:
        with ThreadPoolExecutor(2) as threads:
            both = [threads.submit(each.thumbs, hashes, 160) for each in (looks, other)]
        assert both[0].result() == both[1].result()
    finally:
        other.close()
    assert not list((workspace.folder / "cache" / "looks").rglob("*.part"))


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[: len(data) // 2], lambda data: data[:-1] + b"\0"])
def test_what_was_cut_short_on_disk_is_made_again(
    workspace: Workspace, looks: Looks, film: bytes, damage: Callable[[bytes], bytes]
) -> None:
    sha256 = workspace.assets.add_bytes(film, "video/mp4").sha256
    thumb, strip, wave = looks.thumb(sha256), looks.strip(sha256), looks.wave(sha256)
    whole = {path: path.read_bytes() for path in (workspace.folder / "cache" / "looks").rglob("*") if path.is_file()}
    assert len(whole) == 3
    for path, data in whole.items():
        path.write_bytes(damage(data))
    assert (looks.thumb(sha256), looks.strip(sha256), looks.wave(sha256)) == (thumb, strip, wave)
    assert {path: path.read_bytes() for path in whole} == whole


def test_a_wave_that_was_tampered_with_is_made_again(workspace: Workspace, looks: Looks, film: bytes) -> None:
    sha256 = workspace.assets.add_bytes(film, "video/mp4").sha256
    wave = looks.wave(sha256)
    (path,) = (workspace.folder / "cache" / "looks").rglob("*.json")
    for text in ("[]", "{}", "[1, 200]", '["a"]', "[true", "null"):
        path.write_text(text)
        assert looks.wave(sha256) == wave


def test_what_gc_deletes_is_made_again_when_it_is_read(workspace: Workspace, looks: Looks, film: bytes) -> None:
    sha256 = workspace.assets.add_bytes(film, "video/mp4").sha256
    thumb, strip = looks.thumb(sha256), looks.strip(sha256)
    before = thumb.read(), strip.read()
    workspace.settings.set("kept", sha256)
    for path in (workspace.folder / "cache").rglob("*"):
        os.utime(path, (1, 1))
    found = garbage(workspace)
    assert len(found.paths) == 2 and collect(workspace, found) > 0
    assert not (workspace.folder / thumb.path).exists()
    assert (thumb.read(), strip.read()) == before


def test_a_full_disk_is_said(workspace: Workspace, looks: Looks, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = stored(workspace, 1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(module.os, "replace", full)
        with pytest.raises(WorkspaceError, match="full"):
            looks.thumb(one)
    assert not list((workspace.folder / "cache" / "looks").rglob("*.part"))
    assert looks.thumb(one).read()


# Drawings


def drawing(workspace: Workspace, data: bytes) -> Asset:
    return workspace.assets.add_bytes(data, "image/svg+xml")


def test_a_drawing_that_takes_its_process_down_is_said_and_the_next_is_drawn(workspace: Workspace, looks: Looks) -> None:
    chain = "".join(f'<g id="a{n + 1}"><use href="#a{n}"/></g>' for n in range(200))
    hostile = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g id="a0"/>{chain}<use href="#a200"/></svg>'
    bad, good = drawing(workspace, hostile.encode()), drawing(workspace, SQUARE)
    assert [look.sha256 for look in looks.thumbs([bad.sha256, good.sha256], 160)] == [good.sha256]
    with pytest.raises(AssetError, match=r"PNG and use that\.$"):
        looks.thumb(bad.sha256, 160)


def test_a_drawing_that_never_ends_is_given_up(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.media import work

    pool = Pool(workers=1)
    looks = Looks(workspace, pool, patience=0.5)
    one = drawing(workspace, SQUARE)
    pool.submit(work.double, 1).result(30)
    submit = pool.submit
    monkeypatch.setattr(pool, "submit", lambda *_: submit(work.sleep, 600.0))
    with pytest.raises(AssetError, match="too long"):
        looks.thumb(one.sha256)
    monkeypatch.undo()
    assert pool.submit(work.double, 2).result(30) == 4, "a fresh worker"
    looks.close()


# The order of work


def test_the_newest_wish_is_fulfilled_first_and_never_more_than_a_few_at_once() -> None:
    newest = Newest(2, "test")
    done: list[int] = []
    held, begun, running, most = threading.Event(), threading.Semaphore(0), [0], [0]
    lock = threading.Lock()

    def work(number: int) -> int:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        begun.release()
        held.wait(20)
        with lock:
            running[0] -= 1
            done.append(number)
        return number

    first = [newest.ask(number, lambda number=number: work(number)) for number in range(2)]
    begun.acquire(), begun.acquire()
    later = [newest.ask(number, lambda number=number: work(number)) for number in range(2, 50)]
    again = newest.ask(5, lambda: work(5))
    assert again is later[3]
    held.set()
    assert [each.result(20) for each in [*first, *later]] == list(range(50))
    assert most[0] == 2 and len(done) == 50
    order = [number for number in done if number > 1]
    assert order.index(5) <= 2 and order.index(49) <= 3 and order.index(2) >= 45
    newest.close()


def test_what_waits_when_it_is_closed_fails_at_once() -> None:
    newest = Newest(1, "test")
    held, begun = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        held.wait(20)
        return "made"

    running = newest.ask("a", work)
    assert begun.wait(20)
    waiting = newest.ask("b", lambda: "never")
    closing = threading.Thread(target=newest.close)
    closing.start()
    with pytest.raises(WorkspaceError):
        waiting.result(20)
    held.set()
    closing.join(20)
    assert running.result(1) == "made"
    with pytest.raises(WorkspaceError, match="open it again"):
        newest.ask("c", lambda: "never")


def test_a_wish_that_failed_may_be_asked_again() -> None:
    newest = Newest(1, "test")
    answers = iter([AssetError("broken; try again."), None])

    def work() -> str:
        if error := next(answers):
            raise error
        return "made"

    with pytest.raises(AssetError):
        newest.ask("a", work).result(20)
    assert newest.ask("a", work).result(20) == "made"
    newest.close()
