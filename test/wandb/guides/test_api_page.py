"""The snippets of the API page, in their order."""

from datetime import datetime
from pathlib import Path

import pytest
import wandb
from contents import files_below, log, write_files
from logged_references import facts
from stored_versions import inputs_of
from wandb.errors import CommError

pytest_plugins = ["reference_sources"]

# The project directory of the page; the bucket holds the same.
DIRECTORY = {
    "images/cat.png": b"a cat",
    "images/dog.png": b"a dog",
    "checkpoints/model.h5": b"a checkpoint",
    "model.h5": b"weights",
}

# The page's table of references: what is called, and which path of the artifact is which of the bucket.
REFERENCES = {
    "an object": (["model.h5"], {"model.h5": "model.h5"}),
    "an object in a folder": (["checkpoints/model.h5"], {"model.h5": "checkpoints/model.h5"}),
    "a named object": (["model.h5", "models/mymodel.h5"], {"models/mymodel.h5": "model.h5"}),
    "a prefix": (["images"], {"cat.png": "images/cat.png", "dog.png": "images/dog.png"}),
    "a named prefix": (
        ["images", "images"],
        {"images/cat.png": "images/cat.png", "images/dog.png": "images/dog.png"},
    ),
}

DEFAULT_MAX_OBJECTS = 10_000_000


@pytest.fixture
def directory(workplace) -> Path:
    """The project directory of the page is the current folder."""
    return write_files(workplace, {**DIRECTORY, "bicycle-data.h5": b"bicycles"})


def test_a_step_of_a_pipeline_is_a_run_with_its_job_type(api):
    run = wandb.init(job_type="train")
    run.finish()
    stored = api.run(f"{run.entity}/uncategorized/{run.id}")
    assert (stored.job_type, stored.state) == ("train", "finished")


def test_an_artifact_is_logged_as_an_output_and_changes_make_versions(run, api, project, directory):
    found = []
    for data in (b"bicycles", b"bicycles", b"more bicycles"):
        write_files(directory, {"bicycle-data.h5": data})
        artifact = wandb.Artifact("bike-dataset", type="dataset")

        # Add a file to the artifact's contents
        artifact.add_file("bicycle-data.h5")

        # Save the artifact version to W&B and mark it as the output of this run
        run.log_artifact(artifact)
        found.append(artifact.wait().version)
    assert found == ["v0", "v0", "v1"]
    outputs = api.run(f"{run.entity}/{project}/{run.id}").logged_artifacts()
    assert {artifact.source_name for artifact in outputs} == {"bike-dataset:v0", "bike-dataset:v1"}
    assert files_below(api.artifact(f"{project}/bike-dataset:v1").download()) == {"bicycle-data.h5": b"more bicycles"}


# The page's loop of ten versions is the notebook's: it is in test_notebook.py.


def test_artifacts_can_be_used_from_this_project_another_project_and_another_entity(run, start_run, project):
    log(run, "bike-dataset", {"bicycle-data.h5": b"bicycles"})
    other = f"other-{project}"
    log(start_run(project=other), "bike-model", {"model.h5": b"weights"}, type="model")

    # Query W&B for an artifact and mark it as input to this run
    artifact = run.use_artifact("bike-dataset:v0")

    # Download the artifact's contents
    artifact_dir = artifact.download()
    assert files_below(artifact_dir) == {"bicycle-data.h5": b"bicycles"}
    assert inputs_of(run) == {f"{run.entity}/{project}/bike-dataset:v0"}

    # Query W&B for an artifact from another project and mark it
    # as an input to this run.
    artifact = run.use_artifact(f"{other}/bike-model:v0")
    assert inputs_of(run) == {f"{run.entity}/{project}/bike-dataset:v0", f"{run.entity}/{other}/bike-model:v0"}

    # Use an artifact from another entity and mark it as an input
    # to this run. (One of a team is used in test_guide.py.)
    artifact = run.use_artifact(f"{run.entity}/{other}/bike-model:v0")
    assert artifact.qualified_name == f"{run.entity}/{other}/bike-model:v0"


def test_an_artifact_that_has_not_been_logged_is_created_once_and_is_an_input(run, api, project, directory):
    for _ in range(3):
        artifact = wandb.Artifact("bike-model", type="model")
        artifact.add_file("model.h5")
        run.use_artifact(artifact)
    assert [version.version for version in api.artifacts("model", f"{project}/bike-model")] == ["v0"]
    assert inputs_of(run) == {f"{run.entity}/{project}/bike-model:v0"}


