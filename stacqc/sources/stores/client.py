"""The clients of stores: a file system of fsspec for each, of few tries, that writes nothing to the terminal."""

from __future__ import annotations

import errno
import logging
import os
from contextlib import suppress
from functools import lru_cache
from typing import Any

from stacqc.paths import bucket_of
from stacqc.schemes import MARK, of_store
from stacqc.sources.stores.kinds import AZURE, GOOGLE, S3, StoreKind, kind_of
from stacqc.sources.stores.trouble import StoreTrouble, in_words

#: Requests that are under way at once.
CONCURRENCY = 32
#: How often a request is made, by each of the layers that make it again.
TRIES = 2
#: Seconds that a connection may take, and the time between two pieces of an answer.
_CONNECT, _READ = 5, 15
#: Those of the libraries that log what they ask for, with what must not be seen.
_LOGGERS = ("gcsfs", "adlfs", "azure", "google", "asyncio")


def file_system(path: str) -> Any:
    """Return what reads the objects of a bucket; raises OSError."""
    scheme, _, rest = bucket_of(path).partition(MARK)
    # The account of Azure may stand in the address: abfs://container@account.dfs.core.windows.net/.
    return _file_system(scheme, rest if "@" in rest else "")


@lru_cache
def _file_system(scheme: str, account: str) -> Any:
    kind = kind_of(scheme)
    made_by = _class_of(scheme, kind)
    if "host" in made_by._get_kwargs_from_urls(f"{scheme}{MARK}host/"):
        raise StoreTrouble(
            errno.ENOSYS, f"{scheme}:// leads to a server of files and no store: fetch them first"
        )
    try:
        options = _options(made_by, kind)
        if account:
            options |= made_by._get_kwargs_from_urls(f"{scheme}{MARK}{account}")
        made = made_by(use_listings_cache=False, **options)
        _limit(made, kind)
    except Exception as error:
        if isinstance(error, TypeError) and not kind.install:
            raise StoreTrouble(errno.ENOSYS, f"{scheme}:// asks for more than an address says") from None
        raise in_words(error, kind) from None
    return made


def _class_of(scheme: str, kind: StoreKind) -> Any:
    if not of_store(scheme + MARK):
        raise StoreTrouble(errno.ENOSYS, "it is no address of an object")
    install = f": pip install {kind.install}" if kind.install else ""
    try:
        import fsspec

        if kind is GOOGLE:
            # The class that is registered asks for the type of the bucket again and again, by gRPC.
            from gcsfs.core import GCSFileSystem

            return GCSFileSystem
        return fsspec.get_filesystem_class(scheme)
    except ImportError:
        raise StoreTrouble(errno.ENOSYS, f"{scheme}:// needs {kind.package}{install}") from None
    except ValueError:
        raise StoreTrouble(errno.ENOSYS, f"nothing is known that reads {scheme}://") from None


def _options(made_by: Any, kind: StoreKind) -> dict[str, Any]:
    """Return what is asked of a store where the settings of fsspec say nothing."""
    from fsspec.config import conf

    schemes = (made_by.protocol,) if isinstance(made_by.protocol, str) else made_by.protocol
    given = {name for scheme in schemes for name in conf.get(scheme, ())}
    return {name: value for name, value in _ours(kind).items() if name not in given}


def _ours(kind: StoreKind) -> dict[str, Any]:
    if kind is S3:
        retries = {"mode": "standard", "max_attempts": TRIES}
        made: dict[str, Any] = {"config_kwargs": {"max_pool_connections": CONCURRENCY, "retries": retries}}
        if os.environ.get("AWS_NO_SIGN_REQUEST", "").lower() in ("yes", "true", "1"):
            made["anon"] = True
        return made
    if kind is GOOGLE:
        from aiohttp import ClientTimeout

        return {"requests_timeout": ClientTimeout(sock_connect=_CONNECT, sock_read=_READ)}
    return {"connection_timeout": _CONNECT, "read_timeout": _READ} if kind is AZURE else {}


def _limit(made: Any, kind: StoreKind) -> None:
    """Let a client try less often than the minute or more that its library takes for each object."""
    for name in _LOGGERS:
        # Without a handler, what is logged as a warning goes to standard error.
        if not logging.getLogger(name).hasHandlers():
            logging.getLogger(name).addHandler(logging.NullHandler())
    if kind is S3:
        made.retries = TRIES
    # The other libraries have no option for it; where they change inside, their own patience holds.
    with suppress(AttributeError, ImportError):
        if kind is GOOGLE:
            _limit_google(made)
        elif kind is AZURE:
            _limit_azure(made)


def _limit_google(made: Any) -> None:
    from gcsfs.retry import retry_request

    made._request = retry_request(retries=TRIES)(type(made)._request.__wrapped__.__get__(made))


def _limit_azure(made: Any) -> None:
    config = made.service_client._config
    config.retry_policy.total_retries = TRIES - 1
    config.retry_policy.initial_backoff = 1
    config.transport.connection_config.timeout = _CONNECT
    config.transport.connection_config.read_timeout = _READ
