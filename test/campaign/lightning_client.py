"""Trains a small network with Lightning as its users do: the checkpoints become versions of an artifact.

What is stored is read back and compared with the files that Lightning keeps; the journal gets what was seen.
"""

import argparse
import json
from pathlib import Path

import lightning
import torch
import wandb
from lightning.pytorch.callbacks import ModelCheckpoint
from lightning.pytorch.loggers import WandbLogger
from torch.utils.data import DataLoader, TensorDataset

# The best is the third epoch; the last is not among the best three and is not saved.
LOSSES = [0.9, 0.5, 0.2, 0.4, 0.3, 0.8]
SAVED_EPOCHS = [0, 1, 2, 3, 4]
BEST_EPOCH, LAST_SAVED_EPOCH = 2, 4


class Network(lightning.LightningModule):
    """Two layers; what validation says is laid down, so that it is known which checkpoints are kept."""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        self.save_hyperparameters()
        self.layers = torch.nn.Sequential(torch.nn.Linear(8, width), torch.nn.ReLU(), torch.nn.Linear(width, 1))

    def training_step(self, batch, _):
        inputs, targets = batch
        loss = torch.nn.functional.mse_loss(self.layers(inputs), targets)
        self.log("train_loss", loss)
        return loss

    def validation_step(self, _batch, _):
        self.log("val_loss", LOSSES[self.current_epoch])

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=0.01)


def batches(seed: int) -> DataLoader:
    chance = torch.Generator().manual_seed(seed)
    inputs = torch.randn(256, 8, generator=chance)
    return DataLoader(TensorDataset(inputs, inputs.sum(1, keepdim=True)), batch_size=64)


def train(seed: int) -> tuple[str, dict[int, bytes]]:
    """Gives the path of the run, and the checkpoints that Lightning kept, by their epochs."""
    lightning.seed_everything(seed)
    logger = WandbLogger(project="lightning", log_model="all")
    keeper = ModelCheckpoint(monitor="val_loss", mode="min", save_top_k=3, filename="{epoch}")
    trainer = lightning.Trainer(
        max_epochs=len(LOSSES),
        logger=logger,
        callbacks=[keeper],
        accelerator="cpu",
        num_sanity_val_steps=0,
        enable_progress_bar=False,
    )
    trainer.fit(Network(), batches(seed), batches(seed + 1))
    run = logger.experiment
    path = f"{run.entity}/{run.project}/{run.id}"
    wandb.finish()
    kept = {torch.load(file, weights_only=False)["epoch"]: Path(file).read_bytes() for file in keeper.best_k_models}
    return path, kept


def check(path: str, kept: dict[int, bytes]) -> dict[str, int]:
    entity, project, run_id = path.split("/")
    name = f"{entity}/{project}/model-{run_id}"
    stored = sorted(wandb.Api().artifacts("model", name), key=lambda version: int(version.version[1:]))
    assert [version.version for version in stored] == [f"v{index}" for index in range(len(SAVED_EPOCHS))], stored
    assert {run.id for version in stored for run in [version.logged_by()]} == {run_id}
    matched = 0
    for epoch, version in zip(SAVED_EPOCHS, stored, strict=True):
        assert ("best" in version.aliases, "latest" in version.aliases) == (
            epoch == BEST_EPOCH,
            epoch == LAST_SAVED_EPOCH,
        ), (epoch, version.aliases)
        file = Path(version.download(), "model.ckpt")
        assert torch.load(file, weights_only=False)["epoch"] == epoch
        Network.load_from_checkpoint(file)
        if epoch in kept:
            assert file.read_bytes() == kept[epoch], epoch
            matched += 1
    folder = WandbLogger.download_artifact(f"{name}:best", save_dir="best", artifact_type="model")
    assert Path(folder, "model.ckpt").read_bytes() == kept[BEST_EPOCH]
    assert matched == len(kept) == 3
    return {"checkpoints": len(stored), "equal to the file on disk": matched}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--journal", type=Path, required=True)
    options = parser.parse_args()
    counts = check(*train(options.seed))
    options.journal.write_text(json.dumps(counts), encoding="utf-8")


main()
