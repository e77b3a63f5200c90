"""What chat models cost before one is used: nothing. And that the local service's director plans what can be made."""

import subprocess
import sys

from director_kernel.catalog import load_catalog
from director_kernel.engine.planner import finish
from tests.servers.chat_answers import plan_for

HEAVY = ("pydantic_ai", "openai", "anthropic", "httpx2", "httpx", "genai_prices", "cv2")


def test_nothing_of_it_is_imported_until_a_chat_model_is_used() -> None:
    code = (
        "import sys; from director_kernel.providers.director_agent import Ask, ChatModel, DirectorAgent; "
        "from director_kernel.providers.chat import Chats; DirectorAgent(Chats(lambda name: None)); Ask(ChatModel('local', 'm'), (), 'x'); "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_the_plan_of_the_local_service_can_be_made() -> None:
    catalog = load_catalog()
    for brief in ("A 15 s film of a fox in snow, 9:16", "a perfume bottle", "60 seconds of Paris, 16:9"):
        finished = finish(plan_for(brief), catalog)
        assert finished.plan is not None and finished.plan.price > 0
        assert [fault for fault in finished.faults if not fault.mended] == []
