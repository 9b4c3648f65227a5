"""Run other programs for the set-up, and say a failure in one sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOG = VENV / "setup.log"

# How pip, npm and apt-get say that nobody answered.
NETWORK_SIGNS = (
    "Failed to establish a new connection",
    "Network is unreachable",
    "Temporary failure",
    "Name or service not known",
    "getaddrinfo",
    "ConnectTimeout",
    "ReadTimeout",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ENETUNREACH",
    "ETIMEDOUT",
)


class SetupError(Exception):
    """A step of the set-up failed: what went wrong, and what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}: {remedy}.")
        self.problem = problem


def install(command: list[str], *, what: str) -> None:
    """Run a program that installs `what`, and keep what it prints in the log."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n{done.stdout}\n")
    if done.returncode:
        raise SetupError(
            f"{what} could not be installed ({reason(done.stdout)})",
            f"put that right and run this again; {LOG.relative_to(ROOT)} has the details",
        )


def install_with_apt(package: str) -> None:
    """Install a package of Debian or Ubuntu, without what it only recommends."""
    as_root = _root_prefix()
    if not shutil.which("apt-get") or as_root is None:
        raise SetupError("apt-get is missing or needs a password", f"install {package} by hand")
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    install([*apt, "update"], what="the list of system packages")
    install([*apt, "install", "-y", "--no-install-recommends", package], what=package)


def _root_prefix() -> list[str] | None:
    """Return what stands before a command to run it as root, or None when we may not."""
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return []
    has_sudo = shutil.which("sudo") and output(["sudo", "-n", "id", "-u"]) == "0"
    return ["sudo", "-n"] if has_sudo else None


def output(command: list[str]) -> str:
    """Return what a program prints, or nothing when it fails or is not there."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if done.returncode else done.stdout.strip()


def reason(printed: str) -> str:
    """Return why a program failed, in as few words as what it printed allows."""
    if any(sign in printed for sign in NETWORK_SIGNS):
        return "no answer from the network"
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or line.startswith("E:")]
    return (errors or lines or ["it gave no reason"])[-1].rstrip(".")
