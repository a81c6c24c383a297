"""The code that README and guide show, run as it stands there: one page, one folder, its blocks from top to bottom.

A block runs when its fence says `python run` or `sh run`; a fence of `text prints` behind it holds what it prints, to the
letter.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from client_process import run_script
from stemma_server import REPOSITORY, StemmaServer

PAGES = ("README.md", "docs/guide/use-from-python.md", "docs/guide/run-a-server.md", "docs/guide/seeds.md", "docs/guide/client-faults.md")
FENCE = re.compile(r"^```(python run|sh run|text prints)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND_SECONDS = 60


@dataclass(frozen=True)
class Block:
    """A piece of a page, with the line it begins at."""

    kind: str
    text: str
    line: int


def blocks_of(page: str) -> list[Block]:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    return [Block(found[1], found[2], text.count("\n", 0, found.start()) + 1) for found in FENCE.finditer(text)]


@pytest.mark.parametrize("page", PAGES)
def test_the_code_of_a_page_runs_and_prints_the_documented_output(page, server, workplace):
    # Commands of a page name the data folder as it is called beside a server that was started without options.
    (workplace / "stemma-data").symlink_to(server.data)
    printed = ""
    for block in blocks_of(page):
        if block.kind == "python run":
            file = workplace / f"line-{block.line}.py"
            file.write_text(block.text, encoding="utf-8")
            printed = run_script(file, environment={}, cwd=workplace).stdout
        elif block.kind == "sh run":
            printed = run_commands(page, block, server, workplace)
        else:
            assert printed.rstrip() == block.text.rstrip(), f"{page}:{block.line}"


def run_commands(page: str, block: Block, server: StemmaServer, folder: Path) -> str:
    for program in ("bash", "curl"):
        if shutil.which(program) is None:
            pytest.skip(f"{page} shows commands of {program}, which this machine does not have")
    environment = {**os.environ, "WANDB_BASE_URL": server.base_url}
    process = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block.text],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
    )
    assert process.returncode == 0, f"{page}:{block.line}\n{process.stdout}\n{process.stderr}"
    return process.stdout


@pytest.mark.parametrize("page", PAGES)
def test_a_page_contains_code_that_runs(page):
    assert any(block.kind.endswith("run") for block in blocks_of(page)), f"{page} has no block that runs"


def test_python_code_of_readme_and_guide_is_marked_to_run():
    for page in sorted([REPOSITORY / "README.md", *(REPOSITORY / "docs" / "guide").glob("*.md")]):
        unmarked = re.findall(r"^```python$", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert not unmarked, f"{page.name} shows Python that no test runs: write ```python run"
