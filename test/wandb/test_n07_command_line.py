"""N7: artifacts go in and out from the command line, and a run made offline is synced afterwards."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import wandb
from client_process import run_command, run_script
from contents import artifact_of, files_below, log, write_files
from wandb.sdk.artifacts.exceptions import ArtifactNotLoggedError

FILES = {"train/a.txt": b"first file", "train/b.bin": bytes(range(256)), "note ✓.txt": b"a note"}

# artifact put


def test_a_folder_is_put_and_got(api, project, workplace):
    write_files(workplace / "folder", FILES)
    words = ["--type", "model", "--description", "three files", "--alias", "latest", "--alias", "best"]
    put = run_command("artifact", "put", "folder", "--name", f"{project}/things", *words)
    assert put.returncode == 0, put.stderr
    assert f'run.use_artifact("{api.default_entity}/{project}/things:v0")' in put.stderr

    stored = api.artifact(f"{project}/things:best")
    assert (stored.type, stored.description, sorted(stored.aliases)) == ("model", "three files", ["best", "latest"])
    assert stored.logged_by().job_type == "cli_put"
    assert stored.logged_by().config == {"path": "folder"}

    get = run_command("artifact", "get", f"{project}/things:best", "--root", "got", "--type", "model")
    assert get.returncode == 0, get.stderr
    assert files_below(workplace / "got") == FILES


def test_a_file_is_put_under_its_own_name_into_an_existing_run(start_run, api, project, workplace):
    run = start_run(project=project)
    run.finish()
    (workplace / "weights.bin").write_bytes(b"weights")
    put = run_command("artifact", "put", "weights.bin", "--name", f"{project}/weights", "--id", run.id, "--resume")
    assert put.returncode == 0, put.stderr
    stored = api.artifact(f"{project}/weights:latest")
    assert (stored.logged_by().id, list(stored.manifest.entries)) == (run.id, ["weights.bin"])
    assert Path(stored.file()).read_bytes() == b"weights"


def test_what_is_put_twice_is_one_version(run, api, collection, workplace):
    log(run, collection, FILES)
    write_files(workplace / "folder", FILES)
    put = run_command("artifact", "put", "folder", "--name", f"{run.project}/{collection}")
    assert put.returncode == 0, put.stderr
    assert f"{collection}:v0" in put.stderr
    assert len(api.artifacts("dataset", f"{run.project}/{collection}")) == 1


def test_what_is_not_there_cannot_be_put(run, api, collection):
    put = run_command("artifact", "put", "nowhere", "--name", f"{run.project}/{collection}")
    assert put.returncode != 0
    assert "Path argument must be a file or directory" in put.stderr
    assert not api.artifact_exists(f"{run.project}/{collection}:latest")


# artifact get


def test_get_without_version_and_root_brings_the_latest_to_its_folder(run, collection, workplace):
    log(run, collection, {"a.txt": b"old"})
    log(run, collection, {"a.txt": b"new"})
    get = run_command("artifact", "get", f"{run.entity}/{run.project}/{collection}")
    assert get.returncode == 0, get.stderr
    assert files_below(workplace / "artifacts" / f"{collection}:v1") == {"a.txt": b"new"}


def test_get_of_what_is_not_there_says_so(run, collection):
    get = run_command("artifact", "get", f"{run.project}/{collection}:v0")
    assert get.returncode != 0
    assert f"artifact membership '{collection}:v0' not found in '{run.entity}/{run.project}'" in get.stderr


def test_get_of_another_type_is_refused(run, collection, workplace):
    log(run, collection, {"a.txt": b"a"})
    get = run_command("artifact", "get", f"{run.project}/{collection}:v0", "--type", "model", "--root", "got")
    assert get.returncode != 0
    assert "type 'model' specified but this artifact is of type 'dataset'" in get.stderr
    assert not (workplace / "got").exists()


# artifact ls


def listed(path: str, *options: str) -> list[list[str]]:
    """The lines of `wandb artifact ls` as words: type, time, size and name."""
    ls = run_command("artifact", "ls", path, *options)
    assert ls.returncode == 0, ls.stderr
    lines = [re.sub(r"\x1b\[[\d;]*m", "", line).removeprefix("wandb:").split() for line in ls.stderr.splitlines()]
    return sorted([words for words in lines if len(words) == 4 and ":v" in words[3]], key=lambda words: words[3])


def test_ls_shows_the_newest_version_of_every_artifact(start_run, api, project):
    run = start_run(project=project)
    log(run, "data", {"a.txt": b"old"})
    log(run, "data", {"a.txt": b"newer"})
    log(run, "weights", {"w.bin": bytes(2048)}, type="model")
    data = ["dataset", api.artifact(f"{project}/data:v1").updated_at, "5.0B", "data:v1"]
    weights = ["model", api.artifact(f"{project}/weights:v0").updated_at, "2.0KB", "weights:v0"]
    assert listed(f"{run.entity}/{project}") == [data, weights]
    assert listed(project, "--type", "model") == [weights]


# Offline runs.

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


def test_an_offline_run_is_nowhere_before_it_is_synced(away, api):
    assert away.project not in {project.name for project in api.projects()}


def test_a_synced_run_is_what_it_was(synced):
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


def test_syncing_again_makes_no_second_run_and_no_second_version(synced_again, api):
    project = synced_again.project
    assert [run.id for run in api.runs(f"{api.default_entity}/{project}")] == [synced_again.id]
    assert versions(api, "dataset", f"{project}/away") == ["v0"]
    assert versions(api, "run_table", f"{project}/run-{synced_again.id}-towns") == ["v0"]
    assert api.artifact(f"{project}/away:latest").logged_by().id == synced_again.id
    assert len(synced_again.stored().logged_artifacts()) == 2


def test_syncing_again_leaves_the_run_as_it_was(synced_again):
    assert_is_the_run_made_offline(synced_again.stored())


def test_syncing_again_stores_no_history_row_twice(synced_again):
    # The client sends all rows once more, behind those that the server says it has.
    assert losses(synced_again.stored()) == [(0, 3), (1, 2), (2, 1)]
    assert synced_again.stored().lastHistoryStep == 3


def test_the_folder_synced_elsewhere_is_a_run_there_and_its_artifacts_stay_behind(synced_again, api, project):
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