def test_latest_names_the_most_recent_version_and_a_custom_alias_the_version_it_was_given_to(run, directory):
    log(run, "bike-dataset", {"a.txt": b"1"})
    log(run, "bike-dataset", {"a.txt": b"2"})
    artifact = run.use_artifact("bike-dataset:latest")
    assert artifact.version == "v1"

    artifact = wandb.Artifact("run-3nq3ctyy-bike-model", type="model")
    artifact.add_file("model.h5")
    run.log_artifact(artifact, aliases=["latest", "best-ap50"])
    artifact.wait()
    assert run.use_artifact("run-3nq3ctyy-bike-model:best-ap50").id == artifact.id
    assert sorted(artifact.aliases) == ["best-ap50", "latest"]


def test_fields_are_set_on_an_artifact_before_it_is_logged(run, api, project):
    artifact = wandb.Artifact("bike-dataset", type="dataset")
    artifact.description = "Free text"
    artifact.metadata = {"classes": {"bike": 3}}
    run.log_artifact(artifact).wait()
    stored = api.artifact(f"{project}/bike-dataset:v0")
    assert (stored.type, stored.description, stored.metadata) == ("dataset", "Free text", {"classes": {"bike": 3}})


def test_content_is_added_as_a_file_as_a_folder_through_a_writer_and_as_a_reference(run, api, project, directory):
    artifact = wandb.Artifact("bike-dataset", type="dataset")
    path = "model.h5"
    # Add a single file
    artifact.add_file(path, name="optional-name")

    path = "images"
    # Recursively add a directory
    artifact.add_dir(path, name="optional-prefix")

    name = "hello.txt"
    # Return a writeable file-like object, stored as <name> in the artifact
    with artifact.new_file(name) as f:
        f.write("hello")  # Write contents into the file

    uri = (directory / "checkpoints" / "model.h5").as_uri()
    # Add a URI reference
    artifact.add_reference(uri, name="optional-reference")
    run.log_artifact(artifact).wait()

    assert files_below(api.artifact(f"{project}/bike-dataset:latest").download()) == {
        "optional-name": b"weights",
        "optional-prefix/cat.png": b"a cat",
        "optional-prefix/dog.png": b"a dog",
        "hello.txt": b"hello",
        "optional-reference": b"a checkpoint",
    }


# The page's table of files and folders is in test_contents.py.


@pytest.mark.parametrize("call", REFERENCES)
def test_each_way_of_adding_a_reference_gives_the_documented_paths(run, api, project, bucket, s3, call):
    (path, *name), expected = REFERENCES[call]
    s3.make_bucket(bucket)
    stored = {key: s3.put(bucket, key, data) for key, data in DIRECTORY.items()}
    artifact = wandb.Artifact("bike-dataset", type="dataset")
    artifact.add_reference(f"s3://{bucket}/{path}", *name)
    run.log_artifact(artifact).wait()
    artifact = api.artifact(f"{project}/bike-dataset:v0")
    assert facts(artifact) == {
        path: (f"s3://{bucket}/{key}", stored[key]["etag"], len(DIRECTORY[key])) for path, key in expected.items()
    }
    # References that have schemes that W&B knows how to handle can be downloaded just like artifact files.
    assert files_below(artifact.download()) == {path: DIRECTORY[key] for path, key in expected.items()}


def test_a_reference_takes_its_name_from_the_uri_and_a_checksum_on_request(run, web):
    uri = web.put("/folder/page.html", b"a page", etag='"one"')
    found = []
    for checksum in (True, False):
        artifact = wandb.Artifact(f"page-{checksum}", type="dataset")
        artifact.add_reference(uri, name=None, checksum=checksum)
        found.append(facts(run.log_artifact(artifact).wait()))
    assert found == [{"page.html": (uri, "one", 6)}, {"page.html": (uri, uri, 0)}]


