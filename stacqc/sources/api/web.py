"""Requests to a server that nobody vouches for: one origin, bounded answers, retries, and no secrets shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import orjson

from stacqc.comparison.trouble import SideTrouble, Unanswered
from stacqc.patience import Patience, within
from stacqc.sources.api.retry_after import retry_after

if TYPE_CHECKING:
    from httpx import Client, Response

#: Answers worth asking again for: too many requests, and troubles of a server that may pass.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
#: The longest that a server may make us wait at once, in seconds.
MAX_WAIT = 60.0
MAX_ANSWER = 256 * 1024 * 1024
MAX_REDIRECTS = 5
_sleep = time.sleep


class Refused(Exception):
    """An answer that asking again would not change: its status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(slots=True)
class Web:
    """One server; `name` is its address without user, password and query."""

    address: str
    timeout: float = 60.0
    tries: int = 5
    name: str = ""
    _client: Client = field(init=False)
    _make: Callable[[], Client] = field(init=False)

    def __post_init__(self) -> None:
        """Make the client; raises SideTrouble where httpx is missing or the address is none."""
        self.name = shown_url(self.address)
        if not _is_address(self.address):
            raise SideTrouble(self.name, "this is no address of a server")
        try:
            import httpx
        except ImportError:
            raise SideTrouble(
                self.name, "reading a STAC API needs httpx: pip install 'stacqc[api]'"
            ) from None
        self._make = partial(
            httpx.Client,
            timeout=self.timeout,
            headers={"Accept": "application/json, application/geo+json", "User-Agent": "stacqc"},
            follow_redirects=False,
        )
        self._client = self._make()

    def _renew(self) -> None:
        self._client.close()
        self._client = self._make()

    def get(self, url: str) -> bytes:
        """Return the JSON text at an address of this server; raises SideTrouble, or Refused for 4xx."""
        return self._asked("GET", self.own(url))

    def post(self, url: str, body: Any) -> bytes:
        """Return the JSON text that answers a body; raises as `get` does."""
        content = orjson.dumps(body)
        return self._asked(
            "POST", self.own(url), content=content, headers={"Content-Type": "application/json"}
        )

    def own(self, href: str) -> str:
        """Return an address resolved against that of the server; raises SideTrouble where it leads elsewhere.

        A server behind a proxy often thinks that it is spoken to by plain http: the scheme is ours.
        """
        mine = urlsplit(self.address)
        try:
            found = urlsplit(urljoin(self.address, href))
            same = (found.hostname, _port(found, mine.scheme)) == (mine.hostname, _port(mine, mine.scheme))
        except ValueError:
            same = False
        if not same or found.scheme not in ("http", "https"):
            raise SideTrouble(
                self.name, f"a link leads to another server, {shown_url(href)}; it is not followed"
            )
        return urlunsplit((mine.scheme, mine.netloc, found.path, found.query, ""))

    def _asked(self, method: str, url: str, **rest: Any) -> bytes:
        for _ in range(MAX_REDIRECTS):
            answer = self._answered(method, url, rest)
            if not answer.is_redirect:
                return self._content(answer)
            url = self.own(urljoin(url, answer.headers.get("location", "")))
        raise SideTrouble(self.name, f"the server redirects more than {MAX_REDIRECTS} times")

    def _answered(self, method: str, url: str, rest: dict[str, Any]) -> Response:
        reason = ""
        for number in range(self.tries):
            answer, reason = self._once(method, url, **rest)
            if answer is not None and answer.status_code not in PASSING:
                return answer
            if number < self.tries - 1:
                _sleep(_pause(answer, number))
        raise Unanswered(self.name, f"{reason}; asked {self.tries} times")

    def _once(self, method: str, url: str, **rest: Any) -> tuple[Response | None, str]:
        import httpx

        patience = Patience(self.timeout)
        try:
            answer = within(patience, partial(self._sent, self._client, patience, method, url, rest))
        except (httpx.TimeoutException, TimeoutError):
            # Nobody waits any more for what still comes.
            self._renew()
            return None, f"no whole answer within {self.timeout:g} s"
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return None, f"the connection failed ({type(error).__name__})"
        return answer, f"the server answers {answer.status_code} {answer.reason_phrase}"

    def _sent(
        self, client: Client, patience: Patience, method: str, url: str, rest: dict[str, Any]
    ) -> Response:
        """Return an answer, read as far and as long as it may go; raises SideTrouble, or TimeoutError."""
        with client.stream(method, url, **rest) as answer:
            # What is sent counts, not what it is unpacked to: that may be nothing, again and again.
            answer.stream = _timed(answer.stream, patience)
            size = 0
            parts = []
            for part in answer.iter_bytes():
                size += len(part)
                if size > MAX_ANSWER:
                    raise SideTrouble(self.name, f"an answer has more than {MAX_ANSWER:,} bytes")
                parts.append(part)
            answer._content = b"".join(parts)
        return answer

    def _content(self, answer: Response) -> bytes:
        if answer.status_code in (401, 403):
            raise SideTrouble(
                self.name, f"the server answers {answer.status_code}: it wants other credentials"
            )
        if answer.status_code >= 400:
            raise Refused(answer.status_code)
        if not answer.content.lstrip().startswith((b"{", b"[")):
            kind = answer.headers.get("content-type", "no type").partition(";")[0]
            raise SideTrouble(
                self.name, f"the answer is no JSON but {kind[:60]}: is this the root of a STAC API?"
            )
        return answer.content

    def close(self) -> None:
        """Close all connections."""
        self._client.close()


def _timed(stream: Any, patience: Patience) -> Any:
    """Return the body of an answer as it is sent, for as long as it may take."""
    import httpx

    class Timed(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return map(patience.take, stream)

        def close(self) -> None:
            stream.close()

    return Timed()


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and _port(parts, parts.scheme) > 0
    except ValueError:
        return False


def _port(parts: Any, scheme: str) -> int:
    return parts.port or (443 if scheme == "https" else 80)


def _pause(answer: Response | None, number: int) -> float:
    """Seconds to wait before asking again: what the server wants, else twice as long each time."""
    wanted = retry_after(answer.headers.get("retry-after", "")) if answer is not None else None
    return min(0.5 * 2.0**number if wanted is None else wanted, MAX_WAIT)


def shown_url(url: str) -> str:
    """Return an address without what may be secret: user, password, query and fragment."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the address"
    return urlunsplit((parts.scheme, host + port, parts.path, "", ""))
