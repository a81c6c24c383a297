"""Older clients, each in an environment of its own beside the one of the tests."""

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from client_process import client_environment, run_script
from stemma_server import REPOSITORY, StemmaServer

SCRIPTS = REPOSITORY / "test" / "wandb" / "clients" / "older"
INSTALL_SECONDS = 600


@dataclass(frozen=True)
class OlderClient:
    """A release of the client and the Python it is installed in."""

    version: str
    python: Path

    def run(self, script: str, project: str, server: StemmaServer, cwd: Path) -> str:
        """What a script of the folder `clients/older` prints; it finds the server, and home and caches of its own."""
        environment = client_environment(server, cwd / "home")
        return run_script(SCRIPTS / script, project, environment=environment, cwd=cwd, python=self.python).stdout


def install_older_client(version: str) -> OlderClient:
    """The client of this version; its environment is made unless it is there, of exactly these requirements."""
    folder = REPOSITORY / f".venv-{version}"
    python = folder / "bin" / "python"
    requirements = SCRIPTS / f"wandb-{version}.txt"
    mark = folder / "requirements.sha256"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if not python.exists() or not mark.exists() or mark.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        _must_run(sys.executable, "-m", "venv", str(folder))
        pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        _must_run(*pip, "-r", str(requirements))
        # Written last: an environment that was interrupted has no mark and is made again.
        mark.write_text(wanted)
    return OlderClient(version, python)


def _must_run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    if done.returncode != 0:
        pytest.fail(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}", pytrace=False)
