"""The code of a run is an artifact; a model version can be traced to its data and code."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
import wandb
from client_process import run_script
from contents import artifact_of, files_below, log, write_files

CODE = {
    "train.py": b"import lib.model\n",
    "lib/model.py": "GRÖSSE = 3\n".encode(),
    "requirements.txt": b"numpy\n",
    "Dockerfile": b"FROM scratch\n",
}
NO_CODE = {"data.csv": b"1,2\n", "wandb/settings.py": b"x = 1\n", "notes.md": b"# notes\n"}


def code_of(stored_run) -> wandb.Artifact:
    """The one code artifact of a stored run."""
    [code] = [artifact for artifact in stored_run.logged_artifacts() if artifact.type == "code"]
    return code


def stored_run(run):
    """The run as the server has it now."""
    return wandb.Api().run(f"{run.entity}/{run.project}/{run.id}")


def test_log_code_stores_only_the_code_below_a_folder(run, api, collection, workplace):
    write_files(workplace / "project", CODE | NO_CODE)
    artifact = run.log_code(str(workplace / "project"), name=collection).wait()
    assert (artifact.type, artifact.version) == ("code", "v0")
    assert files_below(api.artifact(f"{run.project}/{collection}:latest", type="code").download()) == CODE


def test_log_code_applies_the_include_and_exclude_functions(run, api, collection, workplace):
    write_files(workplace / "project", CODE | NO_CODE)
    artifact = run.log_code(
        str(workplace / "project"),
        name=collection,
        include_fn=lambda path: path.endswith((".py", ".md")),
        exclude_fn=lambda path, root: Path(path).relative_to(root).parts[0] in ("lib", "wandb"),
    )
    artifact.wait()
    assert set(api.artifact(f"{run.project}/{collection}:latest").manifest.entries) == {"train.py", "notes.md"}


def test_unchanged_code_returns_the_existing_version_and_changed_code_creates_the_next(start_run, project, workplace):
    write_files(workplace / "project", CODE)
    versions = []
    for change in (b"", b"", b"changed = True\n"):
        (workplace / "project" / "train.py").write_bytes(CODE["train.py"] + change)
        run = start_run(project=project)
        versions.append(run.log_code(str(workplace / "project"), name="source").wait().version)
        assert code_of(stored_run(run)).version == versions[-1]
    assert versions == ["v0", "v0", "v1"]


def test_the_config_of_a_run_contains_the_name_of_its_code(start_run, project, workplace):
    write_files(workplace / "project", CODE)
    run = start_run(project=project)
    artifact = run.log_code(str(workplace / "project"), name="source").wait()
    run.finish()
    assert json.loads(stored_run(run).json_config)["_wandb"]["value"]["code_path"] == artifact.source_name.split(":")[0]


def test_a_folder_without_code_creates_no_artifact(start_run, project, workplace):
    write_files(workplace / "project", NO_CODE)
    run = start_run(project=project)
    assert run.log_code(str(workplace / "project")) is None
    assert list(stored_run(run).logged_artifacts()) == []


def test_code_can_be_logged_by_a_setting(start_run, project, workplace):
    write_files(workplace / "project", CODE)
    settings = wandb.Settings(code_dir=str(workplace / "project"), save_code=True)
    run = start_run(project=project, settings=settings)
    run.finish()
    code = code_of(stored_run(run))
    assert code.source_name.startswith(f"source-{project}")
    assert files_below(code.download()) == CODE


def test_names_of_code_artifacts_are_reserved_by_the_client_but_their_type_is_not(run, collection):
    with pytest.raises(ValueError, match="reserved"):
        wandb.Artifact(f"source-{collection}", type="code")
    assert log(run, collection, {"a.py": b"a = 1\n"}, type="code").version == "v0"


def test_a_config_artifact_can_be_downloaded_and_used(start_run, api, project):
    maker, user = start_run(project=project), start_run(project=project)
    settings = {"lr": 0.1, "layers": [64, 32], "label": "Größe"}
    log(maker, "settings", {"config.json": json.dumps(settings).encode()}, type="config", metadata=settings)
    used = user.use_artifact("settings:latest", type="config")
    assert json.loads(Path(used.file()).read_text()) == settings
    assert api.artifact(f"{project}/settings:v0").metadata == settings
    assert [(artifact.type, artifact.source_name) for artifact in stored_run(user).used_artifacts()] == [
        ("config", "settings:v0")
    ]


# From a model to all that made it.

TRAIN = """
import json
import sys
from pathlib import Path

import wandb


def train(numbers, factor):
    return f"model: {sum(numbers) * factor}"


