"""Logging continues in the background; wait() returns or raises its result."""

import pytest
import wandb
from contents import artifact_of, log
from wandb.sdk.artifacts.exceptions import ArtifactNotLoggedError


def test_wait_returns_the_created_version(run, collection):
    artifact = run.log_artifact(artifact_of(collection, {"a.txt": b"a"}, metadata={"k": 1})).wait()
    assert (artifact.version, artifact.state) == ("v0", "COMMITTED")
    assert artifact.qualified_name == f"{run.entity}/{run.project}/{collection}:v0"
    assert artifact.aliases == ["latest"]


def test_an_unlogged_artifact_has_no_version(collection):
    with pytest.raises(ArtifactNotLoggedError):
        artifact_of(collection, {"a.txt": b"a"}).version


def test_ten_versions_logged_in_a_loop_with_wait_keep_their_order(run, api, collection):
    for index in range(10):
        artifact = artifact_of(collection, {"index.txt": b"%d" % index}, metadata={"index": index})
        assert run.log_artifact(artifact).wait().version == f"v{index}"
    versions = api.artifacts("dataset", f"{run.project}/{collection}")
    assert {version.version: version.metadata["index"] for version in versions} == {f"v{i}": i for i in range(10)}


def test_ten_versions_logged_in_a_loop_without_wait_keep_call_order(run, api, collection):
    logged = [
        run.log_artifact(artifact_of(collection, {"index.txt": b"%d" % index}, metadata={"index": index}))
        for index in range(10)
    ]
    assert [artifact.wait().version for artifact in logged] == [f"v{index}" for index in range(10)]
    assert api.artifact(f"{run.project}/{collection}:latest").metadata == {"index": 9}


def test_artifacts_of_many_names_can_be_logged_concurrently(run, collection):
    names = [f"{collection}-{index}" for index in range(12)]
    logged = [run.log_artifact(artifact_of(name, {"name.txt": name.encode()})) for name in names]
    assert [artifact.wait().name for artifact in logged] == [f"{name}:v0" for name in names]


def test_finishing_a_run_stores_what_it_logged_without_wait(start_run, api, project):
    run = start_run(project=project)
    run.log_artifact(artifact_of("left-alone", {"a.txt": b"a"}))
    run.finish()
    assert api.artifact(f"{project}/left-alone:latest").version == "v0"


def test_wait_raises_the_server_message_about_a_path(run, api, collection, workplace):
    (workplace / "some.txt").write_bytes(b"some")
    artifact = wandb.Artifact(collection, type="dataset")
    artifact.add_file("some.txt", name="tree\\leaf.txt")
    with pytest.raises(ValueError, match="400") as refusal:
        run.log_artifact(artifact).wait()
    assert "leaf.txt" in str(refusal.value) and "backslash" in str(refusal.value)
    assert not api.artifact_exists(f"{run.project}/{collection}:latest")


def test_a_path_that_is_both_file_and_folder_is_rejected(run, api, collection, workplace):
    (workplace / "some.txt").write_bytes(b"some")
    artifact = wandb.Artifact(collection, type="dataset")
    artifact.add_file("some.txt", name="tree")
    artifact.add_file("some.txt", name="tree/leaf")
    # Of a refused upload the client passes on the status alone.
    with pytest.raises(ValueError, match="400"):
        run.log_artifact(artifact).wait()
    assert not api.artifact_exists(f"{run.project}/{collection}:latest")


def test_wait_raises_the_server_message_about_a_storage_region(run, collection):
    artifact = artifact_of(collection, {"a.txt": b"a"}, storage_region="nowhere-1")
    with pytest.raises(ValueError, match="CreateArtifact invalid storageRegion: nowhere-1"):
        run.log_artifact(artifact).wait()


def test_a_collection_keeps_the_type_it_was_first_logged_with(run, api, collection):
    log(run, collection, {"a.txt": b"a"}, type="dataset")
    message = f"Artifact {collection} already exists with type 'dataset'; cannot create another with type 'model'"
    with pytest.raises(ValueError, match=message):
        run.log_artifact(artifact_of(collection, {"b.txt": b"b"}, type="model"))
    assert len(api.artifacts("dataset", f"{run.project}/{collection}")) == 1


def test_the_run_continues_after_a_rejected_artifact(run, collection):
    with pytest.raises(ValueError):
        run.log_artifact(artifact_of(collection, {"a.txt": b"a"}, storage_region="nowhere-1")).wait()
    assert log(run, collection, {"a.txt": b"a"}).version == "v0"
