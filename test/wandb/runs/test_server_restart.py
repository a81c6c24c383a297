"""The server restarts between two steps of a run, and no data is lost."""

import requests
import wandb
from contents import files_below, log

TIMEOUT_SECONDS = 60


def test_a_run_continues_after_a_server_restart(server, start_run, project):
    run = start_run(project=project)
    run.log({"loss": 2})
    log(run, "data", {"a.txt": b"before"}, aliases=["old"])
    server.restart()
    run.log({"loss": 1})
    assert run.use_artifact("data:old").version == "v0"
    log(run, "data", {"a.txt": b"after"})
    run.finish()

    api = wandb.Api()
    versions = {version.version: version for version in api.artifacts("dataset", f"{project}/data")}
    assert {name: sorted(version.aliases) for name, version in versions.items()} == {"v0": ["old"], "v1": ["latest"]}
    assert files_below(versions["v0"].download()) == {"a.txt": b"before"}
    assert files_below(versions["v1"].download()) == {"a.txt": b"after"}
    stored = api.run(f"{run.entity}/{project}/{run.id}")
    assert [row["loss"] for row in stored.history(pandas=False)] == [2, 1]
    assert stored.state == "finished"


def test_stored_versions_are_available_after_a_restart(server, start_run, project):
    run = start_run(project=project, config={"lr": 0.1})
    files = {f"{number}.bin": bytes([number]) * number for number in range(64)}
    log(run, "data", files, description="words", metadata={"k": ["v"]})
    run.finish()
    key = server.api_key
    server.restart()

    assert server.api_key == key
    artifact = wandb.Api().artifact(f"{project}/data:latest")
    assert (artifact.version, artifact.description, artifact.metadata) == ("v0", "words", {"k": ["v"]})
    assert files_below(artifact.download()) == files
    maker = artifact.logged_by()
    assert (maker.id, maker.state, maker.config) == (run.id, "finished", {"lr": 0.1})


def test_a_signed_url_from_before_a_restart_works_after_it(server, start_run, project):
    log(start_run(project=project), "data", {"a.txt": b"signed"})
    [file] = wandb.Api().artifact(f"{project}/data:latest").files()
    server.restart()
    assert requests.get(file.direct_url, timeout=TIMEOUT_SECONDS).content == b"signed"


def test_the_same_content_returns_the_existing_version_after_a_restart(server, start_run, project):
    log(start_run(project=project), "data", {"a.txt": b"same"})
    server.restart()
    assert log(start_run(project=project), "data", {"a.txt": b"same"}).version == "v0"
