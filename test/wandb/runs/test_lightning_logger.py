"""What Lightning's `WandbLogger(log_model="all")` with a `ModelCheckpoint(save_top_k=3)` asks of the client.

Neither library is installed here: the classes below make the calls of theirs to the client, one for one, and keep the
same files on disk. The campaign `lightning` trains with the real ones.
"""

import pickle
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import wandb
from contents import files_below
from wandb.sdk.lib import RunDisabled
from wandb.wandb_run import Run

# Validation losses, epoch by epoch: the best is the third, the last is not among the best three and is not saved.
LOSSES = [0.9, 0.5, 0.2, 0.4, 0.3, 0.8]
SAVED_EPOCHS = [0, 1, 2, 3, 4]
BEST_EPOCH, LAST_SAVED_EPOCH = 2, 4


def checkpoint_of(epoch: int) -> bytes:
    # Lightning writes this with torch.save; the server sees bytes.
    return pickle.dumps({"epoch": epoch, "state_dict": {"layer.weight": [float(epoch)] * 100}})


@dataclass
class Checkpoints:
    """The files of a `ModelCheckpoint(monitor="val_loss", mode="min", filename="{epoch}-{val_loss:.2f}")`."""

    folder: Path
    save_top_k: int = 3
    best_k_models: dict[Path, float] = field(default_factory=dict)

    @property
    def best_model_path(self) -> Path:
        return min(self.best_k_models, key=self.best_k_models.__getitem__)

    def save(self, logger: "Logger", epoch: int, val_loss: float) -> None:
        """Saves a checkpoint that is among the best, tells the logger, and only then removes the one that fell out."""
        worst = None
        if len(self.best_k_models) == self.save_top_k:
            worst = max(self.best_k_models, key=self.best_k_models.__getitem__)
            if val_loss >= self.best_k_models[worst]:
                return
            del self.best_k_models[worst]
        path = self.folder / f"epoch={epoch}-val_loss={val_loss:.2f}.ckpt"
        path.write_bytes(checkpoint_of(epoch))
        self.best_k_models[path] = val_loss
        logger.after_save_checkpoint(self)
        if worst is not None:
            worst.unlink()


class Logger:
    """The calls of a `WandbLogger(project=…, log_model="all")`."""

    def __init__(self, **arguments) -> None:
        self.experiment = wandb.init(name=None, id=None, resume="allow", anonymous=None, **arguments)
        assert isinstance(self.experiment, (Run, RunDisabled))
        self.experiment.define_metric("trainer/global_step")
        self.experiment.define_metric("*", step_metric="trainer/global_step", step_sync=True)
        self.experiment._label(code="lightning_logger")
        self._logged: set[Path] = set()

    def log_hyperparams(self, params: dict) -> None:
        self.experiment.config.update(params, allow_val_change=True)

    def log_metrics(self, metrics: dict, step: int) -> None:
        self.experiment.log({**metrics, "trainer/global_step": step})

    def after_save_checkpoint(self, checkpoints: Checkpoints) -> None:
        for path, score in checkpoints.best_k_models.items():
            if path in self._logged:
                continue
            metadata = {
                "score": score,
                "original_filename": path.name,
                "ModelCheckpoint": {
                    "monitor": "val_loss",
                    "mode": "min",
                    "save_last": None,
                    "save_top_k": checkpoints.save_top_k,
                    "save_weights_only": False,
                    "_every_n_train_steps": 0,
                },
            }
            artifact = wandb.Artifact(name=f"model-{self.experiment.id}", type="model", metadata=metadata)
            artifact.add_file(str(path), name="model.ckpt")
            aliases = ["latest", "best"] if path == checkpoints.best_model_path else ["latest"]
            self.experiment.log_artifact(artifact, aliases=aliases)
            self._logged.add(path)


@dataclass(frozen=True)
class Training:
    """A finished training."""

    path: str
    run_id: str
    folder: Path

    @property
    def name(self) -> str:
        return f"{self.path}/model-{self.run_id}"


