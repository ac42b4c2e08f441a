"""The options of `stacqc check` that ask servers for what documents lead to."""

from __future__ import annotations

from typing import Any

import click

from stacqc.commands._options import options
from stacqc.commands._tell import tell
from stacqc.settings.config import Config

#: The options on hrefs.
href_options = options(
    click.option(
        "--check-hrefs/--no-check-hrefs",
        default=None,
        help="Ask servers whether what assets and links lead to is there.",
    ),
    click.option(
        "--allow-host",
        "allow_hosts",
        multiple=True,
        metavar="HOST[:PORT]",
        help="With --check-hrefs: ask this host though it is not public; repeatable.",
    ),
    click.option(
        "--trust-proxy",
        is_flag=True,
        default=None,
        help="With --check-hrefs: let the proxy look up names and keep what is not public away.",
    ),
    click.option(
        "--max-hrefs",
        type=click.IntRange(1),
        metavar="N",
        help="With --check-hrefs: ask for N addresses at the most (10,000).",
    ),
)


def told_hrefs(given: dict[str, Any], config: Config) -> dict[str, Any]:
    """Return what the command line says of hrefs, as settings on top of a configuration."""
    hosts = (*config.hrefs.get("allow_hosts", ()), *given["allow_hosts"])
    hrefs = {"allow_hosts": hosts or None, "trust_proxy": given["trust_proxy"], "max": given["max_hrefs"]}
    return {"check_hrefs": given["check_hrefs"], "hrefs": hrefs}


def trusted(config: Config) -> Config:
    """Return a configuration that was found, not named, without the hosts and the proxy that it trusts.

    It may lie among the very documents that must not reach these hosts.
    """
    untrusted = {"allow_hosts": "allow-hosts", "trust_proxy": "trust-proxy"}
    for field, name in untrusted.items():
        if config.hrefs.get(field):
            message = (
                f"warning: {name} in {config.file} is passed over, since the file was not named with --config"
            )
            tell(message)
    return config._replace(hrefs={k: v for k, v in config.hrefs.items() if k not in untrusted})
