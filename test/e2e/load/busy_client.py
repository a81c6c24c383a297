"""Logs, uses, downloads and deletes versions of one collection, beside others that do the same.

Every byte that comes back is compared with what was logged. A version that somebody deletes meanwhile may be told to be
gone; nothing else may go wrong. What was stored is written down, a line a version.
"""

import argparse
import json
import random
import shutil
import tempfile
import time
from pathlib import Path

import wandb
from wandb.sdk.lib.service.service_connection import WandbApiFailedError

FILES = (1, 6)
SMALL_BYTES = (0, 20_000)
LARGE_BYTES = 600_000
LOOK_BACK = 12
TYPE = "dataset"


def files_of(seed: int, number: int) -> dict[str, bytes]:
    """The content of a version, the same whenever it is asked for; one file in it every client has too."""
    chance = random.Random(f"{seed} {number}")
    files = {f"dir/{index}.bin": chance.randbytes(chance.randint(*SMALL_BYTES)) for index in range(chance.randint(*FILES))}
    shared = random.Random(f"shared {number % 3}").randbytes(LARGE_BYTES)
    return {**files, "shared.bin": shared, "own.txt": f"{seed} {number}".encode()}


class Client:
    """One client with its run, its choices and its journal."""

    def __init__(self, run: "wandb.Run", options: argparse.Namespace) -> None:
        self.run = run
        self.seed = options.seed
        self.collection = options.collection
        self.chance = random.Random(options.seed)
        self.journal = options.journal.open("a")
        self.counts = {"logged": 0, "downloaded": 0, "deleted": 0, "gone meanwhile": 0}

    def log(self) -> None:
        number = self.counts["logged"]
        artifact = wandb.Artifact(self.collection, type=TYPE, metadata={"seed": self.seed, "number": number})
        for path, data in files_of(self.seed, number).items():
            with artifact.new_file(path, mode="wb") as file:
                file.write(data)
        self.run.log_artifact(artifact).wait()
        self.counts["logged"] += 1
        self.write({"versionIndex": int(artifact.version.removeprefix("v")), "digest": artifact.digest})

    def download(self) -> None:
        try:
            artifact = self.run.use_artifact(f"{self.collection}:{self.some_version()}")
        except wandb.errors.CommError as error:
            assert "not found" in str(error), error
            self.counts["gone meanwhile"] += 1
            return
        except WandbApiFailedError as error:
            # It was found, and deleted before its use was recorded.
            assert "Cannot find the artifact" in str(error), error
            self.counts["gone meanwhile"] += 1
            return
        folder = Path(tempfile.mkdtemp())
        try:
            # One after the other: with skip_cache the client's threads write under each other's names.
            for path in artifact.manifest.entries:
                artifact.get_entry(path).download(root=str(folder), skip_cache=True)
        except Exception:
            if not self.is_gone(artifact):
                raise
            self.counts["gone meanwhile"] += 1
            return
        expected = files_of(artifact.metadata["seed"], artifact.metadata["number"])
        found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        assert found == expected, f"{artifact.name} came back with other bytes"
        shutil.rmtree(folder)
        self.counts["downloaded"] += 1

    def delete(self) -> None:
        versions = list(wandb.Api().artifacts(TYPE, f"{self.run.project}/{self.collection}", per_page=50))
        old = [version for version in versions if not version.aliases]
        if len(old) > LOOK_BACK // 2:
            self.chance.choice(old).delete()
            self.counts["deleted"] += 1

    def some_version(self) -> str:
        newest = wandb.Api().artifact(f"{self.run.project}/{self.collection}:latest").version
        index = int(newest.removeprefix("v"))
        return self.chance.choice(["latest", f"v{self.chance.randint(max(0, index - LOOK_BACK), index)}"])

    def is_gone(self, artifact: wandb.Artifact) -> bool:
        # By its number: one that was asked for as `latest` keeps that word as its name, and another version has it now.
        return not wandb.Api().artifact_exists(f"{self.run.project}/{artifact.source_name}")

    def write(self, line: dict[str, object]) -> None:
        self.journal.write(json.dumps(line) + "\n")
        self.journal.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--project", required=True)
    parser.add_argument("--collection", required=True)
    parser.add_argument("--journal", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=0, help="log, download and delete for so long")
    parser.add_argument("--versions", type=int, default=1, help="log so many versions first")
    options = parser.parse_args()

    with wandb.init(project=options.project) as run:
        client = Client(run, options)
        for _ in range(options.versions):
            client.log()
        end = time.monotonic() + options.seconds
        while time.monotonic() < end:
            client.chance.choices([client.log, client.download, client.delete], weights=[4, 4, 1])[0]()
    client.write({"counts": client.counts})


if __name__ == "__main__":
    main()
