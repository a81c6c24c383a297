"""The main flow as user code, for clients of any year: log, log again, use, download, move an alias, look around.

Its argument is the project. It logs the folders `first` and `second` of the current folder; they differ in notes.txt.
"""

import os
import sys
from pathlib import Path

import wandb

PROJECT = sys.argv[1]
METADATA = {"rows": 2, "nested": {"k": [1]}}


def files_below(folder):
    root = Path(folder)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def dataset(folder):
    """An artifact of a single file and of a folder."""
    artifact = wandb.Artifact("data", type="dataset", description="words", metadata=METADATA)
    artifact.add_file(f"{folder}/notes.txt")
    artifact.add_dir(f"{folder}/raw", name="raw")
    return artifact


def make_the_data():
    run = wandb.init(project=PROJECT, name="maker", job_type="prepare", tags=["old"], notes="n", config={"lr": 0.1})
    run.config["epochs"] = 3
    for step in range(3):
        run.log({"loss": 1 / (step + 1), "epoch": step})
    run.summary["best"] = 0.25

    logged = run.log_artifact(dataset("first"), aliases=["good"]).wait()
    assert (logged.version, logged.state) == ("v0", "COMMITTED")
    assert set(logged.aliases) == {"good", "latest"}
    assert run.log_artifact(dataset("first")).wait().id == logged.id, "the same content became another version"

    changed = run.log_artifact(dataset("second"), aliases=["fresh"]).wait()
    assert changed.version == "v1"
    assert set(changed.aliases) == {"fresh", "latest"}
    run.finish()
    return run


def use_the_data():
    # A cache that holds nothing yet: what was logged here comes back from the server.
    os.environ["WANDB_CACHE_DIR"] = str(Path("cold-cache").resolve())
    run = wandb.init(project=PROJECT, name="user", job_type="train")
    by_alias = run.use_artifact("data:good")
    by_version = run.use_artifact("data:v1", type="dataset")
    assert (by_alias.version, by_version.version) == ("v0", "v1")
    assert (by_alias.metadata, by_alias.description) == (METADATA, "words")
    assert files_below(by_alias.download(root="by-alias")) == files_below("first")
    assert files_below(by_version.download(root="by-version")) == files_below("second")
    by_version.verify(root="by-version")

    model = wandb.Artifact("model", type="model")
    with model.new_file("weights.bin", mode="wb") as file:
        file.write(b"weights")
    model.add(wandb.Table(columns=["epoch", "loss"], data=[[0, 1.0], [1, 0.5]]), "curve")
    run.log_artifact(model)
    run.log({"curve": wandb.Table(columns=["epoch"], data=[[0]])})
    run.finish()
    return run


def look_around(maker, user):
    api = wandb.Api()
    first = api.artifact(f"{PROJECT}/data:v0", type="dataset")
    second = api.artifact(f"{PROJECT}/data:latest")
    assert second.version == "v1"
    assert set(first.manifest.entries) == {file.name for file in first.files()} == set(files_below("first"))
    assert first.size == sum(map(len, files_below("first").values()))
    assert api.artifact(f"{PROJECT}/model:latest").get("curve").data == [[0, 1.0], [1, 0.5]]

    first.aliases.remove("good")
    first.save()
    second.aliases.append("good")
    second.save()
    assert api.artifact(f"{PROJECT}/data:good").version == "v1"

    assert first.logged_by().id == maker.id
    assert [run.id for run in first.used_by()] == [user.id]
    stored_maker = api.run(f"{maker.entity}/{PROJECT}/{maker.id}")
    stored_user = api.run(f"{user.entity}/{PROJECT}/{user.id}")
    assert {artifact.name for artifact in stored_maker.logged_artifacts()} == {"data:v0", "data:v1"}
    assert {artifact.name for artifact in stored_user.used_artifacts()} == {"data:v0", "data:v1"}
    assert "model:v0" in {artifact.name for artifact in stored_user.logged_artifacts()}

    assert [version.version for version in api.artifacts("dataset", f"{PROJECT}/data")] == ["v1", "v0"]
    assert {collection.name for collection in api.artifact_type("dataset", PROJECT).collections()} == {"data"}
    assert {kind.name for kind in api.artifact_types(PROJECT)} >= {"dataset", "model"}
    assert {run.name: run.state for run in api.runs(PROJECT)} == {"maker": "finished", "user": "finished"}
    assert [run.name for run in api.runs(PROJECT, filters={"config.lr": 0.1})] == ["maker"]

    assert (stored_maker.config, stored_maker.tags) == ({"lr": 0.1, "epochs": 3}, ["old"])
    assert stored_maker.summary["best"] == 0.25
    assert [row["loss"] for row in stored_maker.history(pandas=False)] == [1, 1 / 2, 1 / 3]
    assert [row["epoch"] for row in stored_maker.scan_history(keys=["epoch"])] == [0, 1, 2]


look_around(make_the_data(), use_the_data())
print(wandb.__version__)
