"""The offline studio through its protocol: submit, poll, fetch, cancel; a restart; a cluster; what goes wrong."""

import asyncio
import errno
import hashlib
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from director_kernel.errors import NotAccepted, OutputLost, WorkspaceError
from director_kernel.media.probe import gray, probe
from director_kernel.providers.previs import Previs, ticket_id
from director_kernel.providers.protocol import InputFile, JobState, JobStatus, Output, Provider, Request
from director_kernel.schema.asset import Asset
from director_kernel.schema.plan import Kind, Role
from director_kernel.schema.slots import Movement, ShotSize, Slots

SLOTS = Slots(shot_size=ShotSize.WS, setting="sea", subject="a lighthouse", movement=Movement.PUSH_IN)


@asynccontextmanager
async def studio() -> AsyncIterator[Previs]:
    """A studio on threads: quick to start, the same calls."""
    with ThreadPoolExecutor(2) as threads:
        made = Previs(threads)
        try:
            yield made
        finally:
            await made.close()


def run(test: Callable[[Previs], Coroutine[object, object, None]]) -> None:
    async def inside() -> None:
        async with studio() as made:
            await test(made)

    asyncio.run(inside())


def request(kind: Kind = Kind.TEXT_TO_IMAGE, **changes: object) -> Request:
    fields = {
        "kind": kind,
        "model": "any",
        "provider": "previs",
        "width": 160,
        "height": 90,
        "fps": 12,
        "seed": 3,
        "slots": SLOTS,
    } | changes
    return Request(**fields)  # type: ignore[arg-type]


async def done(made: Provider, wanted: Request) -> JobStatus:
    ticket = await made.submit(wanted)
    for _ in range(2000):
        status = await made.poll(ticket, wanted)
        if status.state is not JobState.RUNNING:
            return status
        await asyncio.sleep(0.01)
    raise TimeoutError("the drawing never ended")


async def outputs(made: Provider, wanted: Request, folder: Path) -> tuple[Output, ...]:
    status = await done(made, wanted)
    assert (status.state, status.progress, status.actual) == (JobState.DONE, 1.0, 0), status.message
    return await made.fetch(await made.submit(wanted), wanted, folder)


def as_input(output: Output, role: Role = Role.START_IMAGE) -> InputFile:
    digest = hashlib.sha256(output.path.read_bytes()).hexdigest()
    asset = Asset(sha256=digest, mime=output.mime, bytes=output.path.stat().st_size, suffix=output.path.suffix)
    return InputFile(role=role, asset=asset, path=output.path)


def test_an_image_then_a_clip_of_it(tmp_path: Path) -> None:
    async def test(made: Previs) -> None:
        picture, layers = await outputs(made, request(), tmp_path)
        assert (picture.role, picture.mime, picture.width, picture.height) == ("main", "image/png", 160, 90)
        assert picture.sha256 == hashlib.sha256(picture.path.read_bytes()).hexdigest()
        assert layers.path.read_text().startswith("<svg")
        clip, poster = await outputs(made, request(Kind.IMAGE_TO_VIDEO, duration=0.5, inputs=(as_input(picture),)), tmp_path)
        assert (clip.mime, clip.duration, clip.fps, poster.role) == ("video/mp4", 0.5, 12, "poster")
        assert probe(clip.path).frames == 6
        assert clip.meta["studio"] == "previs"

    run(test)


def test_the_same_request_is_the_same_ticket_and_the_same_bytes_after_a_restart(tmp_path: Path) -> None:
    wanted = request(Kind.TEXT_TO_VIDEO, duration=0.5)

    async def make(made: Previs, name: str) -> bytes:
        folder = tmp_path / name
        folder.mkdir()
        return (await outputs(made, wanted, folder))[0].path.read_bytes()

    async def lost(made: Previs) -> None:
        ticket = await made.submit(wanted)
        before = await make(made, "before")
        async with studio() as restarted:  # it never heard of the ticket
            for _ in range(2000):
                if (await restarted.poll(ticket, wanted)).state is JobState.DONE:
                    break
                await asyncio.sleep(0.01)
            after = (await restarted.fetch(ticket, wanted, tmp_path))[0].path.read_bytes()
        assert before == after

    run(lost)


def test_a_ticket_names_what_decides_the_output_and_nothing_else(tmp_path: Path) -> None:
    def with_path(name: str) -> Request:
        asset = Asset(sha256="0" * 64, mime="image/png", bytes=1, suffix=".png")
        return request(inputs=(InputFile(role=Role.REFERENCE, asset=asset, path=tmp_path / name),))

    assert ticket_id(with_path("a")) == ticket_id(with_path("b")) != ticket_id(request())
    assert len({ticket_id(request(take=take, seed=seed)) for take in (1, 2) for seed in (1, 2)}) == 4


