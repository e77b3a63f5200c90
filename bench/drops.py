"""How often a call is sent and billed when answers get lost on the way, beside fal's own client.

A local fal accepts an order and drops the connection before it answers, as measured on the real service (one client there sent 42
times for 20 calls, and 12 were billed twice). Every third answer is lost, the same for both. The official client runs in a process of
its own, pointed at the same server; ours is the provider as the executor drives it: what is unknown is not sent again.
"""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any

from director_kernel.catalog import load_catalog
from director_kernel.errors import UnknownOutcome
from director_kernel.providers.fal import Fal
from director_kernel.providers.keys import Key, OneKey
from director_kernel.providers.protocol import Request
from director_kernel.schema.plan import Kind

CALLS = 20
EVERY = 3
ENDPOINT = "fal-ai/flux/schnell"
KEY = "bench-drops:aaaaaaaaaaaaaaaaaaaaaaaa"
PEER = """
import sys
import fal_client.client as client
base, endpoint, calls, key = sys.argv[1:]
client.QUEUE_URL_FORMAT = base + "/"
fal = client.SyncClient(key=key)
failed = 0
for number in range(int(calls)):
    try:
        fal.submit(endpoint, {"prompt": f"theirs {number}", "seed": number + 1})
    except Exception as error:
        failed += 1
print("FAILED", failed)
"""


async def ours(url: str) -> int:
    """Submits every call once; how many are unknown by then."""
    fal = Fal(OneKey(Key("fal", KEY)), load_catalog().endpoint, base=url)
    unknown = 0
    for number in range(CALLS):
        facts: dict[str, Any] = {"kind": Kind.TEXT_TO_IMAGE, "model": "flux-schnell", "provider": "fal", "endpoint": ENDPOINT}
        try:
            await fal.submit(Request(prompt=f"ours {number}", seed=number + 1, **facts))
        except UnknownOutcome:
            unknown += 1
    await fal.close()
    return unknown


def counted(posts: Iterable[Any]) -> tuple[int, int]:
    """(times sent, calls billed more than once)."""
    posts = list(posts)
    jobs = Counter(post.body["prompt"] for post in posts if post.job)
    return len(posts), sum(1 for times in jobs.values() if times > 1)


def run() -> list[dict[str, object]]:
    """One row: submits for the calls, and how many were billed twice."""
    from tests.servers.fal import FalServer

    rows = []
    with FalServer(seconds=0) as server:
        for number in range(0, CALLS, EVERY):
            for who in ("ours", "theirs"):
                server.script("accept-drop", match=f"{who} {number}", times=1)
        unknown = asyncio.run(ours(server.url))
        mine = counted(server.posts())
        before = len(server.posts())
        done = subprocess.run(
            [sys.executable, "-c", PEER, server.url, ENDPOINT, str(CALLS), KEY], capture_output=True, text=True, timeout=300
        )
        assert "FAILED 0" in done.stdout, done.stdout + done.stderr[-2000:]
        theirs = counted(server.posts()[before:])
    rows.append(
        {
            "what": f"submits for {CALLS} calls, {unknown} answers lost (billed twice)",
            "ours": f"{mine[0]} ({mine[1]})",
            "peer": f"fal-client {theirs[0]} ({theirs[1]})",
            "ratio": mine[0] / CALLS,
            "aim": "<= 1",
        }
    )
    return rows
