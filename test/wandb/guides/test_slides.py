"""The snippets of the slides, in their order."""

from pathlib import Path

import pytest
import wandb
from contents import files_below, log, write_files
from logged_references import facts
from stored_versions import aliases_by_version
from wire import md5_base64

pytest_plugins = ["reference_sources"]

FILES = {"images/cats/1.jpg": b"a cat", "images/dogs/1.jpg": b"a dog", "file.txt": b"text"}


@pytest.fixture
def stored(run):
    """The dataset of the slides, logged by an earlier call."""
    return log(run, "my-dataset", FILES)


def test_the_basic_snippet_logs_an_artifact_from_a_run_with_a_job_type(api, project, workplace):
    write_files(workplace, {"local/path/to/data.csv": b"x,y\n1,2\n"})
    # Initialize Run
    run = wandb.init(project=project, job_type="preprocess")

    # Create Artifact Object
    artifact = wandb.Artifact(name="my-dataset", type="dataset")

    # Add Files/Data
    artifact.add_file("local/path/to/data.csv")

    # Log Artifact
    run.log_artifact(artifact)
    run.finish()

    stored = api.artifact(f"{project}/my-dataset:latest")
    assert files_below(stored.download()) == {"data.csv": b"x,y\n1,2\n"}
    assert (stored.version, stored.type, stored.logged_by().job_type) == ("v0", "dataset", "preprocess")


def test_a_file_and_a_folder_can_be_added_under_chosen_names(run, api, project, workplace):
    write_files(workplace, {"model.h5": b"weights", "image_folder/1.jpg": b"one", "image_folder/sub/2.jpg": b"two"})
    artifact = wandb.Artifact(name="bert-base-uncased", type="model")
    # Single File
    artifact.add_file(local_path="model.h5", name="optional/path/in/artifact/model.h5")

    # Directory (recursively adds contents)
    artifact.add_dir(local_path="image_folder/", name="optional/prefix")
    run.log_artifact(artifact).wait()
    assert files_below(api.artifact(f"{project}/bert-base-uncased:v0").download()) == {
        "optional/path/in/artifact/model.h5": b"weights",
        "optional/prefix/1.jpg": b"one",
        "optional/prefix/sub/2.jpg": b"two",
    }


def test_data_in_a_bucket_is_tracked_without_uploading_it(run, server, project, bucket, s3):
    large = bytes(range(256)) * 8000
    stored = s3.put(s3.make_bucket(bucket, versioned=True), "data/images/1.jpg", large)
    before = server.packed_bytes()
    artifact = wandb.Artifact(name="raw-images", type="dataset")
    # External References
    artifact.add_reference(f"s3://{bucket}/data/images")
    run.log_artifact(artifact).wait()
    assert server.packed_bytes() - before < 20_000

    # Store only metadata (URI, checksums, size, version ID)
    artifact = wandb.Api().artifact(f"{project}/raw-images:v0")
    [entry] = artifact.manifest.entries.values()
    assert (entry.path, entry.ref, entry.digest, entry.size) == (
        "1.jpg",
        f"s3://{bucket}/data/images/1.jpg",
        stored["etag"],
        len(large),
    )
    assert entry.extra["versionID"] == stored["versionID"]
    # download() fetches directly from the source URI
    assert files_below(artifact.download()) == {"1.jpg": large}


def test_each_scheme_of_the_slide_is_supported_and_new_content_is_a_new_version(
    run, workplace, bucket, s3, gs, any_web
):
    s3.make_bucket(bucket)
    gs.create_bucket(bucket)
    for data in (b"before", b"after!"):
        s3.put(bucket, "s3.bin", data)
        gs.bucket(bucket).blob("gs.bin").upload_from_string(data)
        write_files(workplace / "mount", {"file.bin": data})
        artifact = wandb.Artifact(name="everywhere", type="dataset")
        artifact.add_reference(f"s3://{bucket}/s3.bin")
        artifact.add_reference(f"gs://{bucket}/gs.bin")
        artifact.add_reference(any_web.put("/web.bin", data, etag=f'"{data.decode()}"'))
        artifact.add_reference((workplace / "mount" / "file.bin").as_uri())
        run.log_artifact(artifact).wait()
        names = ["s3.bin", "gs.bin", "web.bin", "file.bin"]
        folder = run.use_artifact("everywhere:latest").download()
        assert files_below(folder) == dict.fromkeys(names, data)
    assert artifact.version == "v1", "versioning for external data"
    assert facts(artifact)["file.bin"][1] == md5_base64(b"after!")
    used = wandb.Api().run(run.path).used_artifacts()
    assert {found.source_name for found in used} == {"everywhere:v0", "everywhere:v1"}, "lineage for external data"


