"""Reads what the server has stored, through the client's public API."""

import wandb


def aliases_by_version(path: str, type_name: str = "dataset") -> dict[str, list[str]]:
    """The aliases of each version of a collection; `path` is "project/collection"."""
    return {version.version: sorted(version.aliases) for version in wandb.Api().artifacts(type_name, path)}


def inputs_of(run) -> set[str]:
    """The qualified names of the versions that a run used."""
    stored = wandb.Api().run(f"{run.entity}/{run.project}/{run.id}")
    return {artifact.source_qualified_name for artifact in stored.used_artifacts()}
