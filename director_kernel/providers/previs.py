"""The offline studio: every step as an animatic, at price 0, through the same protocol the paid providers speak.

A ticket is the request's own hash: after a restart the same ticket simply renders again, for the drawing is deterministic and free.
Pixels and sound are made in worker processes (or on any executor given), watched through a meter file and stopped through it, too.
"""

import asyncio
import hashlib
import json
import shutil
import tempfile
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from director_kernel.errors import DirectorError, NotAccepted, OutputLost
from director_kernel.media import meter
from director_kernel.media.disk import disk_errors
from director_kernel.media.order import Material, Order, Piece
from director_kernel.media.pool import Pool
from director_kernel.media.remote import render
from director_kernel.media.size import LONG_SIDE, frame_size, within
from director_kernel.providers.protocol import JobState, JobStatus, Output, Request, Ticket
from director_kernel.schema.plan import Kind

NAME = "previs"
_LONGEST_STILL = 2560
_SECONDS = {"video": 5.0, "audio": 5.0}


@dataclass
class _Job:
    """A render in flight or done."""

    task: asyncio.Task[tuple[Piece, ...]]
    meter: Path | None
    stopped: bool = False


def ticket_id(request: Request) -> str:
    """The same name for the same order, whenever and wherever it is asked for; where its files lie doesn't matter."""
    wire = request.wire()
    for file in wire.get("inputs", []):
        file.pop("path", None)
        file["asset"] = file["asset"]["sha256"]
    return "previs-" + hashlib.sha256(json.dumps(wire, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def _sized(request: Request) -> tuple[int, int]:
    """The frame to draw: the request's own, but an animatic is never larger than it has to be seen."""
    width, height = request.width, request.height
    if width <= 0 or height <= 0:
        return frame_size(request.aspect)
    return within(width, height, _LONGEST_STILL if request.kind.media == "image" else LONG_SIDE)


def order_for(request: Request, meter: str = "", renderer: str = "") -> Order:
    """The request as a worker understands it: files read, size and length made whole. Raises OSError when an input can't be read."""
    width, height = _sized(request)
    materials = tuple(Material(file.role, file.asset.mime, file.path.read_bytes(), dict(file.asset.meta)) for file in request.inputs)
    return Order(
        kind=request.kind,
        width=width,
        height=height,
        seed=request.seed,
        take=request.take,
        fps=float(request.fps or 24),
        # The move is timed for what the reel uses, not for what a provider would bill.
        seconds=request.use_seconds or request.duration or _SECONDS.get(request.kind.media, 0.0),
        prompt=request.prompt,
        options=dict(request.options),
        slots=request.slots,
        slate=dict(request.slate),
        materials=materials,
        meter=meter,
        renderer=renderer,
    )


class Previs:
    """The offline studio as a provider. `executor`: where pixels are made; by default worker processes, started when first used.

    `workers` is how many jobs those do at once. `local`: an order that may have been lost is simply drawn again.
    """

    name = NAME
    local = True

    def __init__(self, executor: Executor | None = None, *, workers: int | None = None) -> None:
        self._pool = Pool(executor, workers=workers)
        self.concurrency = self._pool.workers + 1
        self._jobs: dict[str, _Job] = {}
        self._scratch: Path | None = None

    @property
    def pool(self) -> Pool:
        """Where pixels are made, to be shared by whoever joins the clips."""
        return self._pool

    @cached_property
    def renderer(self) -> str:
        """The version of everything that decides a picture or a sound: part of a previs request."""
        from director_kernel.media import studio

        return studio.RENDERER

    async def submit(self, request: Request) -> Ticket:
        """Starts drawing. Raises NotAccepted for kinds nobody draws and inputs that aren't there."""
        if request.kind is Kind.ASSEMBLE:
            raise NotAccepted("an assembly isn't drawn: the director joins the clips itself; run the plan.", provider=NAME, billed=False)
        missing = next((file.path for file in request.inputs if not file.path.is_file()), None)
        if missing is not None:
            raise NotAccepted(f"the input {missing} is gone; `director doctor` finds damaged assets.", provider=NAME, billed=False)
        ticket = Ticket(provider=NAME, id=ticket_id(request))
        known = self._jobs.get(ticket.id)
        if known is not None and (known.stopped or _broke(known.task)):
            self._forget(ticket)
        self._job(ticket, request)
        return ticket

    def _job(self, ticket: Ticket, request: Request) -> _Job:
        """The job of this ticket, started if this process doesn't know it (a restart, or a cluster that lost it)."""
        job = self._jobs.get(ticket.id)
        if job is None:
            path = self._meter(ticket.id)
            job = _Job(asyncio.create_task(self._make(request, path), name=ticket.id), path)
            self._jobs[ticket.id] = job
        return job

    def _meter(self, name: str) -> Path | None:
        """A progress file for the job; none when the temporary folder has no room: the step is drawn all the same."""
        try:
            if self._scratch is None:
                self._scratch = Path(tempfile.mkdtemp(prefix="director-previs-"))
            path = self._scratch / name
            meter.begin(path)
        except OSError:
            return None
        return path

    async def _make(self, request: Request, path: Path | None) -> tuple[Piece, ...]:
        order = await asyncio.to_thread(order_for, request, str(path or ""), self.renderer)
        return await self._pool.run(render, order)

    async def poll(self, ticket: Ticket, request: Request) -> JobStatus:
        """How far the drawing is. Never raises: what went wrong is the status's message."""
        job = self._job(ticket, request)
        await asyncio.sleep(0)
        if not job.task.done():
            return JobStatus(state=JobState.RUNNING, progress=meter.share(job.meter) if job.meter else 0.0)
        return self._ended(job)

    @staticmethod
    def _ended(job: _Job) -> JobStatus:
        if job.task.cancelled() or job.stopped:
            return JobStatus(state=JobState.CANCELLED, actual=0)
        error = job.task.exception()
        if error is None:
            return JobStatus(state=JobState.DONE, progress=1.0, actual=0)
        told = (
            error.message
            if isinstance(error, DirectorError)
            else f"the drawing broke off ({type(error).__name__}: {error}); `director retry`."
        )
        return JobStatus(state=JobState.FAILED, message=told, actual=0)

    async def fetch(self, ticket: Ticket, request: Request, folder: Path) -> tuple[Output, ...]:
        """Writes the files into `folder`, the main one first. Raises what the drawing raised, OutputLost when it was cancelled,
        WorkspaceError for the disk."""
        job = self._job(ticket, request)
        try:
            pieces = await asyncio.shield(job.task)
        except asyncio.CancelledError:
            if not job.task.cancelled():
                raise
            raise OutputLost("the step was cancelled; run it again.", provider=NAME, billed=False) from None
        outputs = await asyncio.to_thread(self._write, pieces, folder, ticket.id)
        self._forget(ticket)
        return outputs

    @staticmethod
    def _write(pieces: tuple[Piece, ...], folder: Path, name: str) -> tuple[Output, ...]:
        outputs: list[Output] = []
        with disk_errors("Saving what was drawn", folder):
            for piece in pieces:
                path = folder / f"{name}.{piece.role}{piece.suffix}"
                path.write_bytes(piece.data)
                outputs.append(_output(piece, path))
        return tuple(outputs)

    def _forget(self, ticket: Ticket) -> None:
        job = self._jobs.pop(ticket.id, None)
        if job is not None and job.meter is not None:
            job.meter.unlink(missing_ok=True)

    async def cancel(self, ticket: Ticket, request: Request) -> JobStatus:
        """Stops the drawing; what is done already stays done."""
        job = self._jobs.get(ticket.id)
        if job is None:
            return JobStatus(state=JobState.CANCELLED, actual=0)
        if job.task.done():
            return self._ended(job)
        job.stopped = True
        if job.meter is not None:
            meter.stop(job.meter)
        job.task.cancel()
        return JobStatus(state=JobState.CANCELLED, actual=0)

    async def close(self) -> None:
        """Stops everything in flight and the workers."""
        jobs, self._jobs = list(self._jobs.values()), {}
        for job in jobs:
            if job.meter is not None:
                meter.stop(job.meter)
            job.task.cancel()
        await asyncio.gather(*(job.task for job in jobs), return_exceptions=True)
        await asyncio.to_thread(self._pool.close)
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None


def _broke(task: asyncio.Task[tuple[Piece, ...]]) -> bool:
    """Whether the task ended without its files."""
    return task.done() and (task.cancelled() or task.exception() is not None)


def _output(piece: Piece, path: Path) -> Output:
    return Output(
        path=path,
        mime=piece.mime,
        role=piece.role,
        width=piece.width,
        height=piece.height,
        duration=piece.duration,
        fps=piece.fps,
        meta=dict(piece.meta),
        sha256=hashlib.sha256(piece.data).hexdigest(),
    )
