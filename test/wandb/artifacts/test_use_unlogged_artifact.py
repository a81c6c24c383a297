"""Using an artifact that was never logged stores it once and records it as an input."""

from contents import artifact_of, files_below


def test_using_an_unlogged_artifact_stores_it(start_run, api, project):
    run = start_run(project=project)
    artifact = run.use_artifact(artifact_of("reference", {"model.h5": b"weights"}, type="model"))
    assert artifact.version == "v0"
    stored = api.artifact(f"{project}/reference:latest")
    assert (stored.type, files_below(stored.download())) == ("model", {"model.h5": b"weights"})


def test_an_unlogged_artifact_becomes_an_input_but_not_an_output(start_run, api, project):
    run = start_run(project=project)
    run.use_artifact(artifact_of("reference", {"model.h5": b"weights"}, type="model"))
    stored = api.run(f"{run.entity}/{project}/{run.id}")
    assert [artifact.source_name for artifact in stored.used_artifacts()] == ["reference:v0"]
    assert list(stored.logged_artifacts()) == []
    assert api.artifact(f"{project}/reference:v0").logged_by() is None
    assert [user.id for user in api.artifact(f"{project}/reference:v0").used_by()] == [run.id]


def test_the_same_unlogged_artifact_is_created_once(start_run, api, project):
    first, second = start_run(project=project), start_run(project=project)
    versions = [
        run.use_artifact(artifact_of("reference", {"model.h5": b"weights"}, type="model")).version
        for run in (first, first, second)
    ]
    assert versions == ["v0", "v0", "v0"]
    assert len(api.artifacts("model", f"{project}/reference")) == 1
    assert {user.id for user in api.artifact(f"{project}/reference:v0").used_by()} == {first.id, second.id}


def test_different_content_creates_the_next_version(start_run, api, project):
    run = start_run(project=project)
    run.use_artifact(artifact_of("reference", {"model.h5": b"weights"}, type="model"))
    changed = run.use_artifact(artifact_of("reference", {"model.h5": b"other weights"}, type="model"))
    assert changed.version == "v1"
    used = api.run(f"{run.entity}/{project}/{run.id}").used_artifacts()
    assert {artifact.source_name for artifact in used} == {"reference:v0", "reference:v1"}


def test_an_unlogged_artifact_with_the_content_of_a_logged_one_returns_that_version(start_run, api, project):
    maker, user = start_run(project=project), start_run(project=project)
    maker.log_artifact(artifact_of("reference", {"model.h5": b"weights"}, type="model")).wait()
    assert user.use_artifact(artifact_of("reference", {"model.h5": b"weights"}, type="model")).version == "v0"
    stored = api.artifact(f"{project}/reference:v0")
    assert stored.logged_by().id == maker.id
    assert [run.id for run in stored.used_by()] == [user.id]
