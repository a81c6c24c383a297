"""The snippets of the guide, in its order, each with what the guide says of it.

Its last chapters, from external storage to best practices, are in test_guide_practices.py.
"""

import pickle
from pathlib import Path

import pandas as pd
import pytest
import wandb
from contents import files_below, log, write_files
from stored_versions import aliases_by_version, inputs_of
from wandb.sdk.artifacts.exceptions import ArtifactFinalizedError

pytest_plugins = ["reference_sources"]

TRAIN = b"x,y\n1,2\n3,4\n"
IMAGES = {"cat.png": b"a cat", "more/dog.png": b"a dog"}


@pytest.fixture
def data(workplace) -> Path:
    """The folder of the guide, with the files that its snippets name."""
    write_files(workplace / "data", {"train.csv": TRAIN})
    write_files(workplace / "data" / "images", IMAGES)
    return write_files(workplace, {"model.pt": b"weights", "local/path/model.pt": b"local weights"})


def below(folder: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{path}": data for path, data in files.items()}


def test_the_basic_pattern_creates_the_first_version_with_all_its_fields(api, data, project):
    with wandb.init(project=project) as run:
        # Create artifact
        artifact = wandb.Artifact(
            name="my-dataset",
            type="dataset",  # "model", "dataset", "predictions", etc.
            description="Training dataset v1",
            metadata={"num_samples": 10000, "split": "train"},
        )

        # Add files
        artifact.add_file("data/train.csv")
        artifact.add_dir("data/images/")

        # Log to W&B
        run.log_artifact(artifact)

    stored = api.artifact(f"{project}/my-dataset:latest")
    assert (stored.version, stored.type, stored.description) == ("v0", "dataset", "Training dataset v1")
    assert stored.metadata == {"num_samples": 10000, "split": "train"}
    assert files_below(stored.download()) == {"train.csv": TRAIN, **IMAGES}
    assert stored.logged_by().id == run.id


def test_files_can_be_added_by_path_name_folder_and_prefix(run, api, data, collection):
    first, second = (wandb.Artifact(name, type="model") for name in (collection, f"{collection}-named"))
    artifact = first
    # Single file
    artifact.add_file("model.pt")
    # Entire directory
    artifact.add_dir("data/images/")
    artifact = second
    # File with different name in artifact
    artifact.add_file("local/path/model.pt", name="model.pt")
    # Directory with prefix
    artifact.add_dir("data/images/", name="train_images")

    for artifact in (first, second):
        run.log_artifact(artifact).wait()
    plain, named = (api.artifact(f"{run.project}/{artifact.source_name}") for artifact in (first, second))
    assert files_below(plain.download()) == {"model.pt": b"weights", **IMAGES}
    assert files_below(named.download()) == {"model.pt": b"local weights", **below("train_images", IMAGES)}


def test_a_file_in_a_bucket_is_added_as_a_reference(run, api, collection, bucket, s3):
    stored = s3.put(s3.make_bucket(bucket), "large-file.h5", b"large")
    artifact = wandb.Artifact(collection, type="dataset")
    # Reference external file (S3, GCS, etc.)
    artifact.add_reference(f"s3://{bucket}/large-file.h5")
    run.log_artifact(artifact).wait()
    entry = api.artifact(f"{run.project}/{collection}:v0").get_entry("large-file.h5")
    assert (entry.ref, entry.digest) == (f"s3://{bucket}/large-file.h5", stored["etag"])


def test_a_checkpoint_is_logged_as_latest_and_best_with_its_score(api, project):
    epoch, loss = 3, 0.125
    model, optimizer = {"layer.weight": [0.5, -1.0]}, {"lr": 0.1}
    with wandb.init(project=project) as run:
        # The guide writes the file with torch.save; the server sees bytes, so that pickle does as well.
        with open("checkpoint.pt", "wb") as file:
            pickle.dump(
                {
                    "model_state_dict": model,
                    "optimizer_state_dict": optimizer,
                    "epoch": epoch,
                    "loss": loss,
                },
                file,
            )

        # Create and log artifact
        artifact = wandb.Artifact(
            name="model",
            type="model",
            metadata={
                "architecture": "resnet50",
                "accuracy": 0.95,
                "epoch": epoch,
            },
        )
        artifact.add_file("checkpoint.pt")
        run.log_artifact(artifact, aliases=["latest", "best"])

    stored = api.artifact(f"{project}/model:best")
    assert sorted(stored.aliases) == ["best", "latest"]
    assert stored.metadata == {"architecture": "resnet50", "accuracy": 0.95, "epoch": 3}
    with open(Path(stored.download(), "checkpoint.pt"), "rb") as file:
        assert pickle.load(file)["model_state_dict"] == model


def test_a_used_dataset_becomes_an_input_and_its_files_are_downloaded(api, project):
    with wandb.init(project=project) as maker:
        log(maker, "my-dataset", {"train.csv": TRAIN})
    with wandb.init(project=project) as run:
        # Declare input artifact (tracks lineage)
        artifact = run.use_artifact("my-dataset:latest")

        # Download to local directory
        artifact_dir = artifact.download()

        # Use files
        data = pd.read_csv(f"{artifact_dir}/train.csv")

    assert data.to_dict("list") == {"x": [1, 3], "y": [2, 4]}
    assert inputs_of(run) == {f"{run.entity}/{project}/my-dataset:v0"}
    assert [user.id for user in api.artifact(f"{project}/my-dataset:v0").used_by()] == [run.id]


def test_a_version_can_be_named_by_number_alias_or_full_path(run, project):
    for number in range(5):
        log(run, "my-dataset", {"i.txt": b"%d" % number}, aliases=["production"] if number == 1 else [])
    found = []
    # By version number
    artifact = run.use_artifact("my-dataset:v3")
    found.append(artifact.version)

    # By alias
    artifact = run.use_artifact("my-dataset:latest")
    found.append(artifact.version)
    artifact = run.use_artifact("my-dataset:production")
    found.append(artifact.version)

    # Full path with entity/project
    artifact = run.use_artifact(f"{run.entity}/{project}/my-dataset:v3")
    found.append(artifact.version)
    assert found == ["v3", "v4", "v1", "v3"]


def test_an_artifact_of_a_team_is_named_by_its_full_path(run, start_run, provisioning):
    members = [{"username": run.entity, "role": "admin"}]
    assert provisioning.send("POST", "/orgs", {"name": "my-company", "members": members}).status == 201
    team = {"name": "my-team", "org": "my-company", "members": members}
    assert provisioning.send("POST", "/teams", team).status == 201
    maker = start_run(entity="my-team", project="my-project")
    log(maker, "model", {"model.pt": b"weights"}, type="model", aliases=["best"])

    # For inference or standalone scripts
    api = wandb.Api()
    artifact = api.artifact("my-team/my-project/model:best")
    artifact_dir = artifact.download()
    assert files_below(artifact_dir) == {"model.pt": b"weights"}

    # Full path with entity/project
    artifact = run.use_artifact("my-team/my-project/model:v0")
    assert inputs_of(run) == {"my-team/my-project/model:v0"}


def test_downloading_outside_a_run_records_no_user(run, collection):
    log(run, collection, {"model.pt": b"weights"}, type="model", aliases=["best"])
    # For inference or standalone scripts
    api = wandb.Api()
    artifact = api.artifact(f"{run.entity}/{run.project}/{collection}:best")
    artifact_dir = artifact.download()
    assert files_below(artifact_dir) == {"model.pt": b"weights"}
    assert artifact.used_by() == []


def test_one_file_or_all_files_can_be_downloaded_to_a_chosen_folder(run, api, collection, workplace):
    files = {"model.pt": b"weights", "config.json": b"{}"}
    log(run, collection, files, type="model")
    artifact = api.artifact(f"{run.project}/{collection}:latest")
    # Download specific file only
    path = artifact.get_path("model.pt").download()
    assert files_below(Path(path).parent) == {"model.pt": b"weights"}

    # Download to custom directory
    artifact.download(root="./models/")
    assert files_below(workplace / "models") == files


def test_logging_again_creates_a_version_only_if_the_content_changed(run, data, workplace):
    artifact = wandb.Artifact("automatic", type="dataset")
    artifact.add_file("model.pt")
    # First log: creates v0
    run.log_artifact(artifact)
    assert artifact.wait().version == "v0"

    again = wandb.Artifact("automatic", type="dataset")
    again.add_file("model.pt")
    assert run.log_artifact(again).wait().version == "v0"

    # Modify content and log again: creates v1. In 0.31.0 by a draft, see the next test.
    (workplace / "updated_data.csv").write_bytes(b"new")
    artifact = artifact.new_draft()
    artifact.add_file("updated_data.csv")
    run.log_artifact(artifact)
    assert artifact.wait().version == "v1"
    assert set(artifact.manifest.entries) == {"model.pt", "updated_data.csv"}


def test_add_file_on_a_logged_artifact_is_an_artifact_finalized_error(run, data, collection, workplace):
    artifact = wandb.Artifact(collection, type="dataset")
    artifact.add_file("model.pt")
    run.log_artifact(artifact)
    (workplace / "updated_data.csv").write_bytes(b"new")
    with pytest.raises(ArtifactFinalizedError, match="Can't modify finalized artifact"):
        artifact.add_file("updated_data.csv")
    artifact.wait()
    with pytest.raises(ArtifactFinalizedError, match="Can't modify finalized artifact"):
        artifact.add_file("updated_data.csv")


def test_aliases_can_be_set_while_logging_and_appended_later(run, collection):
    for number in range(7):
        artifact = wandb.Artifact(collection, type="model")
        with artifact.new_file("i.txt") as file:
            file.write(str(number))
        # Add aliases when logging
        run.log_artifact(artifact, aliases=["latest", "best"])
    artifact.wait()

    # Update alias programmatically
    api = wandb.Api()
    artifact = api.artifact(f"{run.project}/{collection}:v5")
    artifact.aliases.append("production")
    artifact.save()

    expected = {**{f"v{number}": [] for number in range(5)}, "v5": ["production"], "v6": ["best", "latest"]}
    assert aliases_by_version(f"{run.project}/{collection}", "model") == expected


def test_a_training_run_links_its_data_to_its_model(api, data, project):
    with wandb.init(project=project) as maker:
        log(maker, "training-data", {"train.csv": TRAIN})
    with wandb.init(project=project) as run:
        # Input: dataset artifact
        dataset = run.use_artifact("training-data:latest")
        dataset_dir = dataset.download()

        # ... train model ...

        # Output: model artifact
        model_artifact = wandb.Artifact("trained-model", type="model")
        model_artifact.add_file("model.pt")
        run.log_artifact(model_artifact)

    assert files_below(dataset_dir) == {"train.csv": TRAIN}
    maker = api.artifact(f"{project}/trained-model:latest").logged_by()
    assert maker.id == run.id
    [data] = maker.used_artifacts()
    assert data.source_name == "training-data:v0"
    [made] = [artifact for user in data.used_by() for artifact in user.logged_artifacts()]
    assert made.source_name == "trained-model:v0"


# Lightning's integration, and the loading of its checkpoints, are in test_lightning_logger.py.


@pytest.mark.parametrize("type_name", ["dataset", "model", "predictions", "config", "code"])
def test_an_artifact_can_have_any_of_the_common_types(run, api, collection, type_name):
    artifact = wandb.Artifact(name=collection, type=type_name)
    run.log_artifact(artifact).wait()
    assert api.artifact(f"{run.project}/{collection}:latest", type=type_name).type == type_name


def test_metadata_and_description_can_be_read_later(run, collection, capsys):
    artifact = wandb.Artifact(
        name=collection,
        type="model",
        description="ResNet-50 trained on ImageNet",
        metadata={
            "architecture": "resnet50",
            "framework": "pytorch",
            "accuracy": 0.95,
            "num_params": 25_000_000,
            "training_data": "imagenet-1k",
        },
    )
    run.log_artifact(artifact).wait()
    capsys.readouterr()

    artifact = run.use_artifact(f"{collection}:latest")
    print(artifact.metadata["accuracy"])
    print(artifact.description)
    assert capsys.readouterr().out.splitlines() == ["0.95", "ResNet-50 trained on ImageNet"]
    assert artifact.metadata["num_params"] == 25_000_000
