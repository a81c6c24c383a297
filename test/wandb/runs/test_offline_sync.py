"""A run made offline is uploaded by `wandb sync`, once however often it is synced."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import wandb
from client_process import run_command, run_script
from contents import artifact_of, files_below
from wandb.sdk.artifacts.exceptions import ArtifactNotLoggedError

SCRIPT = """
import sys
from pathlib import Path

import wandb

with wandb.init(project=sys.argv[1], name="far away ✓", job_type="train", tags=["away"], config={"lr": 0.1}) as run:
    for step in range(3):
        run.log({"loss": 3 - step})
    run.log({"towns": wandb.Table(columns=["name"], data=[["Ålesund"], ["東京"]])})
    run.config.update({"added later": [1, 2]})
    run.summary["best"] = 0.5
    Path("notes").mkdir()
    Path("notes", "plan ✓.txt").write_text("a plan", encoding="utf-8")
    run.save("notes/*.txt", policy="now")
    artifact = wandb.Artifact("away", type="dataset", metadata={"k": "v"})
    with artifact.new_file("sub/a.txt", mode="w") as file:
        file.write("first file")
    run.log_artifact(artifact, aliases=["chosen"])
    assert run.offline
    print("RUN", run.id)
"""


@dataclass(frozen=True)
class Away:
    """The folder of a run that was made offline, and the project and id it will have."""

    folder: Path
    project: str
    id: str

    def sync(self, *options: str) -> str:
        """Syncs the folder and gives what the command printed."""
        sync = run_command("sync", *options, str(self.folder), environment={"WANDB_DIR": str(self.folder.parents[1])})
        assert sync.returncode == 0, sync.stderr
        return sync.stderr

    def stored(self):
        """The run as the server has it now."""
        api = wandb.Api()
        return api.run(f"{api.default_entity}/{self.project}/{self.id}")


def assert_is_the_run_made_offline(stored) -> None:
    assert (stored.name, stored.job_type, stored.tags, stored.state) == ("far away ✓", "train", ["away"], "finished")
    assert stored.config == {"lr": 0.1, "added later": [1, 2]}
    assert (stored.summary_metrics["loss"], stored.summary_metrics["best"]) == (1, 0.5)


def losses(stored) -> list[tuple[int, int]]:
    """The rows of the history that have a loss."""
    return [(row["_step"], row["loss"]) for row in stored.scan_history(keys=["_step", "loss"])]


def versions(api, type_name: str, path: str) -> list[str]:
    return [artifact.version for artifact in api.artifacts(type_name, path)]


@pytest.fixture(scope="module")
def away(client, tmp_path_factory) -> Away:
    """A run made offline; its project does not exist before the first sync."""
    folder = tmp_path_factory.mktemp("away")
    (folder / "script.py").write_text(SCRIPT, encoding="utf-8")
    environment = {"WANDB_MODE": "offline", "WANDB_DIR": str(folder)}
    done = run_script(folder / "script.py", "made-offline", environment=environment, cwd=folder)
    [run_folder] = (folder / "wandb").glob("offline-run-*")
    return Away(run_folder, "made-offline", done.stdout.split("RUN ")[1].strip())


@pytest.fixture(scope="module")
def synced(away) -> Away:
    """After the first sync."""
    assert "Finished syncing" in away.sync()
    return away


@pytest.fixture(scope="module")
def synced_again(synced) -> Away:
    """After a second sync, which the tests above do not see."""
    assert "Finished syncing" in synced.sync("--include-synced")
    return synced


def test_an_offline_run_is_not_on_the_server_before_it_is_synced(away, api):
    assert away.project not in {project.name for project in api.projects()}


def test_a_synced_run_has_its_name_config_and_summary(synced):
    assert_is_the_run_made_offline(synced.stored())


def test_a_synced_run_has_its_history(synced):
    assert losses(synced.stored()) == [(0, 3), (1, 2), (2, 1)]
    assert synced.stored().lastHistoryStep == 3


def test_a_synced_run_has_its_files(synced, workplace):
    stored = synced.stored()
    names = {file.name for file in stored.files()}
    assert {"config.yaml", "requirements.txt", "wandb-metadata.json", "wandb-summary.json"} <= names
    stored.file("notes/plan ✓.txt").download(root=str(workplace / "got")).close()
    assert (workplace / "got" / "notes" / "plan ✓.txt").read_text() == "a plan"


def test_a_synced_run_has_its_artifacts(synced, api):
    stored = api.artifact(f"{synced.project}/away:chosen")
    assert (stored.version, sorted(stored.aliases), stored.metadata) == ("v0", ["chosen", "latest"], {"k": "v"})
    assert files_below(stored.download()) == {"sub/a.txt": b"first file"}
    assert stored.logged_by().id == synced.id
    towns = api.artifact(f"{synced.project}/run-{synced.id}-towns:latest")
    assert towns.get("towns").data == [["Ålesund"], ["東京"]]


def test_a_synced_run_is_skipped_by_the_client(synced):
    assert "Skipped 1 synced run(s)" in synced.sync()


def test_syncing_again_creates_no_second_run_and_no_second_version(synced_again, api):
    project = synced_again.project
    assert [run.id for run in api.runs(f"{api.default_entity}/{project}")] == [synced_again.id]
    assert versions(api, "dataset", f"{project}/away") == ["v0"]
    assert versions(api, "run_table", f"{project}/run-{synced_again.id}-towns") == ["v0"]
    assert api.artifact(f"{project}/away:latest").logged_by().id == synced_again.id
    assert len(synced_again.stored().logged_artifacts()) == 2


def test_syncing_again_keeps_the_run_unchanged(synced_again):
    assert_is_the_run_made_offline(synced_again.stored())


def test_syncing_again_stores_no_history_row_twice(synced_again):
    # The client sends all rows once more, behind those that the server says it has.
    assert losses(synced_again.stored()) == [(0, 3), (1, 2), (2, 1)]
    assert synced_again.stored().lastHistoryStep == 3


def test_syncing_to_another_project_creates_a_run_there_without_the_artifacts(synced_again, api, project):
    copy = Away(synced_again.folder, project, "a-copy")
    copy.sync("--include-synced", "--project", project, "--id", copy.id)
    assert_is_the_run_made_offline(copy.stored())
    assert losses(copy.stored()) == [(0, 3), (1, 2), (2, 1)]
    # The client logs them for the run and the project that are named in the folder.
    assert list(copy.stored().logged_artifacts()) == []
    assert not api.artifact_exists(f"{project}/away:latest")
    assert versions(api, "dataset", f"{synced_again.project}/away") == ["v0"]


def test_an_artifact_of_an_offline_run_has_no_version_yet(start_run, project):
    run = start_run(project=project, mode="offline")
    artifact = run.log_artifact(artifact_of("away", {"a.txt": b"a"}))
    with pytest.raises(ArtifactNotLoggedError, match="while in offline mode"):
        artifact.wait()
