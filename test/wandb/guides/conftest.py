"""Fixtures of the guides: they start runs as the only one of the process."""

import pytest
import wandb


@pytest.fixture
def run(project):
    """A run as the guides start one, in a project of its own."""
    with wandb.init(project=project) as run:
        yield run


@pytest.fixture(autouse=True)
def no_run_stays_active():
    """Finishes the run that a failed snippet leaves active, so that the next test starts its own."""
    yield
    wandb.finish()
