"""Older clients run their main flow, and the current client reads the same data."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import wandb
from contents import files_below, write_files
from older_client import OlderClient, install_older_client

VERSIONS = ("0.28.2", "0.24.2", "0.22.3", "0.21.4")
FIRST = {
    "notes.txt": b"first",
    "raw/a.bin": bytes(range(256)) * 4,
    "raw/deep/b.txt": "grüße".encode(),
    "raw/empty": b"",
}
SECOND = {**FIRST, "notes.txt": b"second"}


@dataclass(frozen=True)
class Flow:
    """The main flow of a client, after it ended well."""

    printed: str
    project: str
    folder: Path

    def version(self, name: str) -> wandb.Artifact:
        return wandb.Api().artifact(f"{self.project}/{name}")

    def run_named(self, name: str):
        [run] = wandb.Api().runs(self.project, filters={"display_name": name})
        return run


@pytest.fixture(scope="module", params=VERSIONS)
def older(request: pytest.FixtureRequest) -> OlderClient:
    """A client of another year."""
    return install_older_client(request.param)


@pytest.fixture(scope="module")
def flow(older, server, client, tmp_path_factory) -> Flow:
    """What the main flow of the older client left; its tests share it."""
    folder = tmp_path_factory.mktemp("flow")
    write_files(folder / "first", FIRST)
    write_files(folder / "second", SECOND)
    project = f"main-flow-{older.version}"
    return Flow(older.run("main_flow.py", project, server, cwd=folder), project, folder)


def test_an_older_client_runs_the_main_flow(flow, older):
    assert flow.printed.split() == [older.version] != [wandb.__version__]


def test_the_versions_of_an_older_client_read_the_same_in_the_current_one(flow):
    versions = {version.version: version for version in wandb.Api().artifacts("dataset", f"{flow.project}/data")}
    assert set(versions) == {"v0", "v1"}
    assert (versions["v0"].aliases, sorted(versions["v1"].aliases)) == ([], ["fresh", "good", "latest"])
    for version, files in zip((versions["v0"], versions["v1"]), (FIRST, SECOND), strict=True):
        assert (version.description, version.metadata) == ("words", {"rows": 2, "nested": {"k": [1]}})
        assert (version.state, version.file_count) == ("COMMITTED", len(files))
        assert files_below(version.download()) == files


def test_a_table_of_an_older_client_reads_the_same_in_the_current_one(flow):
    model = flow.version("model:latest")
    assert model.get("curve").data == [[0, 1.0], [1, 0.5]]
    assert Path(model.get_entry("weights.bin").download()).read_bytes() == b"weights"


def test_the_runs_of_an_older_client_read_the_same_in_the_current_one(flow):
    maker = flow.run_named("maker")
    assert (maker.state, maker.job_type, maker.tags, maker.notes) == ("finished", "prepare", ["old"], "n")
    assert (maker.config, maker.summary["best"]) == ({"lr": 0.1, "epochs": 3}, 0.25)
    rows = maker.history(pandas=False)
    assert [(row["_step"], row["epoch"], row["loss"]) for row in rows] == [(0, 0, 1), (1, 1, 1 / 2), (2, 2, 1 / 3)]
    assert {"config.yaml", "requirements.txt", "wandb-metadata.json"} <= {file.name for file in maker.files()}


def test_the_lineage_of_an_older_client_reads_the_same_in_the_current_one(flow):
    maker, user = flow.run_named("maker"), flow.run_named("user")
    for name in ("data:v0", "data:v1"):
        assert flow.version(name).logged_by().id == maker.id
        assert [run.id for run in flow.version(name).used_by()] == [user.id]
    assert {artifact.name for artifact in maker.logged_artifacts()} == {"data:v0", "data:v1"}
    assert {artifact.name for artifact in user.used_artifacts()} == {"data:v0", "data:v1"}
    assert {artifact.name for artifact in user.logged_artifacts()} == {"model:v0", f"run-{user.id}-curve:v0"}


def test_the_current_client_reuses_a_version_that_an_older_client_logged(flow, start_run):
    again = wandb.Artifact("data", type="dataset")
    again.add_dir(str(flow.folder / "second"))
    logged = start_run(project=flow.project).log_artifact(again).wait()
    assert (logged.version, logged.id) == ("v1", flow.version("data:v1").id)


def test_a_missing_artifact_fails_an_older_client_with_its_name_and_creates_nothing(
    older, server, project, workplace
):
    printed = older.run("missing_artifact.py", project, server, cwd=workplace).splitlines()
    expected = [name for name in ("nothing:latest", "there:v9", "there:other") for _ in range(2)]
    assert [name for name, words in zip(expected, printed, strict=True) if f"'{name}' not found" not in words] == []

    api = wandb.Api()
    assert [collection.name for collection in api.artifact_type("dataset", project).collections()] == ["there"]
    [run] = api.runs(project)
    assert (run.state, list(run.used_artifacts())) == ("finished", [])


def test_an_offline_run_of_an_older_client_is_synced_completely(older, server, project, workplace):
    older.run("offline_run.py", project, server, cwd=workplace)
    api = wandb.Api()
    run = api.run(f"{project}/offline")
    assert (run.state, run.config) == ("finished", {"lr": 0.1})
    assert [row["loss"] for row in run.history(pandas=False)] == [2, 1]
    # A sync by Python reports the artifact's file among those of the run.
    names = {file.name for file in run.files()}
    assert names >= {"config.yaml", "wandb-summary.json"} and "a.txt" not in names
    [carried] = run.logged_artifacts()
    assert sorted(carried.aliases) == ["home", "latest"]
    assert files_below(carried.download()) == {"a.txt": b"kept on this disk"}
