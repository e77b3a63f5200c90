"""A web server that sends exactly the bytes it is told to: right, late, too many, packed, or half."""

import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

Answer = bytes | Callable[[Callable[[bytes], None]], None]
"""The bytes to send, or who sends them piece by piece."""


def answer(body: bytes, type: str = "text/html; charset=utf-8", *, status: str = "200 OK", head: str = "") -> bytes:
    """An HTTP answer."""
    typed = f"Content-Type: {type}\r\n" if type else ""
    return f"HTTP/1.1 {status}\r\n{typed}Content-Length: {len(body)}\r\nConnection: close\r\n{head}\r\n".encode() + body


def redirect(to: str, status: str = "302 Found") -> bytes:
    return answer(b"", status=status, head=f"Location: {to}\r\n")


@dataclass
class Pages:
    """What is served by path, and the heads of the requests that came."""

    port: int
    pages: Mapping[str, Answer]
    asked: list[str] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [head.split(" ")[1] for head in self.asked]


@contextmanager
def serving(pages: Mapping[str, Answer]) -> Iterator[Pages]:
    """A server on this machine for as long as the block lasts."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                line = self.rfile.readline(65_536)
                if not line:
                    return
                head += line
            found.asked.append(head.decode("latin-1"))
            sent = found.pages.get(found.paths[-1].split("?")[0], answer(b"nothing here", status="404 Not Found"))
            try:
                if callable(sent):
                    sent(self.wfile.write)
                else:
                    self.wfile.write(sent)
            except OSError:
                pass  # the reader had enough

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        found = Pages(server.server_address[1], pages)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()
