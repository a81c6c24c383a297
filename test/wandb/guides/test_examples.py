"""The example scripts, run twice, with the server restarted between any two of them."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import wandb
from client_process import client_environment, run_script
from contents import files_below
from stemma_server import REPOSITORY, StemmaServer, serve

EXAMPLES = REPOSITORY / "examples"
SCRIPTS = ("ingest.py", "train.py", "evaluate.py", "lineage.py")
COLLECTIONS = {
    "digits-raw": "dataset",
    "breast-cancer": "dataset",
    "digits-processed": "dataset",
    "digits-model": "model",
    "digits-predictions": "predictions",
}
IMAGE_COUNT = 1797
TEST_ROW_COUNT = 360


@dataclass
class Workshop:
    """A server of its own, with the scripts' output so far."""

    server: StemmaServer
    home: Path
    printed: dict[str, str]

    def run_all(self) -> None:
        environment = client_environment(self.server, self.home)
        for script in SCRIPTS:
            self.printed[script] = run_script(EXAMPLES / script, environment=environment, cwd=self.home).stdout
            self.server.restart()

    def api(self) -> wandb.Api:
        return wandb.Api(overrides={"base_url": self.server.base_url}, api_key=self.server.api_key)


@pytest.fixture(scope="module")
def once(client, tmp_path_factory):
    """After the first round."""
    folder = tmp_path_factory.mktemp("examples")
    with serve(folder) as server:
        workshop = Workshop(server, folder / "home", {})
        workshop.home.mkdir()
        workshop.run_all()
        yield workshop


@pytest.fixture(scope="module")
def twice(once) -> Workshop:
    """After the second round, which the tests above do not see."""
    once.run_all()
    return once


def versions_of(api: wandb.Api) -> dict[str, list[str]]:
    return {
        name: sorted(version.version for version in api.artifacts(type_name, f"digits/{name}"))
        for name, type_name in COLLECTIONS.items()
    }


def test_the_scripts_create_one_version_of_each_artifact(once):
    assert versions_of(once.api()) == {name: ["v0"] for name in COLLECTIONS}


def test_the_raw_data_contains_every_picture(once):
    raw = once.api().artifact("digits/digits-raw:latest")
    assert raw.file_count == IMAGE_COUNT + 1
    assert raw.metadata["images"] == IMAGE_COUNT
    zeros = files_below(raw.download(path_prefix="images/0/"))
    labels = raw.get_entry("labels.csv").download()
    assert len(zeros) == Path(labels).read_text().count(",0\n") > 100
    assert all(data.startswith(b"\x89PNG") for data in zeros.values())


def test_the_tables_contain_every_row(once):
    api = once.api()
    assert len(api.artifact("digits/breast-cancer:latest").get("tumours").data) == 569
    assert len(api.artifact("digits/digits-processed:latest").get("features").data) == IMAGE_COUNT
    predictions = api.artifact("digits/digits-predictions:latest").get("predictions").get_dataframe()
    assert len(predictions) == TEST_ROW_COUNT
    assert predictions["correct"].mean() > 0.9


def test_the_model_has_the_aliases_best_and_latest_and_its_score(once):
    model = once.api().artifact("digits/digits-model:best", type="model")
    assert sorted(model.aliases) == ["best", "latest"]
    assert model.metadata["accuracy"] > 0.9
    assert model.metadata["params"]["epochs"] == 10


def test_the_training_run_has_history_for_every_epoch(once):
    run = once.api().artifact("digits/digits-model:best").logged_by()
    history = run.history(keys=["epoch", "validation/accuracy"], pandas=False)
    assert [row["epoch"] for row in history] == list(range(10))
    assert (run.job_type, run.state, run.config["model"]) == ("train", "finished", "SGDClassifier")


def test_the_lineage_script_prints_all_ancestors_and_descendants(once):
    up, down = once.printed["lineage.py"].split("What was the raw data used for?")
    chain = ["digits-raw:v0", "(preprocess)", "digits-processed:v0", "(train)", "digits-model:v0", "(evaluate)"]
    for step in ["(ingest)", *chain, "digits-predictions:v0"]:
        assert step in up
    for step in [*chain, "digits-predictions:v0"]:
        assert step in down


def test_the_second_round_creates_no_new_version(twice):
    assert versions_of(twice.api()) == {name: ["v0"] for name in COLLECTIONS}


def test_lineage_is_complete_after_both_rounds(twice):
    artifact = twice.api().artifact("digits/digits-predictions:latest")
    expected = [
        ("digits-predictions:v0", "evaluate", {"digits-model:v0", "digits-processed:v0"}),
        ("digits-model:v0", "train", {"digits-processed:v0"}),
        ("digits-processed:v0", "preprocess", {"digits-raw:v0"}),
        ("digits-raw:v0", "ingest", set()),
    ]
    for name, job_type, inputs in expected:
        assert artifact.source_name == name
        maker = artifact.logged_by()
        assert maker.job_type == job_type
        used = {used.source_name: used for used in maker.used_artifacts()}
        assert set(used) == inputs
        artifact = used.get("digits-model:v0") or next(iter(used.values()), artifact)

    raw = twice.api().artifact("digits/digits-raw:v0")
    assert [run.job_type for run in raw.used_by()] == ["preprocess", "preprocess"]
    for run in raw.used_by():
        assert [made.source_name for made in run.logged_artifacts()] == ["digits-processed:v0"]


def test_both_rounds_create_their_own_runs(twice):
    runs = twice.api().runs("digits")
    kinds = sorted(run.job_type for run in runs)
    assert kinds == sorted(["ingest", "preprocess", "train", "evaluate"] * 2)
    assert {run.state for run in runs} == {"finished"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_contains_no_server_url_no_key_and_no_wait(script):
    text = (EXAMPLES / script).read_text(encoding="utf-8").lower()
    for word in ("stemma", "http", "localhost", "127.0.0.1", "api_key", "base_url", "sleep"):
        assert word not in text


def test_the_examples_require_the_tested_package_versions():
    tested = (REPOSITORY / "test" / "wandb" / "requirements.txt").read_text().splitlines()
    assert set((EXAMPLES / "requirements.txt").read_text().splitlines()) <= set(tested)
