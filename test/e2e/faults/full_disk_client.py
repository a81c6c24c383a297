"""Logs one artifact of many files while the disk of the server is full for a while, and gets it back byte for byte."""

import argparse
import random
from pathlib import Path

import wandb

FILES = 200
KIB = 1024
BYTES = (100 * KIB, 300 * KIB)


def contents(seed: int) -> dict[str, bytes]:
    """The files, the same whenever they are asked for."""
    chance = random.Random(seed)
    return {f"part-{number:03}.bin": chance.randbytes(chance.randint(*BYTES)) for number in range(FILES)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, required=True)
    options = parser.parse_args()
    files = contents(options.seed)
    with wandb.init(project="full-disk") as run:
        artifact = wandb.Artifact("parts", type="dataset")
        for path, data in files.items():
            with artifact.new_file(path, mode="wb") as file:
                file.write(data)
        run.log_artifact(artifact).wait()
        folder = Path("back")
        # One after the other: with skip_cache the client's threads write under each other's names.
        stored = run.use_artifact("parts:latest")
        for path in stored.manifest.entries:
            stored.get_entry(path).download(root=str(folder), skip_cache=True)
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert found == files, f"{sum(found.get(path) != data for path, data in files.items())} files came back as others"


if __name__ == "__main__":
    main()