def test_usage_can_be_declared_by_alias_by_version_and_from_another_project(stored, run, start_run, project):
    user = start_run(project=f"other-{project}")
    used = user.use_artifact(f"{run.entity}/{project}/my-dataset:latest")
    assert used.id == stored.id
    found = wandb.Api().run(user.path).used_artifacts()
    assert [artifact.source_qualified_name for artifact in found] == [f"{run.entity}/{project}/my-dataset:v0"]

    artifact = run.use_artifact("my-dataset:latest")
    assert (artifact.id, run.use_artifact("my-dataset:v0").id) == (stored.id, stored.id)


def test_contents_can_be_downloaded_whole_by_prefix_or_one_by_one(stored, run, workplace, monkeypatch):
    monkeypatch.delenv("WANDB_ARTIFACT_DIR")
    artifact = run.use_artifact("my-dataset:latest")
    data_dir = artifact.download()
    # Downloads to ./artifacts/artifact-name:version/.
    assert Path(data_dir) == workplace / "artifacts" / "my-dataset:v0"
    assert files_below(data_dir) == FILES

    # Optional root parameter for custom path.
    assert files_below(artifact.download(root="custom")) == FILES == files_below(workplace / "custom")

    # Partial download
    partial = artifact.download(root="partial", path_prefix="images/cats/")
    assert files_below(partial) == {"images/cats/1.jpg": b"a cat"}

    # Get specific file path/ref
    path_obj = artifact.get_path("file.txt")
    assert Path(path_obj.download()).read_bytes() == b"text"
    assert path_obj.ref is None


def test_versions_are_created_when_content_changes_and_aliases_point_to_them(run, project):
    for text in (b"one", b"one", b"two", b"three"):
        artifact = wandb.Artifact(name="my-model", type="model")
        with artifact.new_file("model.h5", mode="wb") as file:
            file.write(text)
        run.log_artifact(artifact, aliases=["latest", "best-so-far"])
        artifact.wait()
    assert aliases_by_version(f"{project}/my-model", "model") == {"v0": [], "v1": [], "v2": ["best-so-far", "latest"]}

    # Update via API
    artifact = wandb.Api().artifact(f"{project}/my-model:v0")
    artifact.aliases.append("new-alias")
    artifact.save()
    assert aliases_by_version(f"{project}/my-model", "model")["v0"] == ["new-alias"]

    # vN: Permanent alias for each version.
    artifact.aliases = []
    artifact.save()
    assert wandb.Api().artifact(f"{project}/my-model:v0").digest == artifact.digest


def test_a_version_can_be_modified_without_uploading_everything_again(run, server, project, workplace):
    large = {f"{number}.bin": bytes([number]) * 300_000 for number in range(4)}
    log(run, "my-dataset", large)
    before = server.packed_bytes()
    write_files(workplace, {"more.bin": b"more"})

    saved_artifact = run.use_artifact("my-dataset:latest")
    draft = saved_artifact.new_draft()
    draft.add_file("more.bin")
    draft.remove("0.bin")
    run.log_artifact(draft)
    draft.wait()

    assert server.packed_bytes() - before < 20_000
    expected = {**{name: data for name, data in large.items() if name != "0.bin"}, "more.bin": b"more"}
    assert files_below(wandb.Api().artifact(f"{project}/my-dataset:v1").download()) == expected
    assert files_below(wandb.Api().artifact(f"{project}/my-dataset:v0").download()) == large


def test_parallel_runs_contribute_to_one_version_and_a_final_run_commits_it(start_run, api, project):
    runs = [start_run(project=project) for _ in range(3)]
    for number, run in enumerate(runs):
        artifact = wandb.Artifact(name="my-dataset", type="dataset")
        with artifact.new_file(f"{number}.txt") as file:
            file.write(str(number))
        run.upsert_artifact(artifact, distributed_id="all-of-them").wait()
    assert not wandb.Api().artifact_exists(f"{project}/my-dataset:latest"), "nothing is there before the final run"

    run = start_run(project=project)
    artifact = wandb.Artifact(name="my-dataset", type="dataset")
    run.finish_artifact(artifact, distributed_id="all-of-them").wait()
    stored = api.artifact(f"{project}/my-dataset:latest")
    assert stored.version == "v0"
    assert files_below(stored.download()) == {f"{number}.txt": b"%d" % number for number in range(3)}


def test_the_producer_and_the_consumers_of_an_artifact_are_listed(stored, run, start_run, project):
    users = [start_run(project=project) for _ in range(2)]
    for user in users:
        user.use_artifact("my-dataset:latest")
    artifact = wandb.Api().artifact(f"{project}/my-dataset:v0")
    # (producer run), (consumer runs)
    assert artifact.logged_by().id == run.id
    assert {found.id for found in artifact.used_by()} == {user.id for user in users}
