"""Artifacts of references: logged, and looked at as what their entries say."""

import wandb


def log_reference(run, name: str, uri: str, as_name: str | None = None, **arguments) -> wandb.Artifact:
    """Logs an artifact that holds one reference, and what it expands to, and waits until it is stored."""
    artifact = wandb.Artifact(name, type="dataset")
    artifact.add_reference(uri, name=as_name, **arguments)
    return run.log_artifact(artifact).wait()


def facts(artifact: wandb.Artifact) -> dict[str, tuple[str | None, str, int]]:
    """The ref, digest and size of every entry; an entry without a size counts as 0, as in the artifact's size."""
    return {path: (entry.ref, entry.digest, entry.size or 0) for path, entry in artifact.manifest.entries.items()}