@pytest.mark.parametrize(
    "kind", [Kind.SPEECH, Kind.MUSIC, Kind.SOUND_EFFECT, Kind.TEXT, Kind.MANUAL, Kind.UPSCALE, Kind.IMAGE_EDIT], ids=str
)
def test_every_other_kind_is_made_too(kind: Kind, tmp_path: Path) -> None:
    async def test(made: Previs) -> None:
        seconds = {"duration": 1.0} if kind in (Kind.MUSIC, Kind.SOUND_EFFECT) else {}
        main = (await outputs(made, request(kind, prompt="surf and wind, calm", **seconds), tmp_path))[0]
        assert main.path.stat().st_size > 20
        assert main.mime.split("/")[0] == {"chat": "text"}.get(kind.type, kind.type)

    run(test)


def test_what_nobody_draws_and_what_is_gone_is_not_accepted(tmp_path: Path) -> None:
    async def test(made: Previs) -> None:
        with pytest.raises(NotAccepted):
            await made.submit(request(Kind.ASSEMBLE))
        asset = Asset(sha256="0" * 64, mime="image/png", bytes=1, suffix=".png")
        gone = InputFile(role=Role.START_IMAGE, asset=asset, path=tmp_path / "gone.png")
        with pytest.raises(NotAccepted, match="director doctor"):
            await made.submit(request(Kind.IMAGE_TO_VIDEO, inputs=(gone,)))

    run(test)


def test_a_failed_drawing_says_why_and_may_be_tried_again(tmp_path: Path) -> None:
    async def test(made: Previs) -> None:
        path = tmp_path / "bad.png"
        path.write_bytes(b"not a picture")
        asset = Asset(sha256="0" * 64, mime="image/png", bytes=13, suffix=".png")
        wanted = request(Kind.IMAGE_TO_VIDEO, duration=0.5, inputs=(InputFile(role=Role.START_IMAGE, asset=asset, path=path),))
        status = await done(made, wanted)
        assert (status.state, status.actual) == (JobState.FAILED, 0)
        assert "director retry" in status.message
        path.write_bytes((await outputs(made, request(), tmp_path))[0].path.read_bytes())
        assert (await done(made, wanted)).state is JobState.DONE

    run(test)


def test_progress_is_told_and_a_cancelled_drawing_stops(tmp_path: Path) -> None:
    async def test(made: Previs) -> None:
        wanted = request(Kind.TEXT_TO_VIDEO, duration=60.0, width=320, height=180, fps=24)
        ticket = await made.submit(wanted)
        shares = []
        for _ in range(3000):
            shares.append((await made.poll(ticket, wanted)).progress)
            if shares[-1] > 0.02:
                break
            await asyncio.sleep(0.01)
        assert 0.02 < shares[-1] < 1
        assert shares == sorted(shares)
        assert (await made.cancel(ticket, wanted)).state is JobState.CANCELLED
        assert (await made.poll(ticket, wanted)).state is JobState.CANCELLED
        with pytest.raises(OutputLost):
            await made.fetch(ticket, wanted, tmp_path)
        short = request(duration=0.1)
        assert (await done(made, short)).state is JobState.DONE

    run(test)


def test_a_cancelled_step_may_be_submitted_again(tmp_path: Path) -> None:
    async def test(made: Previs) -> None:
        wanted = request(Kind.TEXT_TO_VIDEO, duration=0.5)
        await made.cancel(await made.submit(wanted), wanted)
        assert (await done(made, wanted)).state is JobState.DONE

    run(test)


def test_a_full_disk_is_a_workspace_error_and_the_drawing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def test(made: Previs) -> None:
        wanted = request()
        await done(made, wanted)
        with monkeypatch.context() as disk, pytest.raises(WorkspaceError, match="director resume"):
            disk.setattr(Path, "write_bytes", full)
            await made.fetch(await made.submit(wanted), wanted, tmp_path)
        assert await made.fetch(await made.submit(wanted), wanted, tmp_path)

    run(test)


def test_worker_processes_make_the_same_bytes(tmp_path: Path) -> None:
    async def test(made: Previs) -> None:
        wanted = request(Kind.TEXT_TO_VIDEO, duration=0.5)
        (tmp_path / "a").mkdir()
        here = (await outputs(made, wanted, tmp_path))[0].path.read_bytes()
        elsewhere = Previs(workers=1)
        try:
            assert (await outputs(elsewhere, wanted, tmp_path / "a"))[0].path.read_bytes() == here
        finally:
            await elsewhere.close()

    run(test)


def test_takes_of_a_clip_differ(tmp_path: Path) -> None:
    async def test(made: Previs) -> None:
        films = []
        for take in (1, 2):
            folder = tmp_path / str(take)
            folder.mkdir()
            films.append(gray((await outputs(made, request(Kind.TEXT_TO_VIDEO, duration=0.25, take=take), folder))[0].path)[0].astype(int))
        assert abs(films[0] - films[1]).mean() > 2

    run(test)


def test_the_provider_is_loaded_without_what_draws() -> None:
    code = "import sys, director_kernel.providers.previs as p; p.Previs(); print(sorted({'numpy', 'cv2', 'av', 'PIL'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_it_is_a_provider_with_a_renderer() -> None:
    made: Provider = Previs(ThreadPoolExecutor(1))
    assert made.name == "previs"
    assert made.concurrency >= 2
    assert Previs().renderer.count("+") == 2
