"""Tables and images as examples, and what is left to compare when they come back."""

import re

import numpy as np
import wandb
from wandb.data_types import JoinedTable

# What the client writes for an entry of an artifact that has no id yet.
CLIENT_REFERENCE = re.compile(r"wandb-client-artifact://(\w+)/(.+)")


def towns() -> wandb.Table:
    """A small table."""
    return wandb.Table(columns=["id", "name"], data=[["a", "Ålesund"], ["b", "東京"]])


def heights() -> wandb.Table:
    """A second table, to be joined with the first."""
    return wandb.Table(columns=["key", "metres"], data=[["b", 40], ["a", 8]])


def towns_with_heights() -> JoinedTable:
    """The two tables joined."""
    return JoinedTable(towns(), heights(), ["id", "key"])


def parts_of(joined: JoinedTable) -> tuple:
    """The keys and the rows of a joined table, to be compared."""
    return joined._join_key, joined._table1.data, joined._table2.data


def image(shade: int) -> wandb.Image:
    """A small image of one shade."""
    return wandb.Image(np.full((3, 4), shade, dtype=np.uint8))


def shade_of(image: wandb.Image) -> int:
    """The one shade of an image."""
    [shade] = np.unique(np.asarray(image.image))
    return int(shade)


def references(artifact: wandb.Artifact) -> dict[str, str | None]:
    """Where each entry points to, None for a file of the artifact's own."""
    return {path: entry.ref for path, entry in artifact.manifest.entries.items()}
