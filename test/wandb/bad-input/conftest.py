"""Fixtures of the tests that send bad input."""

from collections.abc import Callable

import pytest
from draft import Draft


@pytest.fixture(autouse=True)
def server_stays_ready(server):
    """Checks after each test that the server still answers."""
    yield
    assert server.is_ready(), server.log_tail()


@pytest.fixture
def start_draft(wire, project, collection) -> Callable[..., Draft]:
    """Creates a draft, with the given manifest announced."""
    return lambda manifest=b"": Draft(wire, project, collection, manifest)


@pytest.fixture
def draft(start_draft) -> Draft:
    """A draft without uploads."""
    return start_draft()
