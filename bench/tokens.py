"""What our code costs for each token of a streamed answer, beside the bare openai SDK reading the same bytes.

A server in a process of its own sends one chunk a token, as fast as they are taken: what is measured is the reader's own work, in CPU
seconds of its thread. Ours is all of it: the line with its checks, the SDK below, pydantic-ai, the events and the words given out.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time

from director_kernel.providers.chat import ChatModel, Chats
from director_kernel.providers.chat_ask import Ask
from director_kernel.providers.director_agent import DirectorAgent
from director_kernel.providers.keys import Key, OneKey

TOKENS = 5_000
ROUNDS = 5
SERVER = """
import asyncio, json, sys
TOKENS = int(sys.argv[1])

def event(delta, finish=None, **more):
    chunk = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m",
             "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}
    return b"data: " + json.dumps(chunk).encode() + b"\\n\\n"

EVENTS = [event({"role": "assistant", "content": f"word{i} "}) for i in range(TOKENS)]
USAGE = {"prompt_tokens": 10, "completion_tokens": TOKENS, "total_tokens": TOKENS + 10}
LAST = event({}, "stop") + b"data: " + json.dumps({"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m",
    "choices": [], "usage": USAGE}).encode() + b"\\n\\ndata: [DONE]\\n\\n"

async def answer(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            length = next(int(line.split(b":")[1]) for line in head.split(b"\\r\\n") if line.lower().startswith(b"content-length"))
            await reader.readexactly(length)
            writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Type: text/event-stream\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n")
            for data in [*EVENTS, LAST]:
                writer.write(b"%x\\r\\n%b\\r\\n" % (len(data), data))
                await writer.drain()
            writer.write(b"0\\r\\n\\r\\n")
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()

async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""


async def ours() -> float:
    """CPU microseconds a token, all of our layers."""
    chats = Chats(lambda service: OneKey(Key(service, "sk-bench-0001")))
    agent = DirectorAgent(chats)
    ask = Ask(model=ChatModel("local", "m", max_tokens=100_000, tools=False), briefing=("You direct.",), message="Say much.")
    heard: list[str] = []
    started = time.thread_time()
    answer = await agent.respond(ask, heard.append)
    spent = time.thread_time() - started
    await chats.close()
    assert len(answer.text.split()) == TOKENS and len("".join(heard).split()) == TOKENS, (len(answer.text.split()), len(heard))
    return spent / TOKENS * 1e6


async def theirs() -> float:
    """CPU microseconds a token, the openai SDK alone."""
    from openai import AsyncOpenAI

    sdk = AsyncOpenAI(api_key="sk-bench-0001", base_url=os.environ["DIRECTOR_LOCAL_BASE_URL"], max_retries=0)
    heard: list[str] = []
    started = time.thread_time()
    stream = await sdk.chat.completions.create(
        model="m",
        messages=[{"role": "user", "content": "Say much."}],
        stream=True,
        max_tokens=100_000,
        stream_options={"include_usage": True},
    )
    async for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            heard.append(chunk.choices[0].delta.content)
    spent = time.thread_time() - started
    await sdk.close()
    assert len("".join(heard).split()) == TOKENS
    return spent / TOKENS * 1e6


def run() -> list[dict[str, object]]:
    """One row: CPU a token beside the SDK's."""
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(TOKENS)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    before = os.environ.get("DIRECTOR_LOCAL_BASE_URL")
    os.environ["DIRECTOR_LOCAL_BASE_URL"] = f"http://127.0.0.1:{json.loads(server.stdout.readline())}/v1"
    try:
        asyncio.run(ours())
        asyncio.run(theirs())
        pairs = [(asyncio.run(ours()), asyncio.run(theirs())) for _ in range(ROUNDS)]
    finally:
        server.kill()
        server.wait()
        if before is None:
            del os.environ["DIRECTOR_LOCAL_BASE_URL"]
        else:
            os.environ["DIRECTOR_LOCAL_BASE_URL"] = before
    mine, peer = statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
    return [
        {
            "what": f"a streamed token of {TOKENS}, CPU",
            "ours": f"{mine:.0f} µs",
            "peer": f"openai SDK {peer:.0f} µs",
            "ratio": statistics.median(a / b for a, b in pairs),
            "aim": "",
        }
    ]