def main(project):
    with wandb.init(project=project, job_type="train", config={"factor": FACTOR}) as run:
        data = run.use_artifact("numbers:latest")
        settings = run.use_artifact("settings:latest")
        numbers = json.loads(Path(data.download(), "numbers.json").read_text())
        factor = json.loads(Path(settings.file()).read_text())["factor"] * run.config.factor
        model = wandb.Artifact("model", type="model")
        with model.new_file("model.txt") as file:
            file.write(train(numbers, factor))
        run.log_code(".")
        run.log_artifact(model)


FACTOR = 1
if __name__ == "__main__":
    main(sys.argv[1])
"""


@dataclass(frozen=True)
class Round:
    """The inputs of one training, and the model that it makes."""

    numbers: list[int]
    factor: int
    constant: int

    @property
    def code(self) -> str:
        return TRAIN.replace("FACTOR = 1", f"FACTOR = {self.constant}")

    @property
    def model(self) -> str:
        return f"model: {sum(self.numbers) * self.factor * self.constant}"


ROUNDS = (Round([1, 2, 3], 10, 1), Round([1, 2, 3, 4], 10, 1), Round([1, 2, 3, 4], 7, 1), Round([1, 2, 3, 4], 7, 5))


@pytest.fixture(scope="module")
def trained(client, tmp_path_factory) -> str:
    """A project where each training differs from the one before by one input: data, settings, then code."""
    project = "trained"
    folder = tmp_path_factory.mktemp("trained")
    for this in ROUNDS:
        with wandb.init(reinit="create_new", project=project, job_type="prepare") as run:
            run.log_artifact(artifact_of("numbers", {"numbers.json": json.dumps(this.numbers).encode()}))
            settings = {"config.json": json.dumps({"factor": this.factor}).encode()}
            run.log_artifact(artifact_of("settings", settings, type="config"))
        (folder / "train.py").write_text(this.code)
        run_script(folder / "train.py", project, environment={"WANDB_DIR": str(folder)}, cwd=folder)
    return project


def fetched(model: wandb.Artifact, workplace: Path) -> dict[str, Path]:
    """The folders of what made a model, by type."""
    maker = model.logged_by()
    parts = [*maker.used_artifacts(), code_of(maker)]
    return {part.type: Path(part.download(root=str(workplace / part.type))) for part in parts}


@pytest.mark.parametrize("index, this", list(enumerate(ROUNDS)))
def test_a_model_version_can_be_traced_to_its_data_config_and_code(trained, api, workplace, index, this):
    model = api.artifact(f"{trained}/model:v{index}")
    assert Path(model.file()).read_text() == this.model
    folders = fetched(model, workplace)
    assert set(folders) == {"dataset", "config", "code"}
    assert json.loads((folders["dataset"] / "numbers.json").read_text()) == this.numbers
    assert json.loads((folders["config"] / "config.json").read_text()) == {"factor": this.factor}
    assert files_below(folders["code"]) == {"train.py": this.code.encode()}
    assert model.logged_by().config == {"factor": this.constant}


def test_each_changed_input_creates_one_new_version(trained, api):
    made = []
    for index in range(len(ROUNDS)):
        maker = api.artifact(f"{trained}/model:v{index}").logged_by()
        inputs = {artifact.type: artifact.version for artifact in maker.used_artifacts()}
        made.append((inputs["dataset"], inputs["config"], code_of(maker).version))
    assert made == [("v0", "v0", "v0"), ("v1", "v0", "v0"), ("v1", "v1", "v0"), ("v1", "v1", "v1")]


def test_the_downloaded_code_reproduces_the_model(trained, api, workplace, python):
    model = api.artifact(f"{trained}/model:v1")
    folders = fetched(model, workplace)
    program = """
import json, sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
import train

factor = json.loads(Path(sys.argv[2], "config.json").read_text())["factor"] * train.FACTOR
print(train.train(json.loads(Path(sys.argv[3], "numbers.json").read_text()), factor), end="")
"""
    again = python(program, *(str(folders[kind]) for kind in ("code", "config", "dataset")))
    assert again.stdout == Path(model.file()).read_text() == ROUNDS[1].model


def test_the_runs_of_a_code_version_are_those_of_the_models_it_produced(trained, api):
    runs = list(api.runs(f"{api.default_entity}/{trained}", filters={"jobType": "train"}))
    assert {code_of(run).source_name for run in runs} == {"source-trained-train.py:v0", "source-trained-train.py:v1"}
    of_first_code = {run.id for run in runs if code_of(run).version == "v0"}
    assert of_first_code == {api.artifact(f"{trained}/model:v{index}").logged_by().id for index in range(3)}
