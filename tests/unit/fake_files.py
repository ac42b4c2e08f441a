"""A server of files that misbehaves on request, on the loopback device."""

from __future__ import annotations

import os
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from tests.unit.serving import Quiet, serving

#: Status and header fields; the body of a response to GET is as long as they say.
Answer = tuple[int, dict[str, str]]
OK: Answer = (200, {"Content-Type": "image/tiff", "Content-Length": "1000"})


@dataclass
class FakeFiles:
    """Answers by path; a function is told the method and how often the path has been asked for."""

    answers: dict[str, Answer | Callable[[str, int], Answer]] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    #: Requests that were under way at the same time, at the most.
    busiest: int = 0
    delay: float = 0.0
    address: str = ""
    _busy: int = 0
    _lock: Any = field(default_factory=threading.Lock)
    _asked: Counter[str] = field(default_factory=Counter)

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://")

    def methods(self, path: str) -> list[str]:
        """Return how a path was asked for."""
        return [method for method, asked in self.requests if asked == path]

    def answer(self, method: str, target: str, headers: dict[str, str]) -> Answer:
        path = urlsplit(target).path
        with self._lock:
            self.requests.append((method, path))
            self.headers.append(headers)
            self._asked[path] += 1
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
        try:
            time.sleep(self.delay)
            made = self.answers.get(path, (404, {"Content-Length": "0"}))
            return made(method, self._asked[path]) if callable(made) else made
        finally:
            with self._lock:
                self._busy -= 1


@contextmanager
def served(files: FakeFiles, context: ssl.SSLContext | None = None) -> Iterator[FakeFiles]:
    """Run the server on a free port, with TLS where there is a context."""

    class Handler(Quiet, BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._reply(b"")

        def do_GET(self) -> None:
            self._reply(None)

        def _reply(self, body: bytes | None) -> None:
            status, fields = files.answer(self.command, self.path, dict(self.headers))
            if status == 0:
                self._misbehave(fields["how"])
                return
            self.send_response(status)
            for name, value in fields.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"x" * int(fields.get("Content-Length", "0")) if body is None else body)

        def _misbehave(self, how: str) -> None:
            self.close_connection = True
            if how == "garbage":
                self.wfile.write(b"\x00\xffno http at all\r\n\r\n" * 10)
            elif how == "silence":
                time.sleep(3)
            elif how == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                os.close(self.connection.detach())
            elif how == "drip":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                for _ in range(30):
                    self.wfile.write(b"X-More: and more\r\n")
                    time.sleep(0.1)

    with serving(Handler, context) as files.address:
        yield files
