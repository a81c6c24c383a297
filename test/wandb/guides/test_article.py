"""The two programs of the article, each in a process of its own, and what the article says of them.

The programs are the article's but for the three lines of the second one that the client 0.31.0 no longer runs: each of
those has a test that shows how it ends.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pandas
import pytest
import wandb
from client_process import run_script
from contents import files_below, log

PROJECT = "sentiment-analysis"
REVIEW_COUNT = 200
EMPTY_COUNT = 20

INGEST = """
import pandas
import wandb
# Start a new W&B run
run = wandb.init(project="sentiment-analysis", job_type="data-ingestion")
# Load our raw dataset
data = pandas.read_csv("raw_reviews.csv")
# Perform some preprocessing
processed_data = data.dropna().sample(frac=0.8) # Remove NaNs, take 80% sample
# Log the processed data as an artifact
# This creates a new version of the "processed-dataset" artifact
processed_data_artifact = wandb.Artifact(
    name="processed-dataset",
    type="dataset",
    description="Cleaned and sampled dataset for sentiment analysis training"
)
processed_data_artifact.add(
    wandb.Table(dataframe=processed_data),
    name="processed_data.table.json" # W&B expects a specific extension for tables
)
run.log_artifact(processed_data_artifact)
# Finish the run
run.finish()
processed_data.to_csv("processed_data.csv", index=False)
"""

TRAIN = """
import wandb
import pandas
# Start a new W&B run for training
run = wandb.init(project="sentiment-analysis", job_type="training", config={"epochs": 3})
# Get the latest version of our processed dataset artifact
# By default, this pulls the latest available version
try:
    dataset_artifact = run.use_artifact(
        "processed-dataset:latest", # Or specify a version like "processed-dataset:v0"
        type="dataset"
    )
except wandb.errors.CommError as e:
    print(f"Could not find artifact: {e}")
    exit()
# Load the data from the artifact: in 0.31.0 by get and get_dataframe
dataset_table = dataset_artifact.get("processed_data.table.json")
processed_data = dataset_table.get_dataframe()
processed_data.to_csv("training_data.csv", index=False)
# (Model training code here using processed_data)
# ... Let's assume we get trained_model_weights
# Log the trained model as another artifact
model_artifact = wandb.Artifact(
    name="sentiment-model",
    type="model",
    description="A sentiment analysis model trained on processed data"
)
# Save the weights to a temporary file before logging
# For real training, this would be your actual model checkpoint file
with open("model_weights.pth", "w") as f:
    f.write("dummy_weights_content")
