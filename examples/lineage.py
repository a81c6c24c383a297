"""Step 4: ask where the predictions came from, and what the raw data was used for.

Everything below is read from what the first three steps recorded; no step wrote any of it down by hand.
"""

import argparse
from collections.abc import Iterable, Iterator

import wandb
from wandb import Artifact
from wandb.apis.public import Run

INDENT = "   "


def lines_up(artifact: Artifact, seen: set[str], depth: int = 0) -> Iterator[str]:
    """The artifact, the run that made it, and the same for everything that run used."""
    yield INDENT * depth + describe(artifact, seen)
    if is_new(artifact, seen) and (run := artifact.logged_by()):
        yield INDENT * depth + f"└─ made by {describe_run(run)}"
        for used in by_name(run.used_artifacts()):
            yield from lines_up(used, seen, depth + 1)


def lines_down(artifact: Artifact, seen: set[str], depth: int = 0) -> Iterator[str]:
    """The artifact, the runs that used it, and the same for everything those runs made."""
    yield INDENT * depth + describe(artifact, seen)
    if is_new(artifact, seen):
        for run in sorted(artifact.used_by(), key=describe_run):
            yield INDENT * depth + f"└─ used by {describe_run(run)}"
            for made in by_name(run.logged_artifacts()):
                yield from lines_down(made, seen, depth + 1)


def is_new(artifact: Artifact, seen: set[str]) -> bool:
    """Lineage is a graph, not a tree: what was printed once is not unfolded again."""
    if artifact.source_name in seen:
        return False
    seen.add(artifact.source_name)
    return True


def by_name(artifacts: Iterable[Artifact]) -> list[Artifact]:
    return sorted(artifacts, key=lambda artifact: artifact.source_name)


def describe(artifact: Artifact, seen: set[str]) -> str:
    if artifact.source_name in seen:
        return f"{artifact.source_name} (see above)"
    return f"{artifact.source_name} [{artifact.type}, {artifact.file_count} files, {artifact.size:,} bytes]"


def describe_run(run: Run) -> str:
    return f"run {run.name} ({run.job_type})"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--project", default="digits", help="the project to look into")
    project = parser.parse_args().project

    api = wandb.Api()
    print("Where do the predictions come from?\n")
    print("\n".join(lines_up(api.artifact(f"{project}/digits-predictions:latest"), seen=set())))
    print("\nWhat was the raw data used for?\n")
    print("\n".join(lines_down(api.artifact(f"{project}/digits-raw:latest"), seen=set())))
