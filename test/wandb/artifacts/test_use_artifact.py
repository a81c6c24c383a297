"""Using a version as an input: the forms of its name, and the errors for missing ones."""

import re

import pytest
from contents import log
from wandb.errors import CommError


@pytest.fixture
def stored(run, collection):
    """A collection with two versions; the older one is called best."""
    log(run, collection, {"a.txt": b"1"}, aliases=["best"])
    log(run, collection, {"a.txt": b"2"})
    return collection


@pytest.mark.parametrize("end, version", [("", "v1"), (":latest", "v1"), (":best", "v0"), (":v0", "v0"), (":v1", "v1")])
def test_a_version_can_be_used_by_alias_number_or_bare_name(run, api, stored, end, version):
    artifact = run.use_artifact(stored + end)
    assert (artifact.version, artifact.source_name) == (version, f"{stored}:{version}")
    assert artifact.id in {used.id for used in api.run(f"{run.entity}/{run.project}/{run.id}").used_artifacts()}


def test_a_name_may_include_the_project(start_run, run, stored, project):
    other = start_run(project=project)
    artifact = other.use_artifact(f"{run.project}/{stored}:v0")
    assert artifact.qualified_name == f"{run.entity}/{run.project}/{stored}:v0"


def test_a_name_may_include_entity_and_project(start_run, run, stored, project):
    other = start_run(project=project)
    artifact = other.use_artifact(f"{run.entity}/{run.project}/{stored}:best")
    assert artifact.source_qualified_name == f"{run.entity}/{run.project}/{stored}:v0"


def test_the_right_type_is_accepted(run, stored):
    assert run.use_artifact(f"{stored}:latest", type="dataset").type == "dataset"


def test_a_wrong_type_is_an_error(run, stored):
    with pytest.raises(CommError, match="type 'model' specified but this artifact is of type 'dataset'"):
        run.use_artifact(f"{stored}:latest", type="model")


@pytest.mark.parametrize("end", [":missing", ":v2", ":v-1"])
def test_a_missing_version_raises_the_expected_client_error(run, stored, end):
    message = f"artifact membership '{stored}{end}' not found in '{run.entity}/{run.project}'"
    with pytest.raises(CommError, match=re.escape(message)):
        run.use_artifact(stored + end)


@pytest.mark.parametrize("end", ["", ":latest", ":v0"])
def test_a_missing_collection_raises_the_expected_client_error(run, collection, end):
    message = f"artifact membership '{collection}{end}' not found in '{run.entity}/{run.project}'"
    with pytest.raises(CommError, match=re.escape(message)):
        run.use_artifact(collection + end)


def test_a_missing_project_raises_the_expected_client_error(run, project):
    message = f"project '{project}' not found under entity '{run.entity}'"
    with pytest.raises(CommError, match=re.escape(message)):
        run.use_artifact(f"{project}/anything:latest")


def test_a_missing_entity_raises_the_expected_client_error(api):
    with pytest.raises(CommError, match="project 'any' not found under entity 'nobody-of-this-name'"):
        api.artifact("nobody-of-this-name/any/thing:latest")


def test_a_missing_version_does_not_become_an_input(run, api, collection):
    before = {used.id for used in api.run(f"{run.entity}/{run.project}/{run.id}").used_artifacts()}
    with pytest.raises(CommError):
        run.use_artifact(f"{collection}:latest")
    api.flush()
    assert {used.id for used in api.run(f"{run.entity}/{run.project}/{run.id}").used_artifacts()} == before


def test_using_a_version_twice_records_one_input(start_run, api, run, stored, project):
    other = start_run(project=project)
    for _ in range(2):
        other.use_artifact(f"{run.project}/{stored}:v0")
    used = api.run(f"{other.entity}/{project}/{other.id}").used_artifacts()
    assert [artifact.source_name for artifact in used] == [f"{stored}:v0"]


def test_a_fetched_version_can_be_passed_instead_of_its_name(start_run, api, run, stored, project):
    other = start_run(project=project)
    other.use_artifact(api.artifact(f"{run.project}/{stored}:best"))
    used = api.run(f"{other.entity}/{project}/{other.id}").used_artifacts()
    assert [artifact.source_name for artifact in used] == [f"{stored}:v0"]


def test_a_stored_run_can_be_given_an_input_with_its_purpose(start_run, api, run, stored, project):
    other = start_run(project=project)
    other.finish()
    past = api.run(f"{other.entity}/{project}/{other.id}")
    past.use_artifact(api.artifact(f"{run.project}/{stored}:v0"), use_as="training data")
    assert [artifact.source_name for artifact in past.used_artifacts()] == [f"{stored}:v0"]
