"""Removing files before logging and on a draft of a logged version."""

import pytest
from contents import artifact_of, files_below, log

FILES = {"keep.txt": b"keep", "drop.txt": b"drop", "folder/one.txt": b"1", "folder/two.txt": b"2"}


def test_a_file_removed_before_logging_is_not_stored(run, api, collection):
    artifact = artifact_of(collection, FILES)
    artifact.remove("drop.txt")
    run.log_artifact(artifact).wait()
    assert set(api.artifact(f"{run.project}/{collection}:latest").manifest.entries) == set(FILES) - {"drop.txt"}


def test_removing_a_folder_removes_what_is_in_it(run, api, collection):
    artifact = artifact_of(collection, FILES)
    artifact.remove("folder")
    run.log_artifact(artifact).wait()
    stored = api.artifact(f"{run.project}/{collection}:latest")
    assert files_below(stored.download()) == {"keep.txt": b"keep", "drop.txt": b"drop"}


def test_removing_an_unknown_file_is_an_error(collection):
    with pytest.raises(FileNotFoundError, match="No such file or directory: missing.txt"):
        artifact_of(collection, FILES).remove("missing.txt")


def test_a_file_removed_from_a_draft_is_missing_only_in_the_next_version(run, api, collection):
    log(run, collection, FILES)
    draft = run.use_artifact(f"{collection}:latest").new_draft()
    draft.remove("drop.txt")
    draft.remove("folder")
    with draft.new_file("added.txt", mode="xb") as file:
        file.write(b"added")
    run.log_artifact(draft).wait()

    expected = {"keep.txt": b"keep", "added.txt": b"added"}
    assert files_below(api.artifact(f"{run.project}/{collection}:v1").download()) == expected
    assert files_below(api.artifact(f"{run.project}/{collection}:v0").download()) == FILES


def test_a_draft_equal_to_its_base_returns_the_base_version(run, api, collection):
    log(run, collection, FILES)
    draft = run.use_artifact(f"{collection}:latest").new_draft()
    draft.remove("drop.txt")
    with draft.new_file("drop.txt", mode="xb") as file:
        file.write(b"drop")
    assert run.log_artifact(draft).wait().version == "v0"
    assert len(api.artifacts("dataset", f"{run.project}/{collection}")) == 1