model_artifact.add_file("model_weights.pth")
# The code that trains, so that a model leads to it as well
run.log_code(".", include_fn=lambda path: path.endswith("train.py"))
# In 0.31.0 it is use_artifact above that establishes lineage
run.log_artifact(model_artifact)
run.finish()
"""


@dataclass(frozen=True)
class Work:
    """The folder in which the programs ran, and the data that each of them saw."""

    folder: Path
    ingested: list[pandas.DataFrame]
    trained_on: pandas.DataFrame


@pytest.fixture(scope="module")
def work(client, tmp_path_factory) -> Work:
    """The first program, the second one, and the first one again."""
    folder = tmp_path_factory.mktemp("article")
    words = ["good", "bad", "fine", "dull", "splendid"]
    rows = [
        {"review": None if number < EMPTY_COUNT else f"{words[number % 5]} film, number {number}", "stars": number % 5}
        for number in range(REVIEW_COUNT)
    ]
    pandas.DataFrame(rows).to_csv(folder / "raw_reviews.csv", index=False)
    (folder / "ingest.py").write_text(INGEST, encoding="utf-8")
    (folder / "train.py").write_text(TRAIN, encoding="utf-8")
    ingested = []
    for program in ("ingest.py", "train.py", "ingest.py"):
        assert "Could not find artifact" not in run_script(folder / program, environment={}, cwd=folder).stdout
        if program == "ingest.py":
            ingested.append(pandas.read_csv(folder / "processed_data.csv"))
    return Work(folder, ingested, pandas.read_csv(folder / "training_data.csv"))


@pytest.fixture
def dataset(work, api) -> wandb.Artifact:
    """The version that the training used."""
    return api.artifact(f"{PROJECT}/processed-dataset:v0")


def test_the_first_program_stores_a_snapshot_of_the_data_frame(work, dataset):
    assert (dataset.version, dataset.type) == ("v0", "dataset")
    assert dataset.description == "Cleaned and sampled dataset for sentiment analysis training"
    assert set(dataset.manifest.entries) == {"processed_data.table.json"}
    frame = dataset.get("processed_data").get_dataframe()
    assert len(frame) == round((REVIEW_COUNT - EMPTY_COUNT) * 0.8)
    assert frame.to_dict("records") == work.ingested[0].to_dict("records")


def test_running_the_program_again_creates_the_next_version_from_a_new_sample(work, api):
    versions = api.artifacts("dataset", f"{PROJECT}/processed-dataset")
    assert {found.version: found.aliases for found in versions} == {"v0": [], "v1": ["latest"]}
    again = api.artifact(f"{PROJECT}/processed-dataset:latest").get("processed_data").get_dataframe()
    assert again.to_dict("records") == work.ingested[1].to_dict("records") != work.ingested[0].to_dict("records")


def test_the_second_program_trains_on_the_data_that_the_first_one_stored(work, api):
    assert work.trained_on.to_dict("records") == work.ingested[0].to_dict("records")
    model = api.artifact(f"{PROJECT}/sentiment-model:latest")
    assert (model.type, model.description) == ("model", "A sentiment analysis model trained on processed data")
    assert files_below(model.download()) == {"model_weights.pth": b"dummy_weights_content"}


def test_a_model_can_be_traced_to_its_data_code_and_hyperparameters(work, api):
    run = api.artifact(f"{PROJECT}/sentiment-model:latest").logged_by()
    assert (run.job_type, run.config) == ("training", {"epochs": 3})
    [data] = run.used_artifacts()
    assert data.source_name == "processed-dataset:v0", "the version of then, not the one that is latest now"
    frame = data.get("processed_data").get_dataframe()
    assert frame.to_dict("records") == work.trained_on.to_dict("records")

    [code] = [artifact for artifact in run.logged_artifacts() if artifact.type == "code"]
    assert files_below(code.download()) == {"train.py": TRAIN.encode()}
    assert data.logged_by().job_type == "data-ingestion"


def test_a_dataset_version_lists_the_models_trained_on_it(work, dataset, api):
    [run] = dataset.used_by()
    made = [artifact.source_name for artifact in run.logged_artifacts() if artifact.type == "model"]
    assert made == ["sentiment-model:v0"]
    assert api.artifact(f"{PROJECT}/processed-dataset:v1").used_by() == []


def test_the_second_program_ends_with_a_message_when_the_artifact_is_missing(python, project):
    printed = python(TRAIN.replace(PROJECT, project)).stdout
    assert re.match(r"Could not find artifact: .*'processed-dataset:latest' not found", printed)
    assert not wandb.Api().artifact_exists(f"{project}/sentiment-model:latest")


def test_a_dataset_of_another_type_is_an_error_too(python, start_run, project):
    log(start_run(project=project), "processed-dataset", {"a.txt": b"a"}, type="raw")
    printed = python(TRAIN.replace(PROJECT, project)).stdout
    assert printed.startswith("Could not find artifact: ")
    assert "type 'dataset' specified but this artifact is of type 'raw'" in printed


def test_get_table_of_an_artifact_is_an_attribute_error(dataset):
    dataset_artifact = dataset
    with pytest.raises(AttributeError, match="'Artifact' object has no attribute 'get_table'"):
        dataset_artifact.get_table("processed_data.table.json")


def test_dataframe_of_a_table_is_an_attribute_error(dataset):
    dataset_table = dataset.get("processed_data.table.json")
    with pytest.raises(AttributeError, match="'Table' object has no attribute 'dataframe'"):
        dataset_table.dataframe()


def test_a_reference_to_an_artifact_is_an_unbound_local_error(dataset):
    model_artifact = wandb.Artifact(name="sentiment-model", type="model")
    with pytest.raises(UnboundLocalError, match="uri_str"):
        model_artifact.add_reference(dataset)  # Crucial for lineage


def test_a_reference_to_an_entry_of_an_artifact_is_kept_and_downloaded(dataset, start_run, api, project):
    # What the client does take of another artifact, one entry at a time.
    run = start_run(project=project)
    model_artifact = wandb.Artifact(name="sentiment-model", type="model")
    model_artifact.add_reference(dataset.get_entry("processed_data.table.json"), name="data/processed_data.table.json")
    run.log_artifact(model_artifact).wait()
    stored = api.artifact(f"{project}/sentiment-model:v0")
    assert stored.get_entry("data/processed_data.table.json").ref.startswith("wandb-artifact://")
    folder, original = stored.download(), dataset.download()
    assert files_below(folder) == {f"data/{path}": data for path, data in files_below(original).items()}
