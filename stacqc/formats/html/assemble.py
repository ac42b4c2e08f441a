"""The parts of the page put together: template, style, scripts, data, and the policy that allows no others."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

import orjson

from stacqc.version import __version__

#: In this order, since they share one scope.
SCRIPTS = (
    "data", "dom", "icons", "state", "select", "virtual", "overview", "bars", "frame", "detail", "findings",
    "tree", "catalog", "matrix", "outline", "longitudes", "shapes", "canvas", "map", "print", "keyboard", "main",
)  # fmt: skip
STYLES = ("base", "layout", "overview", "findings", "detail", "catalog", "map", "print")
# What could end the element or begin a comment in it, and what old JavaScript took for line ends.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_table = str.maketrans(_ESCAPES)


def assemble(data: dict[str, Any]) -> str:
    """Return the page that shows `data`."""
    style = "".join(_part(f"{name}.css") for name in STYLES)
    script = f'"use strict";\n(() => {{\n{"".join(_part(f"{name}.js") for name in SCRIPTS)}}})();\n'
    return Template(_part("page.html")).substitute(
        policy=escape(policy(style, script)),
        title=escape(f"{data['title']} – stacqc report"),
        version=escape(__version__),
        style=style,
        data=json_in_html(data),
        script=script,
    )


def json_in_html(data: Any) -> str:
    """Return data as JSON that is nothing but text to an HTML parser."""
    return orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS).decode().translate(_table)


def policy(style: str, script: str) -> str:
    """Return a Content Security Policy that allows this style and this script and no request at all."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _part(name: str) -> str:
    folder = "style" if name.endswith(".css") else "script" if name.endswith(".js") else ""
    return (files(__package__) / folder / name).read_text("utf-8")
