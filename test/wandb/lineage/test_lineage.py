"""Lineage from both ends and across projects: which run logged a version and which runs used it."""

from contents import log


def test_logged_by_returns_the_run_that_logged_the_version(start_run, api, project):
    run = start_run(project=project, job_type="prepare")
    log(run, "data", {"a.txt": b"a"})
    maker = api.artifact(f"{project}/data:v0").logged_by()
    assert (maker.entity, maker.project, maker.id, maker.job_type) == (run.entity, project, run.id, "prepare")


def test_used_by_returns_the_runs_that_used_the_version(start_run, api, project):
    maker, first, second = (start_run(project=project) for _ in range(3))
    log(maker, "data", {"a.txt": b"a"})
    log(maker, "data", {"a.txt": b"b"})
    first.use_artifact("data:v0")
    second.use_artifact("data:v0")
    second.use_artifact("data:v1")
    assert {run.id for run in api.artifact(f"{project}/data:v0").used_by()} == {first.id, second.id}
    assert [run.id for run in api.artifact(f"{project}/data:v1").used_by()] == [second.id]


def test_used_by_is_empty_for_an_unused_version(start_run, api, project):
    log(start_run(project=project), "data", {"a.txt": b"a"})
    assert api.artifact(f"{project}/data:v0").used_by() == []


def test_a_run_lists_its_outputs_and_inputs(start_run, api, project):
    maker, user = start_run(project=project), start_run(project=project)
    for name in ("one", "two", "three"):
        log(maker, name, {"a.txt": name.encode()})
        user.use_artifact(f"{name}:latest")
    log(user, "made", {"a.txt": b"made"})
    stored = {run.id: api.run(f"{run.entity}/{project}/{run.id}") for run in (maker, user)}
    logged, used = stored[maker.id].logged_artifacts(per_page=2), stored[user.id].used_artifacts(per_page=2)
    assert (len(logged), len(used)) == (3, 3)
    assert {artifact.source_name for artifact in logged} == {"one:v0", "two:v0", "three:v0"}
    assert {artifact.source_name for artifact in used} == {"one:v0", "two:v0", "three:v0"}
    assert [artifact.source_name for artifact in stored[user.id].logged_artifacts()] == ["made:v0"]
    assert list(stored[maker.id].used_artifacts()) == []


def test_lineage_crosses_projects(start_run, api, project):
    maker = start_run(project=f"{project}-a")
    user = start_run(project=f"{project}-b")
    log(maker, "data", {"a.txt": b"a"})
    user.use_artifact(f"{project}-a/data:latest")
    log(user, "model", {"m.bin": b"m"}, type="model")

    model = api.artifact(f"{project}-b/model:latest")
    [data] = model.logged_by().used_artifacts()
    assert data.qualified_name == f"{maker.entity}/{project}-a/data:v0"
    [consumer] = data.used_by()
    assert (consumer.project, consumer.id) == (f"{project}-b", user.id)
    assert [artifact.id for artifact in consumer.logged_artifacts()] == [model.id]


def test_a_chain_of_three_runs_can_be_traversed_in_both_directions(start_run, api, project):
    ingest, train, evaluate = (start_run(project=project, job_type=kind) for kind in ("ingest", "train", "evaluate"))
    log(ingest, "data", {"d.txt": b"d"})
    train.use_artifact("data:latest")
    log(train, "model", {"m.txt": b"m"}, type="model")
    evaluate.use_artifact("model:latest")
    evaluate.use_artifact("data:latest")
    log(evaluate, "report", {"r.txt": b"r"}, type="result")

    report = api.artifact(f"{project}/report:latest")
    up = {artifact.source_name for artifact in report.logged_by().used_artifacts()}
    assert up == {"model:v0", "data:v0"}
    [model] = [artifact for artifact in report.logged_by().used_artifacts() if artifact.type == "model"]
    assert [artifact.source_name for artifact in model.logged_by().used_artifacts()] == ["data:v0"]
    down = {run.job_type for run in api.artifact(f"{project}/data:v0").used_by()}
    assert down == {"train", "evaluate"}


def test_logging_the_same_content_again_records_an_output_but_keeps_the_producer(start_run, api, project):
    first, second = start_run(project=project), start_run(project=project)
    log(first, "data", {"a.txt": b"a"})
    log(second, "data", {"a.txt": b"a"})
    outputs = api.run(f"{second.entity}/{project}/{second.id}").logged_artifacts()
    assert [artifact.source_name for artifact in outputs] == ["data:v0"]
    assert api.artifact(f"{project}/data:v0").logged_by().id == first.id


def test_a_run_that_uses_its_own_output_is_producer_and_consumer(start_run, api, project):
    run = start_run(project=project)
    log(run, "data", {"a.txt": b"a"})
    run.use_artifact("data:v0")
    data = api.artifact(f"{project}/data:v0")
    assert data.logged_by().id == run.id
    assert [user.id for user in data.used_by()] == [run.id]


def test_a_stored_run_can_be_given_an_output(start_run, api, project):
    maker, other = start_run(project=project), start_run(project=project)
    log(maker, "data", {"a.txt": b"a"})
    other.finish()
    past = api.run(f"{other.entity}/{project}/{other.id}")
    past.log_artifact(api.artifact(f"{project}/data:v0"), aliases=["chosen"])
    assert [artifact.source_name for artifact in past.logged_artifacts()] == ["data:v0"]
    assert api.artifact(f"{project}/data:chosen").version == "v0"
    assert api.artifact(f"{project}/data:v0").logged_by().id == maker.id
