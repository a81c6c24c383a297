"""Logs one file as the next version of an artifact, fetches it with a cold cache and compares every byte."""

import argparse
import hashlib
import shutil
from pathlib import Path

import wandb

NAME = "large"


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--version", required=True, help="the version that it has to become")
    options = parser.parse_args()
    with wandb.init(project="large") as run:
        artifact = wandb.Artifact(NAME, type="dataset")
        artifact.add_file(str(options.file), name="large.bin", policy="immutable", skip_cache=True)
        stored = run.log_artifact(artifact).wait()
        assert (stored.version, stored.size) == (options.version, options.file.stat().st_size)
        folder = Path(run.use_artifact(f"{NAME}:{options.version}").download(root="fetched", skip_cache=True))
        assert hash_of(folder / "large.bin") == hash_of(options.file), "other bytes came back"
        shutil.rmtree(folder)


main()