@pytest.fixture(scope="module")
def training(client, tmp_path_factory) -> Training:
    """Six epochs, logged as Lightning does it."""
    folder = tmp_path_factory.mktemp("checkpoints")
    checkpoints = Checkpoints(folder)
    logger = Logger(project="lightning", dir=str(tmp_path_factory.mktemp("run")))
    with logger.experiment as run:
        logger.log_hyperparams({"lr": 0.01, "layers": [16, 16]})
        for epoch, val_loss in enumerate(LOSSES):
            logger.log_metrics({"val_loss": val_loss, "epoch": epoch}, step=100 * (epoch + 1))
            checkpoints.save(logger, epoch, val_loss)
    return Training(f"{run.entity}/lightning", run.id, folder)


def test_each_saved_checkpoint_becomes_a_version_with_its_score(api, training):
    versions = sorted(api.artifacts("model", training.name), key=lambda version: int(version.version[1:]))
    assert [version.metadata["score"] for version in versions] == [LOSSES[epoch] for epoch in SAVED_EPOCHS]
    assert [version.metadata["original_filename"] for version in versions] == [
        f"epoch={epoch}-val_loss={LOSSES[epoch]:.2f}.ckpt" for epoch in SAVED_EPOCHS
    ]
    assert {version.metadata["ModelCheckpoint"]["save_top_k"] for version in versions} == {3}
    assert [list(version.manifest.entries) for version in versions] == [["model.ckpt"]] * len(SAVED_EPOCHS)


def test_latest_names_the_last_checkpoint_and_best_the_best_one(api, training):
    found = {version.version: sorted(version.aliases) for version in api.artifacts("model", training.name)}
    assert found == {"v0": [], "v1": [], "v2": ["best"], "v3": [], "v4": ["latest"]}


def test_the_best_checkpoint_is_downloaded_unchanged(training):
    # Download best checkpoint
    api = wandb.Api()
    artifact = api.artifact(f"{training.name}:best")
    artifact_dir = artifact.download()
    assert files_below(artifact_dir) == {"model.ckpt": checkpoint_of(BEST_EPOCH)}

    # Load model: load_from_checkpoint opens this file.
    with open(f"{artifact_dir}/model.ckpt", "rb") as file:
        assert pickle.load(file)["epoch"] == BEST_EPOCH


def test_a_checkpoint_deleted_from_disk_is_still_in_its_version(api, training):
    on_disk = {path.name for path in training.folder.iterdir()}
    assert on_disk == {f"epoch={epoch}-val_loss={LOSSES[epoch]:.2f}.ckpt" for epoch in (2, 3, 4)}
    for version, epoch in (("v0", 0), ("v1", 1), ("latest", LAST_SAVED_EPOCH)):
        folder = api.artifact(f"{training.name}:{version}").download()
        assert files_below(folder) == {"model.ckpt": checkpoint_of(epoch)}


def test_the_checkpoints_are_outputs_of_the_training_run(api, training):
    run = api.run(f"{training.path}/{training.run_id}")
    logged = {artifact.source_name for artifact in run.logged_artifacts() if artifact.type == "model"}
    assert logged == {f"model-{training.run_id}:v{number}" for number in range(len(SAVED_EPOCHS))}
    assert (run.state, run.config) == ("finished", {"lr": 0.01, "layers": [16, 16]})
    history = run.history(keys=["trainer/global_step", "val_loss"], pandas=False)
    assert [(row["trainer/global_step"], row["val_loss"]) for row in history] == [
        (100 * (epoch + 1), loss) for epoch, loss in enumerate(LOSSES)
    ]


def test_use_artifact_of_the_logger_records_the_checkpoint_as_an_input(api, start_run, training, project):
    run = start_run(project=project)
    folder = run.use_artifact(f"{training.name}:best", type="model").download(root="here")
    assert files_below(folder) == {"model.ckpt": checkpoint_of(BEST_EPOCH)}
    used = api.run(f"{run.entity}/{project}/{run.id}").used_artifacts()
    assert [artifact.source_name for artifact in used] == [f"model-{training.run_id}:v2"]
