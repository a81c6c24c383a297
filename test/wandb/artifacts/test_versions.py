"""A new version only when the content changed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import wandb
from contents import artifact_of, files_below, log
from wandb.sdk.artifacts.artifact_manifest_entry import ArtifactManifestEntry
from wandb.sdk.artifacts.exceptions import ArtifactFinalizedError

LOG_FIVE = """
import sys
import wandb

_, project, collection, writer = sys.argv
with wandb.init(project=project) as run:
    for index in range(5):
        artifact = wandb.Artifact(collection, type="dataset", metadata={"writer": writer, "index": index})
        with artifact.new_file("which.txt") as file:
            file.write(f"{writer} {index}")
        print(run.log_artifact(artifact).wait().version)
"""


def versions_of(api, run, collection: str) -> list[str]:
    return sorted(version.version for version in api.artifacts("dataset", f"{run.project}/{collection}"))


def test_changed_content_creates_the_next_version(run, api, collection):
    assert log(run, collection, {"a.txt": b"one"}).version == "v0"
    assert log(run, collection, {"a.txt": b"two"}).version == "v1"
    assert log(run, collection, {"a.txt": b"two", "b.txt": b""}).version == "v2"
    assert versions_of(api, run, collection) == ["v0", "v1", "v2"]


def test_the_same_content_returns_the_existing_version(run, api, collection):
    first = log(run, collection, {"a.txt": b"one"})
    second = log(run, collection, {"a.txt": b"one"})
    assert (second.version, second.id) == ("v0", first.id)
    assert versions_of(api, run, collection) == ["v0"]


def test_the_same_content_under_another_path_is_another_version(run, collection):
    assert log(run, collection, {"a.txt": b"one"}).version == "v0"
    assert log(run, collection, {"b.txt": b"one"}).version == "v1"


def test_the_same_content_in_another_collection_is_a_separate_version(run, collection):
    first = log(run, f"{collection}-1", {"a.txt": b"one"})
    second = log(run, f"{collection}-2", {"a.txt": b"one"})
    assert (first.version, second.version) == ("v0", "v0")
    assert first.id != second.id
    assert first.digest == second.digest


def test_the_content_of_an_older_version_returns_that_version_and_moves_latest_to_it(run, api, collection):
    log(run, collection, {"a.txt": b"one"})
    log(run, collection, {"a.txt": b"two"})
    assert log(run, collection, {"a.txt": b"one"}).version == "v0"
    assert api.artifact(f"{run.project}/{collection}:latest").version == "v0"
    assert api.artifact(f"{run.project}/{collection}:v1").aliases == []
    assert versions_of(api, run, collection) == ["v0", "v1"]


def test_a_different_description_or_metadata_alone_creates_no_version(run, api, collection):
    log(run, collection, {"a.txt": b"one"}, description="first", metadata={"k": 1})
    again = log(run, collection, {"a.txt": b"one"}, description="second", metadata={"k": 2})
    assert again.version == "v0"
    assert versions_of(api, run, collection) == ["v0"]


def test_a_later_run_reuses_the_version_of_an_earlier_run(start_run, api, project):
    first, second = start_run(project=project), start_run(project=project)
    log(first, "shared", {"a.txt": b"one"})
    assert log(second, "shared", {"a.txt": b"one"}).version == "v0"
    assert log(second, "shared", {"a.txt": b"two"}).version == "v1"
    assert api.artifact(f"{project}/shared:v0").logged_by().id == first.id
    assert api.artifact(f"{project}/shared:v1").logged_by().id == second.id


def test_logging_an_artifact_object_twice_creates_one_version(start_run, api, project):
    run = start_run(project=project)
    artifact = log(run, "twice", {"a.txt": b"one"})
    run.log_artifact(artifact)
    run.finish()
    assert [version.version for version in api.artifacts("dataset", f"{project}/twice")] == ["v0"]
    assert [collection.name for collection in api.artifact_type("dataset", project).collections()] == ["twice"]


def test_the_stored_digest_equals_the_one_the_client_computed(run, api, collection):
    # U+FF5E sorts after U+1F600 in UTF-16 and before it in UTF-8: a digest sorted the wrong way differs.
    local = artifact_of(collection, {"b": b"1", "a/b": b"2", "a.b": b"3", "\uff5e": b"4", "\U0001f600": b"5"})
    digest = local.digest
    assert run.log_artifact(local).wait().digest == digest
    stored = api.artifact(f"{run.project}/{collection}:latest")
    assert stored.digest == digest
    assert stored.manifest.digest() == digest


def test_a_draft_adds_files_to_a_version_and_becomes_the_next_version(run, api, collection):
    log(run, collection, {"a.txt": b"a"})
    draft = api.artifact(f"{run.project}/{collection}:latest").new_draft()
    with draft.new_file("b.txt", mode="xb") as file:
        file.write(b"b")
    assert run.log_artifact(draft).wait().version == "v1"
    assert files_below(api.artifact(f"{run.project}/{collection}:v1").download()) == {"a.txt": b"a", "b.txt": b"b"}


def test_a_logged_version_rejects_more_files(run, collection, workplace):
    artifact = log(run, collection, {"a.txt": b"a"})
    (workplace / "more.txt").write_bytes(b"more")
    for change in (
        lambda: artifact.add_file("more.txt"),
        lambda: artifact.add_dir("."),
        lambda: artifact.remove("a.txt"),
        lambda: artifact.add(wandb.Table(columns=["a"], data=[[1]]), "table"),
        lambda: artifact.add_reference("https://example.com/x", name="x"),
    ):
        with pytest.raises(ArtifactFinalizedError, match="Can't modify finalized artifact"):
            change()


def test_saving_a_changed_manifest_changes_nothing(run, api, collection):
    log(run, collection, {"a.txt": b"a"})
    artifact = api.artifact(f"{run.project}/{collection}:latest")
    artifact.manifest.entries["b.txt"] = ArtifactManifestEntry(path="b.txt", digest="CY9rzUYh03PK3k6DJie09g==", size=4)
    artifact.save()
    after = api.artifact(f"{run.project}/{collection}:latest")
    assert set(after.manifest.entries) == {"a.txt"}
    assert (after.version, after.size, after.file_count) == ("v0", 1, 1)


def test_two_processes_can_log_to_one_collection_without_losing_versions(api, python, project):
    with ThreadPoolExecutor(2) as pool:
        printed = list(pool.map(lambda writer: python(LOG_FIVE, project, "shared", writer).stdout.split(), "AB"))

    versions = {version.version: version for version in api.artifacts("dataset", f"{project}/shared")}
    assert set(versions) == {f"v{index}" for index in range(10)}
    assert sorted(printed[0] + printed[1]) == sorted(versions)
    for writer, own in zip("AB", printed):
        assert own == sorted(own, key=lambda version: int(version[1:])), "a writer's versions are in its own order"
        for index, version in enumerate(own):
            assert versions[version].metadata == {"writer": writer, "index": index}
            assert files_below(versions[version].download()) == {"which.txt": f"{writer} {index}".encode()}
    assert [version for version, artifact in versions.items() if "latest" in artifact.aliases] == ["v9"]
