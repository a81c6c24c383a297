"""Artifacts and folders as what they hold: paths and bytes."""

from collections.abc import Mapping
from pathlib import Path

import wandb


def artifact_of(name: str, files: Mapping[str, bytes], type: str = "dataset", **arguments) -> wandb.Artifact:
    """An artifact with these files."""
    artifact = wandb.Artifact(name, type=type, **arguments)
    for path, data in files.items():
        with artifact.new_file(path, mode="xb") as file:
            file.write(data)
    return artifact


def log(run, name: str, files: Mapping[str, bytes], aliases: list[str] | None = None, **arguments) -> wandb.Artifact:
    """Logs an artifact with these files and waits until it is stored."""
    return run.log_artifact(artifact_of(name, files, **arguments), aliases=aliases).wait()


def files_below(folder: str | Path) -> dict[str, bytes]:
    """Every file below a folder."""
    root = Path(folder)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Makes a folder with these files."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
