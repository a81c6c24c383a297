"""Tells the benchmark where a step begins and ends, and waits each time until it has looked at the server."""

import json
import sys
import time
from contextlib import contextmanager


@contextmanager
def step(work: str):
    _tell({"begin": work})
    started = time.monotonic()
    yield
    _tell({"end": work, "seconds": time.monotonic() - started})


def _tell(event: dict) -> None:
    print(json.dumps(event), flush=True)
    sys.stdin.readline()
