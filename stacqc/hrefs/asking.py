"""Asks for addresses, many at a time and few of one host, within bounds of time and patience."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpcore
import httpx

from stacqc.hrefs.address import host_of
from stacqc.hrefs.answer import Answer, Outcome, Reply, Untold
from stacqc.hrefs.causes import words_of
from stacqc.hrefs.client import CONNECT, HttpClient, parsed
from stacqc.hrefs.host import Host
from stacqc.hrefs.proxies import plain_host
from stacqc.hrefs.settings import HrefSettings
from stacqc.safe import cut
from stacqc.sources.api.retry_after import retry_after

MAX_REDIRECTS = 5
#: The longest that a server may make us wait at once, in seconds, and how often it is asked.
MAX_WAIT = 60.0
TRIES = 3
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_BUSY = frozenset((429, 503))
#: Answers to HEAD that say nothing of GET: 404 among them, since some servers know no HEAD at all.
_HEAD_REFUSED = frozenset((400, 403, 404, 405, 406, 410, 500, 501))
Told = Callable[[int, int], None]


def ask(urls: Iterable[str], settings: HrefSettings, told: Told) -> dict[str, Answer]:
    """Return an answer for each address; `told` learns how many there are so far, and of how many."""
    asked = _asked(list(urls), settings, told)
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(asked)
    # A notebook has a loop already, and one thread can have no two.
    return _aside(asked)


def _aside(asked: Coroutine[Any, Any, dict[str, Answer]]) -> dict[str, Answer]:
    """Return what comes of asking in a thread of its own, which an interruption of this one ends."""
    begun: list[asyncio.Task[dict[str, Answer]]] = []

    async def work() -> dict[str, Answer]:
        begun.append(asyncio.create_task(asked))
        return await begun[0]

    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(lambda: asyncio.run(work()))
        try:
            return future.result()
        except KeyboardInterrupt:
            # A loop that has come to its end in the meantime takes no more calls.
            with suppress(RuntimeError):
                for task in begun:
                    task.get_loop().call_soon_threadsafe(task.cancel)
            raise


async def _asked(urls: list[str], settings: HrefSettings, told: Told) -> dict[str, Answer]:
    async with HttpClient(settings) as client:
        return await Asker(client, settings, told).all(urls)


class Asker:
    """Asks each address once."""

    def __init__(self, client: HttpClient, settings: HrefSettings, told: Told) -> None:
        self._client = client
        self._settings = settings
        self._told = told
        self._slots = asyncio.Semaphore(settings.at_once)
        self._hosts: dict[str, Host] = {}
        self._answers: dict[str, Answer] = {}
        self._deadline = asyncio.get_running_loop().time() + settings.max_time

    async def all(self, urls: list[str]) -> dict[str, Answer]:
        """Return the answers; a host has so many lanes as it may be asked at a time."""
        queues: dict[str, deque[str]] = {}
        for url in urls:
            queues.setdefault(host_of(url), deque()).append(url)
        async with asyncio.TaskGroup() as group:
            for queue in queues.values():
                for _ in range(min(len(queue), self._settings.per_host)):
                    group.create_task(self._lane(queue, len(urls)))
        return {url: self._together(url, answer) for url, answer in self._answers.items()}

    def _together(self, url: str, answer: Answer) -> Answer:
        """Return an answer as one of its host, where that was given up for the same reason.

        How many requests were under way just then is chance, and the report must not depend on it.
        """
        if answer.outcome is not Outcome.UNREACHABLE or answer.of_host:
            return answer
        try:
            reason = self._host(parsed(url)).given_up
        except Untold:
            return answer
        if answer.reason != reason:
            return answer
        return Answer(Outcome.UNREACHABLE, f"given up, since {reason}", of_host=True)

    async def _lane(self, queue: deque[str], total: int) -> None:
        while queue:
            url = queue.popleft()
            self._answers[url] = await self._answer(url)
            self._told(len(self._answers), total)

    async def _answer(self, url: str) -> Answer:
        try:
            reply = await self._followed("HEAD", url)
            if reply.status in _HEAD_REFUSED:
                reply = await self._followed("GET", url)
        except Untold as untold:
            return untold.answer
        return reply.answer()

    async def _followed(self, method: str, url: str) -> Reply:
        """Return the reply at the end of redirects."""
        at = parsed(url)
        reply = await self._patient(method, at)
        for _ in range(MAX_REDIRECTS):
            if reply.status not in _REDIRECTS:
                return reply
            at = _target(at, reply)
            try:
                reply = await self._patient(method, at)
            except Untold as untold:
                reason = f"it redirects to {cut(plain_host(at), 100)}: {untold.answer.reason}"
                raise Untold(untold.answer.outcome, reason) from None
        if reply.status not in _REDIRECTS:
            return reply
        raise Untold(Outcome.UNREACHABLE, f"it redirects more than {MAX_REDIRECTS} times")

    async def _patient(self, method: str, url: httpx.URL) -> Reply:
        """Return a reply, asking again later where the server is busy."""
        host = self._host(url)
        for number in range(TRIES):
            reply = await self._turn(method, url, host)
            if reply.status not in _BUSY:
                return reply
            wanted = retry_after(reply.fields.get("retry-after", ""))
            wait = 2.0**number if wanted is None else wanted
            if number == TRIES - 1 or wait > MAX_WAIT:
                break
            host.pause(wait)
        reason = f"the server answers {reply.title}"
        host.failed(reason)
        raise Untold(Outcome.UNREACHABLE, reason)

    async def _turn(self, method: str, url: httpx.URL, host: Host) -> Reply:
        """Send a request when it is its turn, and once more where the connection broke."""
        await host.rested(self._deadline)
        async with host.slots, self._slots:
            for is_last in (False, True):
                self._refuse(host)
                try:
                    # What a server left on a connection that was used before must not fail it twice.
                    reply = await self._sent(method, url, is_fresh=is_last)
                except _Broken as broken:
                    if is_last:
                        host.failed(broken.reason)
                        raise Untold(Outcome.UNREACHABLE, broken.reason) from None
                    continue
                if reply.status not in _BUSY:
                    host.answered()
                return reply
        raise AssertionError("the last try returns or raises")

    def _refuse(self, host: Host) -> None:
        """Raise Untold where nothing is asked any more."""
        if host.given_up:
            raise Untold(Outcome.UNREACHABLE, host.given_up)
        if asyncio.get_running_loop().time() >= self._deadline:
            reason = f"the time for addresses, {self._settings.max_time:g} s, is over"
            raise Untold(Outcome.UNCHECKED, reason, of_host=True)

    async def _sent(self, method: str, url: httpx.URL, is_fresh: bool) -> Reply:
        try:
            async with asyncio.timeout(self._settings.timeout):
                return await self._client.send(method, url, is_fresh)
        except Untold:
            raise
        except (TimeoutError, httpcore.TimeoutException) as error:
            reason = self._too_slow(error)
            self._host(url).failed(reason)
            raise Untold(Outcome.UNREACHABLE, reason) from None
        except Exception as error:  # whatever a server makes a library stumble over is the server's
            raise _Broken(words_of(error)) from None

    def _too_slow(self, error: Exception) -> str:
        seconds = self._settings.timeout
        if isinstance(error, httpcore.ConnectTimeout):
            return f"no connection can be made within {min(CONNECT, seconds):g} s"
        return f"the server does not answer within {seconds:g} s"

    def _host(self, url: httpx.URL) -> Host:
        name = url.netloc.decode("latin-1")
        known = self._hosts.get(name)
        if known is None:
            known = self._hosts[name] = Host(name, self._settings.per_host)
        return known


class _Broken(Exception):
    """A connection that could not be made or did not last."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _target(base: httpx.URL, reply: Reply) -> httpx.URL:
    """Return where a reply redirects to; raises Untold where that is no address of a web server."""
    location = reply.fields.get("location", "")
    if not location:
        raise Untold(Outcome.UNREACHABLE, f"it redirects without saying where ({reply.title})")
    try:
        return parsed(_joined(base, location))
    except Untold:
        raise Untold(
            Outcome.UNREACHABLE, "it redirects to what is no valid address of a web server"
        ) from None


def _joined(base: httpx.URL, location: str) -> str:
    try:
        return str(base.join(location))
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return ""
