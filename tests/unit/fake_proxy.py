"""A proxy on the loopback device that leads every name to one server, and remembers what it was asked for."""

from __future__ import annotations

import http.client
import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.unit.serving import Quiet, serving


@dataclass
class FakeProxy:
    """Forwards requests, and tunnels connections, to `target` (host and port); or refuses all with a status."""

    target: str
    refusal: int = 0
    requests: list[tuple[str, str]] = field(default_factory=list)
    credentials: list[str] = field(default_factory=list)
    address: str = ""


@contextmanager
def proxying(proxy: FakeProxy) -> Iterator[FakeProxy]:
    """Run the proxy on a free port."""

    class Handler(Quiet, BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._remember()
            if proxy.refusal:
                self._refuse()
                return
            connection = http.client.HTTPConnection(proxy.target, timeout=10)
            path = "/" + self.path.split("/", 3)[3]
            fields = {name: value for name, value in self.headers.items() if not name.startswith("Proxy-")}
            connection.request(self.command, path, headers=fields)
            reply = connection.getresponse()
            self.send_response(reply.status)
            for name, value in reply.getheaders():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.read())
            connection.close()

        do_HEAD = do_GET  # noqa: N815

        def do_CONNECT(self) -> None:
            self._remember()
            if proxy.refusal:
                self._refuse()
                return
            host, _, port = proxy.target.rpartition(":")
            with socket.create_connection((host, int(port)), 10) as far:
                self.send_response(200)
                self.end_headers()
                self._pass_on(far)
            self.close_connection = True

        def _pass_on(self, far: socket.socket) -> None:
            ends = {self.connection: far, far: self.connection}
            while True:
                for ready in select.select(list(ends), [], [], 10)[0] or [None]:
                    piece = ready.recv(65_536) if ready is not None else b""
                    if not piece:
                        return
                    ends[ready].sendall(piece)

        def _remember(self) -> None:
            proxy.requests.append((self.command, self.path))
            proxy.credentials.append(self.headers.get("Proxy-Authorization", ""))

        def _refuse(self) -> None:
            self.send_response(proxy.refusal)
            self.send_header("Proxy-Authenticate", 'Basic realm="\x1b[31mhush"')
            self.send_header("Content-Length", "0")
            self.end_headers()

    with serving(Handler) as proxy.address:
        yield proxy
