"""Where fal is: its hosts, the one that stands in for them all, and which addresses get the key."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from director_kernel.providers import http

QUEUE = "https://queue.fal.run"
REST = "https://rest.fal.ai"
API = "https://api.fal.ai"
_OURS = ("fal.run", "fal.ai", "falrun.com")
"""Domains of its API; falrun.com is what its own client falls back to."""
_MEDIA = ("fal.media", "fal.ai", "fal.run", "storage.googleapis.com")
"""Domains of its files; older models leave theirs in a bucket of Google's."""
MORE_MEDIA = "DIRECTOR_FAL_MEDIA_HOSTS"


@dataclass(frozen=True)
class Hosts:
    """`stand_in` is the base URL that stands for all hosts with their paths unchanged; "": the real ones."""

    stand_in: str = ""

    @property
    def queue(self) -> str:
        return self.stand_in or QUEUE

    @property
    def rest(self) -> str:
        return self.stand_in or REST

    @property
    def api(self) -> str:
        return f"{self.stand_in or API}/v1"

    def may_have_key(self, url: object) -> bool:
        """Whether the address is the API's own: only then a key is sent there."""
        return isinstance(url, str) and self._within(url, _OURS)

    def may_have_files(self, url: str) -> bool:
        """Whether files are fetched from there and sent there, always without a key. `DIRECTOR_FAL_MEDIA_HOSTS` names more hosts."""
        named = [name.strip().lower() for name in os.environ.get(MORE_MEDIA, "").split(",") if name.strip()]
        return self._within(url, _MEDIA) or http.host_of(url) in {name if ":" in name else f"{name}:443" for name in named}

    def _within(self, url: str, domains: tuple[str, ...]) -> bool:
        host = http.host_of(url)
        if self.stand_in:
            return bool(host) and host == http.host_of(self.stand_in)
        name, _, port = host.rpartition(":")
        secure = urlsplit(url).scheme == "https" and port == "443"
        return secure and any(name == domain or name.endswith(f".{domain}") for domain in domains)

    def urls(self, endpoint: str, request: str) -> dict[str, str]:
        """The addresses of a job that is known by its id only: they keep the first two segments of the endpoint (recorded)."""
        base = f"{self.queue}/{'/'.join(endpoint.split('/')[:2])}/requests/{request}"
        return {"response_url": base, "status_url": f"{base}/status", "cancel_url": f"{base}/cancel"}
