"""Lists of the public API: versions, collections and types, page by page."""

import re

import pytest
from contents import log
from wandb.errors import CommError

VERSION_COUNT = 7


@pytest.fixture(scope="module")
def shelf(run) -> str:
    """A project with three collections of two types; `many` has seven versions."""
    for index in range(VERSION_COUNT):
        log(run, "many", {"index.txt": b"%d" % index}, aliases=["even"] if index % 2 == 0 else None)
    log(run, "single", {"a.txt": b"a"})
    log(run, "weights", {"w.bin": b"w"}, type="model")
    return run.project


def test_an_artifact_is_found_with_and_without_the_entity(api, run, shelf):
    short, full = api.artifact(f"{shelf}/many:v3"), api.artifact(f"{run.entity}/{shelf}/many:v3")
    assert short.id == full.id
    assert short.qualified_name == f"{run.entity}/{shelf}/many:v3"


def test_an_artifact_is_found_only_by_its_type(api, shelf):
    assert api.artifact(f"{shelf}/weights:latest", type="model").version == "v0"
    with pytest.raises(CommError, match="type 'dataset' specified but this artifact is of type 'model'"):
        api.artifact(f"{shelf}/weights:latest", type="dataset")


def test_a_missing_artifact_raises_the_expected_client_error(api, run, shelf):
    message = f"artifact membership 'many:v{VERSION_COUNT}' not found in '{run.entity}/{shelf}'"
    with pytest.raises(CommError, match=re.escape(message)):
        api.artifact(f"{shelf}/many:v{VERSION_COUNT}")


def test_artifact_exists_and_collection_exists_report_existence(api, shelf):
    assert api.artifact_exists(f"{shelf}/many:v0")
    assert not api.artifact_exists(f"{shelf}/many:v99")
    assert not api.artifact_exists(f"{shelf}/nothing:latest")
    assert api.artifact_collection_exists(f"{shelf}/many", "dataset")
    assert not api.artifact_collection_exists(f"{shelf}/nothing", "dataset")
    assert not api.artifact_collection_exists(f"{shelf}/many", "model")


def test_versions_are_listed_newest_first(api, shelf):
    versions = api.artifacts("dataset", f"{shelf}/many")
    assert len(versions) == VERSION_COUNT
    assert [version.version for version in versions] == [f"v{index}" for index in reversed(range(VERSION_COUNT))]


def test_versions_are_listed_in_the_requested_order(api, shelf):
    rising = [version.version for version in api.artifacts("dataset", f"{shelf}/many", order="+version_index")]
    falling = [version.version for version in api.artifacts("dataset", f"{shelf}/many", order="-version_index")]
    assert rising == [f"v{index}" for index in range(VERSION_COUNT)]
    assert falling == rising[::-1]


@pytest.mark.parametrize("per_page", [1, 2, 3, VERSION_COUNT, 50])
def test_pages_of_any_size_return_every_version_once(api, shelf, per_page):
    versions = api.artifacts("dataset", f"{shelf}/many", per_page=per_page)
    assert len(versions) == VERSION_COUNT
    assert [version.version for version in versions] == [f"v{index}" for index in reversed(range(VERSION_COUNT))]


def test_a_listing_can_be_resumed_from_a_cursor(api, shelf):
    first = api.artifacts("dataset", f"{shelf}/many", per_page=3)
    begun = [next(first).version for _ in range(3)]
    rest = [version.version for version in api.artifacts("dataset", f"{shelf}/many", per_page=3, start=first.cursor)]
    assert begun + rest == [f"v{index}" for index in reversed(range(VERSION_COUNT))]


def test_listed_versions_include_their_aliases(api, shelf):
    versions = api.artifacts("dataset", f"{shelf}/many")
    aliases = {version.version: sorted(version.aliases) for version in versions if version.aliases}
    assert aliases == {"v6": ["even", "latest"]}


def test_artifact_versions_is_a_deprecated_name_of_artifacts(api, shelf):
    assert [version.version for version in api.artifact_versions("dataset", f"{shelf}/single")] == ["v0"]


def test_tags_filter_the_listing(run, api, collection):
    for index, tags in enumerate((["red"], ["red", "two words"], None)):
        artifact = log(run, collection, {"i.txt": b"%d" % index})
        artifact.tags = tags or []
        artifact.save()
    path = f"{run.project}/{collection}"
    assert [version.version for version in api.artifacts("dataset", path, tags=["red"])] == ["v1", "v0"]
    assert [version.version for version in api.artifacts("dataset", path, tags=["red", "two words"])] == ["v1"]


def test_types_of_a_project_are_listed(api, shelf):
    assert {"dataset", "model"} <= {artifact_type.name for artifact_type in api.artifact_types(shelf)}


def test_an_unknown_type_is_an_error(api, shelf):
    with pytest.raises(CommError, match="Could not find artifact type 'nothing'"):
        api.artifact_type("nothing", shelf)


def test_collections_are_listed_by_type(api, shelf):
    models = api.artifact_collections(shelf, "model")
    assert (len(models), [collection.name for collection in models]) == (1, ["weights"])
    datasets = [collection.name for collection in api.artifact_type("dataset", shelf).collections(per_page=1)]
    assert {"many", "single"} <= set(datasets)
    assert len(datasets) == len(set(datasets))


def test_collections_can_be_filtered_and_ordered(api, shelf):
    datasets = api.artifact_type("dataset", shelf)
    named = datasets.collections(filters={"name": {"$in": ["many", "single", "weights"]}}, order="-name")
    assert [collection.name for collection in named] == ["single", "many"]


def test_a_collection_lists_its_aliases_and_versions(api, shelf):
    collection = api.artifact_collection("dataset", f"{shelf}/many")
    assert (collection.name, collection.type, collection.is_sequence()) == ("many", "dataset", True)
    assert {"latest", "even"} <= set(collection.aliases)
    assert len(collection.artifacts()) == VERSION_COUNT


def test_a_collection_can_be_described_and_tagged(run, api, collection):
    log(run, collection, {"a.txt": b"a"})
    found = api.artifact_collection("dataset", f"{run.project}/{collection}")
    found.description = "A shelf of ünïcode 🧬"
    found.tags = ["checked", "two words"]
    found.save()
    after = api.artifact_collection("dataset", f"{run.project}/{collection}")
    assert (after.description, sorted(after.tags)) == ("A shelf of ünïcode 🧬", ["checked", "two words"])


def test_projects_are_listed(api, run, shelf):
    assert shelf in {project.name for project in api.projects(run.entity)}
    assert api.project(shelf, run.entity).id in {project.id for project in api.projects(run.entity)}


def test_runs_are_listed_filtered_and_ordered(api, start_run, project):
    kinds = (("train", 0.1), ("train", 0.2), ("evaluate", 0.3))
    made = [start_run(project=project, job_type=job_type, config={"lr": lr}) for job_type, lr in kinds]
    for run in made:
        run.finish()
    path = f"{made[0].entity}/{project}"
    ids = [run.id for run in made]
    assert [run.id for run in api.runs(path, order="+created_at")] == ids
    assert [run.id for run in api.runs(path, order="-created_at", per_page=1)] == ids[::-1]
    assert {run.id for run in api.runs(path, filters={"jobType": "train"})} == set(ids[:2])
    assert {run.id for run in api.runs(path, filters={"config.lr": {"$gt": 0.15}})} == set(ids[1:])
