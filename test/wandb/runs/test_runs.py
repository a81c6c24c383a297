"""Projects, states and resuming of runs."""

import pytest
import wandb
from contents import log


def stored_run(run):
    """The run as the server has it now."""
    return wandb.Api().run(f"{run.entity}/{run.project}/{run.id}")


def test_a_run_without_a_project_goes_to_uncategorized(start_run, api, collection):
    run = start_run()
    log(run, collection, {"a.txt": b"a"})
    assert run.project == "uncategorized"
    stored = api.artifact(f"{collection}:latest")
    assert stored.source_qualified_name == f"{run.entity}/uncategorized/{collection}:v0"
    assert api.artifact(f"uncategorized/{collection}:latest").version == "v0"


def test_a_run_belongs_to_the_user_of_the_key(start_run, api, project):
    run = start_run(project=project)
    assert run.entity == api.default_entity == api.viewer.entity
    assert stored_run(run).user.username == api.viewer.username


def test_a_run_without_a_name_gets_a_display_name(start_run, project):
    names = {stored_run(start_run(project=project)).name for _ in range(2)}
    assert len(names) == 2 and all(names)


@pytest.mark.parametrize("exit_code, state", [(0, "finished"), (1, "failed")])
def test_a_run_is_running_until_its_exit_code_sets_the_final_state(start_run, project, exit_code, state):
    run = start_run(project=project)
    assert stored_run(run).state == "running"
    run.finish(exit_code=exit_code)
    assert stored_run(run).state == state


def test_two_projects_may_have_a_run_with_the_same_id(start_run, project):
    runs = []
    for letter in "ab":
        runs.append(start_run(project=f"{project}-{letter}", id="first_run", config={"letter": letter}))
        # One client process has no two active runs of one id.
        runs[-1].finish()
    assert [stored_run(run).config for run in runs] == [{"letter": "a"}, {"letter": "b"}]


def test_a_resumed_run_continues_at_the_next_step(start_run, project):
    first = start_run(project=project, id="long-training", resume="allow", config={"lr": 0.1})
    for step in range(3):
        first.log({"loss": 3 - step})
    first.finish()
    assert not first.resumed

    second = start_run(project=project, id="long-training", resume="must", config={"epochs": 2})
    assert second.resumed
    assert second.starting_step == 3
    for step in range(2):
        second.log({"loss": -step})
    assert second.step == 5
    second.finish()

    stored = stored_run(second)
    rows = [(row["_step"], row["loss"]) for row in stored.history(pandas=False)]
    assert rows == [(0, 3), (1, 2), (2, 1), (3, 0), (4, -1)]
    assert [row["_step"] for row in stored.scan_history()] == [0, 1, 2, 3, 4]
    assert [row["loss"] for row in stored.scan_history(keys=["_step", "loss"])] == [3, 2, 1, 0, -1]
    assert [row["loss"] for row in stored.scan_history(keys=["_step", "loss"], page_size=2)] == [3, 2, 1, 0, -1]
    assert stored.config == {"lr": 0.1, "epochs": 2}
    assert stored.summary_metrics["loss"] == -1
    assert stored.state == "finished"


def test_a_resumed_run_has_the_artifacts_of_both_parts(start_run, project):
    first = start_run(project=project, id="long-training")
    log(first, "data", {"a.txt": b"a"})
    first.finish()
    second = start_run(project=project, id="long-training", resume="must")
    second.use_artifact("data:v0")
    log(second, "model", {"m.txt": b"m"}, type="model")
    stored = stored_run(second)
    assert {artifact.source_name for artifact in stored.logged_artifacts()} == {"data:v0", "model:v0"}
    assert [artifact.source_name for artifact in stored.used_artifacts()] == ["data:v0"]


def test_a_missing_run_cannot_be_resumed_with_must(start_run, api, project):
    with pytest.raises(wandb.Error):
        start_run(project=project, id="never-started", resume="must")
    with pytest.raises(wandb.errors.CommError, match="Could not find run"):
        api.run(f"{api.default_entity}/{project}/never-started")


def test_resume_never_rejects_an_existing_run(start_run, project):
    start_run(project=project, id="taken").finish()
    with pytest.raises(wandb.Error, match="taken"):
        start_run(project=project, id="taken", resume="never")


def test_a_stored_run_can_be_edited(start_run, project):
    run = start_run(project=project, config={"lr": 0.1})
    run.finish()
    stored = stored_run(run)
    stored.config["lr"] = 0.2
    stored.config["note"] = "✓"
    stored.tags = ["checked"]
    stored.name = "a better name"
    stored.update()
    after = stored_run(run)
    assert (after.config, after.tags, after.name) == ({"lr": 0.2, "note": "✓"}, ["checked"], "a better name")


def test_a_missing_run_is_an_error(api, project):
    with pytest.raises(wandb.errors.CommError, match=f"Could not find run .*{project}"):
        api.run(f"{api.default_entity}/{project}/nothing")