def test_a_google_prefix_is_expanded_with_the_versions_of_its_objects(run, project, bucket, gs):
    store = gs.create_bucket(bucket)
    for key, data in DIRECTORY.items():
        store.blob(key).upload_from_string(data)
    artifact = wandb.Artifact("bike-dataset", type="dataset")
    artifact.add_reference(f"gs://{bucket}/images")
    run.log_artifact(artifact).wait()
    entries = wandb.Api().artifact(f"{project}/bike-dataset:v0").manifest.entries
    # As floats, because the client rounds the long numbers of the emulator: see test_references.py.
    assert {name: float(entry.extra["versionID"]) for name, entry in entries.items()} == {
        name: float(store.get_blob(f"images/{name}").generation) for name in ("cat.png", "dog.png")
    }


def test_a_prefix_is_limited_to_ten_thousand_objects_only_by_max_objects(bucket, s3):
    s3.make_bucket(bucket)
    for key, data in DIRECTORY.items():
        s3.put(bucket, key, data)
    from wandb.sdk.artifacts.storage_handlers import s3_handler

    assert s3_handler.DEFAULT_MAX_OBJECTS == DEFAULT_MAX_OBJECTS
    artifact = wandb.Artifact("bike-dataset", type="dataset")
    artifact.add_reference(f"s3://{bucket}/", max_objects=2)
    assert len(artifact.manifest.entries) == 2


# The program that fills a partitioned table from parallel runs is in test_distributed.py, with processes that are
# started by hand in place of ray.


def test_the_argument_of_use_artifact_may_be_a_name_or_an_artifact(run, project):
    log(run, "bike-dataset", {"a.txt": b"a"})
    by_name = run.use_artifact("bike-dataset:v0")
    by_object = run.use_artifact(wandb.Api().artifact(f"{project}/bike-dataset:v0"))
    assert by_name.id == by_object.id
    assert inputs_of(run) == {f"{run.entity}/{project}/bike-dataset:v0"}


def test_a_stored_artifact_can_be_downloaded_whole_to_a_chosen_folder_or_file_by_file(run):
    log(run, "bike-dataset", DIRECTORY)
    artifact = run.use_artifact("bike-dataset:latest")

    datadir = artifact.download(root=None)
    assert files_below(datadir) == DIRECTORY
    assert Path(datadir).name == "bike-dataset:v0"

    # Download all of the artifact's contents that aren't currently present.
    times = {path: path.stat().st_mtime_ns for path in Path(datadir).rglob("*.png")}
    Path(datadir, "model.h5").unlink()
    artifact.download()
    assert files_below(datadir) == DIRECTORY
    assert {path: path.stat().st_mtime_ns for path in Path(datadir).rglob("*.png")} == times

    assert files_below(artifact.download(root="elsewhere")) == DIRECTORY

    name = "images/cat.png"
    path = artifact.get_path(name)
    assert Path(path.download(root="one")).read_bytes() == b"a cat"
    assert files_below("one") == {"images/cat.png": b"a cat"}


def test_the_ref_of_an_entry_is_the_uri_it_was_stored_with(run, web):
    uri = web.put("/model.h5", b"weights", etag='"one"')
    artifact = wandb.Artifact("bike-model", type="model")
    artifact.add_reference(uri)
    run.log_artifact(artifact).wait()
    path = run.use_artifact("bike-model:latest").get_path("model.h5")
    assert path.ref == uri
    assert Path(path.download()).read_bytes() == b"weights"


def test_calling_the_ref_of_an_entry_is_a_type_error(run, web):
    artifact = wandb.Artifact("bike-model", type="model")
    artifact.add_reference(web.put("/model.h5", b"weights", etag='"one"'))
    run.log_artifact(artifact).wait()
    path = run.use_artifact("bike-model:latest").get_path("model.h5")
    with pytest.raises(TypeError, match="'str' object is not callable"):
        path.ref()


def test_an_artifact_without_a_type_is_a_type_error():
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'type'"):
        wandb.Artifact("reference model")


def test_a_blank_in_the_name_of_an_artifact_is_a_value_error():
    with pytest.raises(ValueError, match="may only contain alphanumeric characters, dashes, underscores, and dots"):
        wandb.Artifact("reference model", type="model")


def test_a_constructed_artifact_is_created_once_while_its_contents_stay_the_same(run, api, project, directory):
    found = []
    for data in (b"weights", b"weights", b"other weights"):
        write_files(directory, {"model.h5": data})
        artifact = wandb.Artifact("reference-model", type="model")
        artifact.add_file("model.h5")
        found.append(run.use_artifact(artifact).version)
    assert found == ["v0", "v0", "v1"]
    assert len(api.artifacts("model", f"{project}/reference-model")) == 2


