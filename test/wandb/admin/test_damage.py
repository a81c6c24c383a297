"""Bytes that were damaged on the server's disk are detected, and logging the same content again repairs them."""

import random
import re

import wandb
from contents import files_below, log


def flip_a_byte_of(server, content):
    """Changes a byte of stored content where it lies, in the pack of a server that works."""
    pack, at = next(
        (pack, at) for pack in (server.data / "packs").iterdir() if (at := pack.read_bytes().find(content)) >= 0
    )
    with open(pack, "r+b") as file:
        file.seek(at + 100)
        file.write(bytes([content[100] ^ 0x40]))


def test_logging_the_same_content_again_repairs_every_version_that_shares_it(start_run, server, admin_verb, project):
    # Small enough to be stored as it is.
    content = random.randbytes(4000)
    run = start_run(project=project)
    log(run, "first", {"a.bin": content, "b.txt": b"b"})
    log(run, "second", {"the-same.bin": content})
    flip_a_byte_of(server, content)
    told = admin_verb("verify", "--read-data", code=1)
    sentence = next(line for line in told.splitlines() if line.startswith("Chunk "))
    assert f'{run.entity}/{project}/first:v0 as "a.bin"' in sentence
    assert f'{run.entity}/{project}/second:v0 as "the-same.bin"' in sentence
    assert f'{project}/first:v0 as "a.bin"' in admin_verb("damage", code=1)

    again = log(start_run(project=project), "first", {"a.bin": content, "b.txt": b"b"})
    assert again.version == "v1"
    for name, path in (("first:v0", "a.bin"), ("first:v1", "a.bin"), ("second:v0", "the-same.bin")):
        assert files_below(wandb.Api().artifact(f"{project}/{name}").download())[path] == content
    assert admin_verb("damage") == "no damaged chunks\n"
    assert re.search(r": no errors found\n$", admin_verb("verify", "--read-data"))
