"""A proxy on loopback that answers for the hosts of schemas, so that every peer has them locally.

Peers fetch over https; the proxy speaks for those hosts with certificates of its own authority,
which the peers are told to trust through the usual environment variables.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import tempfile
import threading
from pathlib import Path

import trustme

HOSTS = ("schemas.stacspec.org", "stac-extensions.github.io", "geojson.org", "proj.org", "json-schema.org")
DRAFT7 = "http://json-schema.org/draft-07/schema"


class SchemaServer:
    """Serves a folder of schemas laid out by host and path, in a thread, until it is closed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._authority = trustme.CA()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(*HOSTS).configure_cert(self._context)
        self._bundle = tempfile.NamedTemporaryFile(suffix=".pem", delete=False)  # noqa: SIM115 (lives with the server)
        self._authority.cert_pem.write_to_path(self._bundle.name)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.requests = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def environment(self) -> dict[str, str]:
        """Return the variables that lead a peer here."""
        proxy = f"http://127.0.0.1:{self.port}"
        names = ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy")
        trust = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
        return {**dict.fromkeys(names, proxy), **dict.fromkeys(trust, self._bundle.name), "no_proxy": ""}

    def close(self) -> None:
        """Stop serving."""
        self._socket.close()
        os.unlink(self._bundle.name)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            head = _head(client)
            method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
            if method != "CONNECT":
                host, _, path = target.removeprefix("http://").partition("/")
                self._answer(client, host, path)
                return
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            with self._context.wrap_socket(client, server_side=True) as stream:
                while request := _head(stream):
                    path = request.split(b" ", 2)[1].decode().lstrip("/")
                    self._answer(stream, target.partition(":")[0], path)
        except (OSError, ValueError):
            client.close()

    def _answer(self, stream: socket.socket, host: str, path: str) -> None:
        self.requests += 1
        body = self._body(host, path)
        status = "200 OK" if body is not None else "404 Not Found"
        body = body or b"{}"
        headers = (
            f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        stream.sendall(headers.encode() + body)

    def _body(self, host: str, path: str) -> bytes | None:
        if host == "json-schema.org":
            from jsonschema.validators import Draft7Validator

            return json.dumps(Draft7Validator.META_SCHEMA).encode()
        file = (self.folder / host / path.partition("?")[0].partition("#")[0]).resolve()
        return file.read_bytes() if file.is_relative_to(self.folder.resolve()) and file.is_file() else None


def _head(stream: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = stream.recv(65536)
        if not chunk:
            return b""
        data += chunk
    return data
