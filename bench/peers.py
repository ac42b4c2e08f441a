"""The other validators, each in an environment of its own, since two of them install the same module."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent / ".peers"
#: Environment and what is installed into it.
PACKAGES = {
    "stac-valid": ["stac-valid==4.6.1"],
    "stac-check": ["stac-check==1.14.0"],
    "rustac": ["rustac==0.9.18"],
    "pystac": ["pystac[validation]==1.15.2"],
    "stac-pydantic": ["stac-pydantic[validation]==3.7.1"],
}
NODE_VALIDATOR = "stac-node-validator@2.0.0"
#: The first Node that it runs on, and the package that brings one where there is none.
NODE_VERSION, NODE = (22, 12), "node@22"


def program(peer: str, name: str) -> str:
    """Return the path of a peer's program, installing the peer first; empty where it cannot be had."""
    environment = HOME / peer
    if not (environment / "bin" / name).exists():
        venv = [sys.executable, "-m", "venv", str(environment)]
        pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        if not _done(peer, venv, [*pip, "--disable-pip-version-check", *PACKAGES[peer]]):
            shutil.rmtree(environment, ignore_errors=True)
            return ""
    found = environment / "bin" / name
    return str(found) if found.exists() else ""


def node_validator() -> list[str]:
    """Return the command of the validator that runs on Node, installing it first; `[""]` without it."""
    modules = HOME / "node" / "node_modules"
    script, own = modules / "stac-node-validator" / "bin" / "cli.js", modules / "node" / "bin" / "node"
    npm = shutil.which("npm")
    given = shutil.which("node")
    wanted = [NODE_VALIDATOR] if given and _version(given) >= NODE_VERSION else [NODE_VALIDATOR, NODE]
    if not script.exists():
        install = [
            npm or "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--prefix",
            str(HOME / "node"),
        ]
        if npm is None or not _done("stac-node-validator", [*install, *wanted]):
            return [""]
    node = str(own) if own.exists() else given
    return [node, str(script)] if node and _version(node) >= NODE_VERSION else [""]


def _version(node: str) -> tuple[int, ...]:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(n) for n in re.findall(r"\d+", told)[:2])


def _done(peer: str, *commands: list[str]) -> bool:
    print(f"installing {peer} …", file=sys.stderr)
    for command in commands:
        try:
            subprocess.run(command, check=True, stdout=sys.stderr)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{peer} cannot be had: {error}", file=sys.stderr)
            return False
    return True
