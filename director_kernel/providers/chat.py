"""Chat models of every service behind one name: who serves it, what it is called there, what it can do, and how it wants to be asked.

pydantic_ai is imported when a model is first opened, not before: a workspace without a key never pays for it.
"""

import asyncio
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from director_kernel.errors import StudioError
from director_kernel.providers.chat_stream import Dialect
from director_kernel.providers.http import base_url, client
from director_kernel.providers.keys import Pool

if TYPE_CHECKING:
    import httpx
    from pydantic_ai.models import Model
    from pydantic_ai.settings import ModelSettings

    from director_kernel.providers.chat_line import Line, Sleep

SERVICES = ("openrouter", "openai", "anthropic", "moonshot", "yunwu", "local")
MAX_TOKENS = 4_096
"""Always sent. Without it OpenRouter reserves credit for the longest answer the model could give, and refuses accounts that have less."""
SILENT = 60.0
"""Seconds without a byte before an answer counts as dropped. Comments are bytes: a model that thinks is not silent."""


@dataclass(frozen=True)
class ChatModel:
    """A chat model for one role. `model_id` is what the service calls it; `name` what a person calls it."""

    service: str
    model_id: str
    temperature: float | None = None
    max_tokens: int = MAX_TOKENS
    vision: bool = False
    tools: bool = True
    name: str = ""
    api: Literal["chat", "responses"] = "chat"
    """`responses` is OpenAI's newer protocol; OpenRouter speaks it too."""

    @property
    def shown(self) -> str:
        return self.name or self.model_id

    @property
    def dialect(self) -> Dialect:
        if self.service == "anthropic":
            return Dialect.MESSAGES
        return Dialect.RESPONSES if self.api == "responses" else Dialect.CHAT


@dataclass(frozen=True)
class Habit:
    """What a family of models at one service insists on. `models` are beginnings of their ids."""

    service: str
    models: tuple[str, ...]
    temperature: float


HABITS = (
    # "invalid temperature: only 1 is allowed for this model", HTTP 400: https://platform.kimi.ai/docs/guide/use-thinking-models
    Habit("moonshot", ("kimi-k2.5", "kimi-k2.6", "kimi-k2.7", "kimi-k3"), temperature=1.0),
)


class Chats:
    """Opens chat models. One HTTP client for all of them, on the engine's loop; `pools` finds the keys of a service, when one is sent.

    `transport` stands in for the network, `sleep` for waiting.
    """

    def __init__(
        self,
        pools: Callable[[str], Pool],
        *,
        transport: "httpx.AsyncBaseTransport | None" = None,
        sleep: "Sleep" = asyncio.sleep,
        silent: float = SILENT,
    ) -> None:
        self._pools = pools
        self._transport = transport
        self._sleep = sleep
        self._silent = silent
        self._client: httpx.AsyncClient | None = None

    def open(self, model: ChatModel, *, once: bool = False) -> "tuple[Model[Any], Line]":
        """The model as pydantic_ai drives it, for one turn, and the line it speaks on. Raises StudioError, NoKey.

        `once`: what fails is not sent again, except with another key.
        """
        import httpx2

        from director_kernel.providers.chat_line import TRIES, Line

        where = self._where(model)
        if self._client is None:
            self._client = client(transport=self._transport, read=self._silent)
        line = Line(self._client, self._pools(model.service), model.shown, model.dialect, sleep=self._sleep, tries=1 if once else TRIES)
        # No key and no clock of its own: both are the line's. Proxies are the inner client's business.
        http = httpx2.AsyncClient(transport=line, timeout=None, follow_redirects=False, trust_env=False)
        from pydantic_ai.exceptions import UserError

        try:
            return _built(model, where, http), line
        except UserError as error:
            # OpenRouter's ids have a vendor before the slash; the library says so in its own words.
            raise StudioError(f"{model.service} has no model {model.model_id!r} ({error}); choose one with director brain") from error

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _where(self, model: ChatModel) -> str:
        if model.service not in SERVICES:
            raise StudioError(f"{model.service} is no chat service; choose one of {', '.join(SERVICES)}")
        where = base_url(model.service)
        if not where:
            raise StudioError(f"nobody said where the {model.service} server is; set DIRECTOR_{model.service.upper()}_BASE_URL")
        # Anthropic's SDK adds /v1 itself.
        return where.removesuffix("/v1") if model.dialect is Dialect.MESSAGES else where


