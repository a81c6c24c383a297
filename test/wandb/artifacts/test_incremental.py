"""Incremental versions, which contain only changes, and drafts of a version."""

import wandb
from contents import files_below, log

# JavaScript's engine gives up at some 120,000 arguments.
MANY = 150_000
FIRST = {"a.txt": b"a", "sub/b.txt": b"b", "sub/c.txt": b"c"}


def incremental(name: str, files: dict[str, bytes]) -> wandb.Artifact:
    artifact = wandb.Artifact(name, type="dataset", incremental=True)
    for path, data in files.items():
        with artifact.new_file(path, mode="wb") as file:
            file.write(data)
    return artifact


def test_new_entries_are_merged_over_those_of_the_newest_version(run, api, collection):
    log(run, collection, FIRST)
    more = run.log_artifact(incremental(collection, {"sub/b.txt": b"other", "z.txt": b"z"})).wait()
    assert more.version == "v1"
    expected = {**FIRST, "sub/b.txt": b"other", "z.txt": b"z"}
    stored = api.artifact(f"{run.project}/{collection}:v1")
    assert files_below(stored.download()) == expected
    assert (stored.file_count, stored.size) == (4, sum(map(len, expected.values())))


def test_the_first_version_may_be_incremental(run, api, collection):
    run.log_artifact(incremental(collection, FIRST)).wait()
    assert files_below(api.artifact(f"{run.project}/{collection}:v0").download()) == FIRST


def test_the_digest_equals_that_of_the_same_content_logged_in_full(run, api, collection):
    log(run, collection, FIRST)
    merged = run.log_artifact(incremental(collection, {"z.txt": b"z"})).wait()
    whole = log(run, f"{collection}-whole", {**FIRST, "z.txt": b"z"})
    assert merged.digest == whole.digest
    assert log(run, collection, {**FIRST, "z.txt": b"z"}).version == merged.version


def test_adding_to_an_increment_leaves_base_and_increment_unchanged(run, api, collection):
    log(run, collection, FIRST)
    for number in range(3):
        run.log_artifact(incremental(collection, {f"{number}.txt": b"%d" % number})).wait()
    stored = [api.artifact(f"{run.project}/{collection}:v{index}") for index in range(4)]
    assert [artifact.file_count for artifact in stored] == [3, 4, 5, 6]
    assert all(artifact.verify(artifact.download()) is None for artifact in stored)


def test_references_of_the_base_are_kept(run, api, collection):
    first = wandb.Artifact(collection, type="dataset")
    first.add_reference("cloud-of-ours://bucket/thing", name="thing")
    run.log_artifact(first).wait()
    run.log_artifact(incremental(collection, {"a.txt": b"a"})).wait()
    entries = api.artifact(f"{run.project}/{collection}:v1").manifest.entries
    assert entries["thing"].ref == "cloud-of-ours://bucket/thing"
    assert set(entries) == {"thing", "a.txt"}


def test_a_base_may_have_150_000_entries(run, api, collection):
    first = wandb.Artifact(collection, type="dataset")
    for number in range(MANY):
        first.add_reference(f"cloud-of-ours://bucket/{number}", name=f"{number}")
    run.log_artifact(first).wait()
    run.log_artifact(incremental(collection, {"a.txt": b"a"})).wait()
    assert api.artifact(f"{run.project}/{collection}:v1").file_count == MANY + 1


def test_a_draft_of_a_version_uploads_only_the_difference(run, api, server, collection):
    large = {f"{number}.bin": bytes([number]) * 300_000 for number in range(5)}
    log(run, collection, large)
    before = server.packed_bytes()
    draft = run.use_artifact(f"{collection}:latest").new_draft()
    draft.remove("0.bin")
    with draft.new_file("new.txt") as file:
        file.write("new")
    assert run.log_artifact(draft).wait().version == "v1"
    assert server.packed_bytes() - before < 20_000
    expected = {**{name: data for name, data in large.items() if name != "0.bin"}, "new.txt": b"new"}
    assert files_below(api.artifact(f"{run.project}/{collection}:v1").download()) == expected
