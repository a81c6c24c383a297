"""Logs versions until it is told to stop, and keeps a journal of what the server acknowledged.

Started again it goes on where the journal ends: a version that was stored and not acknowledged is logged once more.
"""

import argparse
import json
import os
import random
import threading
from pathlib import Path

import wandb

KIB = 1024
LANES = 2
SMALL_FILES = (2, 6)
SMALL_BYTES = (1, 5_000)
LARGE_BYTES = (1024 * KIB, 3 * 1024 * KIB)
EDIT_BYTES = 20 * KIB
# Most versions change a part of the large file, as data sets do; some bring another one.
VERSIONS_A_LARGE_FILE = 6


class Journal:
    """One line for each acknowledged version, on the disk before the next one is logged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def numbers_of(self, lane: str) -> set[int]:
        """What a lane has logged before."""
        if not self._path.exists():
            return set()
        lines = [json.loads(line) for line in self._path.read_text().splitlines()]
        return {line["number"] for line in lines if line["lane"] == lane}

    def add(self, line: dict[str, object]) -> None:
        with self._lock, self._path.open("a") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())


def files_of(seed: int, lane: str, number: int) -> dict[str, bytes]:
    """The content of a version, the same whenever it is asked for."""
    chance = random.Random(f"{seed} {lane} {number}")
    files = {f"small/{index}.bin": chance.randbytes(chance.randint(*SMALL_BYTES)) for index in range(chance.randint(*SMALL_FILES))}
    shared = random.Random(f"{seed} {lane} large {number // VERSIONS_A_LARGE_FILE}")
    large = bytearray(shared.randbytes(shared.randint(*LARGE_BYTES)))
    start = chance.randrange(len(large) - EDIT_BYTES)
    large[start : start + EDIT_BYTES] = chance.randbytes(EDIT_BYTES)
    return {**files, "large.bin": bytes(large), "same.txt": b"the same in every version"}


def log_versions(run: "wandb.Run", lane: str, seed: int, journal: Journal, stop: Path) -> None:
    number = 1 + max(journal.numbers_of(lane), default=-1)
    # One version at least: the last one may have been stored without having been acknowledged.
    while True:
        artifact = wandb.Artifact(lane, type="dataset")
        for path, data in files_of(seed, lane, number).items():
            with artifact.new_file(path, mode="wb") as file:
                file.write(data)
        aliases = [f"as-{number}", "best"]
        run.log_artifact(artifact, aliases=aliases).wait()
        journal.add(
            {
                "lane": lane,
                "number": number,
                "collection": f"{artifact.entity}/{artifact.project}/{lane}",
                "versionIndex": int(artifact.version.removeprefix("v")),
                "digest": artifact.digest,
                "aliases": aliases,
            }
        )
        number += 1
        if stop.exists():
            return


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--project", required=True)
    parser.add_argument("--journal", type=Path, required=True)
    parser.add_argument("--stop", type=Path, required=True, help="a file that tells to end once it is there")
    options = parser.parse_args()

    journal = Journal(options.journal)
    failures: list[BaseException] = []
    with wandb.init(project=options.project) as run:

        def work(lane: str) -> None:
            try:
                log_versions(run, lane, options.seed, journal, options.stop)
            except BaseException as failure:  # A thread's end would be lost without a word.
                failures.append(failure)

        threads = [threading.Thread(target=work, args=(f"lane-{number}",)) for number in range(LANES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]


if __name__ == "__main__":
    main()