def test_an_artifact_is_downloaded_outside_of_a_run(run, collection):
    log(run, collection, DIRECTORY, aliases=["alias"])
    api = wandb.Api()
    artifact = api.artifact(f"{run.entity}/{run.project}/{collection}:alias")
    assert files_below(artifact.download()) == DIRECTORY


def test_description_metadata_and_aliases_can_be_updated_together(collection):
    with wandb.init() as run:
        stored = log(run, collection, {"a.txt": b"a"}, aliases=["old"], metadata={"oldKey": "old value"})
    updated_at = datetime.fromisoformat(stored.updated_at)
    api = wandb.Api()
    artifact = api.artifact(f"{collection}:latest")

    # Update the description
    artifact.description = "My new description"

    # Selectively update metadata keys
    artifact.metadata["oldKey"] = "new value"

    # Replace the metadata entirely
    artifact.metadata = {"newKey": "new value"}

    # Add an alias
    artifact.aliases.append("best")

    # Remove an alias
    artifact.aliases.remove("latest")

    # Completely replace the aliases
    artifact.aliases = ["replaced"]

    # Persist all artifact modifications
    artifact.save()

    stored = wandb.Api().artifact(f"{collection}:replaced")
    assert (stored.version, stored.aliases) == ("v0", ["replaced"])
    assert (stored.description, stored.metadata) == ("My new description", {"newKey": "new value"})
    assert datetime.fromisoformat(stored.updated_at) >= updated_at
    for alias in ("latest", "best", "old"):
        with pytest.raises(CommError, match="not found"):
            wandb.Api().artifact(f"{collection}:{alias}")


def test_each_update_alone_keeps_the_other_fields(run, project):
    log(run, "bike-dataset", {"a.txt": b"a"}, metadata={"oldKey": "old value", "kept": 1}, description="old")

    def update():
        return wandb.Api().artifact(f"{project}/bike-dataset:v0")

    artifact = update()
    artifact.metadata["oldKey"] = "new value"
    artifact.save()
    assert (update().metadata, update().description) == ({"oldKey": "new value", "kept": 1}, "old")

    artifact = update()
    artifact.aliases.append("best")
    artifact.aliases.remove("latest")
    artifact.save()
    assert update().aliases == ["best"]


def test_the_lineage_graph_can_be_traversed_in_both_directions(run, start_run, project):
    log(run, "data", {"a.txt": b"a"})
    user = start_run(project=project)
    user.use_artifact("data:v0")
    log(user, "model", {"m.txt": b"m"}, type="model")
    maker = run
    api = wandb.Api()

    artifact = api.artifact(f"{project}/data:v0")

    # Walk up and down the graph from an artifact:
    producer_run = artifact.logged_by()
    consumer_runs = artifact.used_by()

    assert producer_run.id == maker.id
    [run] = consumer_runs
    assert run.id == user.id

    # Walk up and down the graph from a run:
    logged_artifacts = run.logged_artifacts()
    used_artifacts = run.used_artifacts()
    assert [found.source_name for found in logged_artifacts] == ["model:v0"]
    assert [found.source_name for found in used_artifacts] == ["data:v0"]


def test_only_the_run_of_wandb_api_lists_its_artifacts(run):
    with pytest.raises(AttributeError, match="'Run' object has no attribute 'logged_artifacts'"):
        run.logged_artifacts()
    assert list(wandb.Api().run(run.path).logged_artifacts()) == []


def test_unneeded_versions_of_a_checkpoint_are_cleaned_up(run, project):
    for number in range(4):
        log(run, "checkpoint", {"model.h5": b"%d" % number}, type="model")
    api = wandb.Api()

    artifact_type, artifact_name = "model", f"{project}/checkpoint"  # fill in the desired type + name
    for version in api.artifact_versions(artifact_type, artifact_name):
        # Clean up all versions that don't have an alias such as 'latest'.
        if len(version.aliases) == 0:
            version.delete()
    left = wandb.Api().artifacts(artifact_type, artifact_name)
    assert [(version.version, version.aliases) for version in left] == [("v3", ["latest"])]
