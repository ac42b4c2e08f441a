"""The other validators, each in an environment of its own, since two of them install the same module."""

from __future__ import annotations

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
}


def program(peer: str, name: str) -> str:
    """Return the path of a peer's program, installing the peer first where it is missing."""
    environment = HOME / peer
    if not (environment / "bin" / name).exists():
        print(f"installing {peer} …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        pip = [
            environment / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        subprocess.run([*pip, *PACKAGES[peer]], check=True)
    return str(environment / "bin" / name)
