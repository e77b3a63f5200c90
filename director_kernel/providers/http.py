"""HTTP as every provider here speaks it: where a service is, a client that follows no redirects, and what a dropped call may mean."""

import os
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import ssl

    import httpx

SERVICES: dict[str, str] = {
    "fal": "https://queue.fal.run",
    "replicate": "https://api.replicate.com/v1",
    "openrouter": "https://openrouter.ai/api/v1",
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "moonshot": "https://api.moonshot.ai/v1",
    "yunwu": "https://yunwu.ai/v1",
    "local": "",
}
"""Where each service is; `local` is any OpenAI-compatible server, wherever `DIRECTOR_LOCAL_BASE_URL` says."""
CONNECT = 10.0
"""Seconds to connect, and for a connection of the pool to come free."""
READ = 60.0
"""Seconds without a byte before an answer counts as dropped."""


def base_url(service: str) -> str:
    """The service's base URL without a slash at the end: `DIRECTOR_<SERVICE>_BASE_URL`, else where it really is. "" if nobody said."""
    return os.environ.get(f"DIRECTOR_{service.upper()}_BASE_URL", SERVICES.get(service, "")).rstrip("/")


def stands_in(service: str) -> str:
    """The base URL that stands in for the service, "" where the real one is used: one base then stands for all its hosts."""
    return os.environ.get(f"DIRECTOR_{service.upper()}_BASE_URL", "").rstrip("/")


def host_of(url: str) -> str:
    """`host:port` in lower case, "" for what is no http(s) URL."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return ""
    return f"{parts.hostname}:{port or (443 if parts.scheme == 'https' else 80)}"


def client(*, transport: "httpx.AsyncBaseTransport | None" = None, read: float = READ, connections: int = 100) -> "httpx.AsyncClient":
    """An HTTP client that never follows redirects (a key must not travel to another host) and never retries by itself."""
    import httpx

    return httpx.AsyncClient(
        transport=transport,
        verify=_trusted(),
        timeout=httpx.Timeout(read, connect=CONNECT, pool=None),
        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
        follow_redirects=False,
    )


@cache
def _trusted() -> "ssl.SSLContext":
    """Who is trusted. Reading it takes longer than many a request, so all clients share it."""
    import httpx

    return httpx.create_ssl_context()
