"""The client in a process of its own, the way a user runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from stemma_server import StemmaServer

SCRIPT_SECONDS = 180
FOLDERS = ("HOME", "WANDB_DIR", "WANDB_CACHE_DIR", "WANDB_DATA_DIR", "WANDB_CONFIG_DIR", "WANDB_ARTIFACT_DIR")


def client_environment(server: StemmaServer, home: Path) -> dict[str, str]:
    """What a client of `server` finds in its environment, with every folder it may write to under `home`."""
    folders = {name: home / name.removeprefix("WANDB_").removesuffix("_DIR").lower() for name in FOLDERS}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {
        **{name: str(folder) for name, folder in folders.items()},
        "WANDB_BASE_URL": server.base_url,
        "WANDB_API_KEY": server.api_key,
        "WANDB_ERROR_REPORTING": "false",
        "WANDB_SILENT": "true",
        "WANDB_CONSOLE": "off",
        "WANDB_X_DISABLE_STATS": "true",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def run_script(
    file: Path,
    *arguments: str,
    environment: dict[str, str],
    cwd: Path | None = None,
    python: str | Path = sys.executable,
) -> subprocess.CompletedProcess[str]:
    """Runs a script and expects it to end well; `environment` is what differs from this process's own."""
    process = _run_python(str(file), *arguments, environment=environment, cwd=cwd, python=python)
    if process.returncode != 0:
        pytest.fail(f"{file.name} ended with {process.returncode}:\n{process.stdout}\n{process.stderr}")
    return process


def run_command(
    *arguments: str, environment: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs a `wandb` command, however it ends; `environment` is what differs from this process's own."""
    return _run_python("-m", "wandb", *arguments, environment={"WANDB_SILENT": "false", **(environment or {})}, cwd=cwd)


def _run_python(
    *arguments: str, environment: dict[str, str], cwd: Path | None, python: str | Path = sys.executable
) -> subprocess.CompletedProcess[str]:
    # A child that finds WANDB_SERVICE shares this process's client service instead of starting one.
    inherited = {name: value for name, value in os.environ.items() if name != "WANDB_SERVICE"}
    return subprocess.run(
        [str(python), *arguments],
        env={**inherited, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", **environment},
        cwd=cwd or Path.cwd(),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        timeout=SCRIPT_SECONDS,
    )