def settings_for(model: ChatModel, opened: "Model[Any]", *, tools: bool) -> "ModelSettings":
    """How `model` is asked: its temperature where it takes one, its longest answer always, and caching of what never changes."""
    settings: dict[str, Any] = {"max_tokens": model.max_tokens, "cache": {"messages": False}}
    temperature = temperature_of(model, opened)
    if temperature is not None:
        settings["temperature"] = temperature
    if model.service == "openrouter" and tools:
        # Else a provider that knows no tools would be taken, and drop them without a word.
        settings["openrouter_provider"] = {"require_parameters": True}
    return settings  # type: ignore[return-value]


def temperature_of(model: ChatModel, opened: "Model[Any]") -> float | None:
    """The temperature that is sent, None where the model takes none: those that reason refuse it."""
    for habit in HABITS:
        if model.service == habit.service and model.model_id.startswith(habit.models):
            return habit.temperature
    profile: Any = opened.profile
    reasons = profile.get("thinking_always_enabled", False) or profile.get("thinking_enabled_by_default", False)
    if profile.get("anthropic_disallows_sampling_settings", False) or (profile.get("openai_supports_reasoning", False) and reasons):
        return None
    return model.temperature


def _built(model: ChatModel, where: str, http: Any) -> "Model[Any]":
    """pydantic_ai's model for a service. Its SDKs get a word in place of a key and don't retry: both are the line's business."""
    if model.service == "anthropic":
        from anthropic import AsyncAnthropic
        from pydantic_ai.models.anthropic import AnthropicModel
        from pydantic_ai.providers.anthropic import AnthropicProvider

        # The SDK warns of models with an end in sight. What takes their place is in the catalog, and said there.
        warnings.filterwarnings("ignore", "The model '.*' is deprecated", DeprecationWarning)
        speaker = AsyncAnthropic(api_key="kept-elsewhere", base_url=where, http_client=http, max_retries=0)
        return AnthropicModel(model.model_id, provider=AnthropicProvider(anthropic_client=speaker))
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel

    openai = AsyncOpenAI(api_key="kept-elsewhere", base_url=where, http_client=http, max_retries=0)
    if model.service == "openrouter":
        from pydantic_ai.models.openrouter import OpenRouterModel
        from pydantic_ai.providers.openrouter import OpenRouterProvider

        if model.api == "chat":
            return OpenRouterModel(model.model_id, provider=OpenRouterProvider(openai_client=openai))
        return OpenAIResponsesModel(model.model_id, provider=OpenRouterProvider(openai_client=openai))
    return (OpenAIResponsesModel if model.api == "responses" else OpenAIChatModel)(model.model_id, provider=_provider(model, openai))


def _provider(model: ChatModel, openai: Any) -> Any:
    if model.service == "openai":
        from pydantic_ai.providers.openai import OpenAIProvider

        return OpenAIProvider(openai_client=openai)
    if model.service == "moonshot":
        from pydantic_ai.providers.moonshotai import MoonshotAIProvider

        return MoonshotAIProvider(openai_client=openai)
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    def profile(name: str) -> Any:
        # What copies of OpenAI's API know is its first form.
        known: dict[str, Any] = dict(OpenAICompatibleProvider.model_profile(name) or {})
        return OpenAIModelProfile(**{**known, "openai_chat_supports_max_completion_tokens": False})  # type: ignore[typeddict-item]

    return OpenAICompatibleProvider(model.service, openai_client=openai, profile=profile)
