"""Step 2: train a classifier on the processed digits and log it as a model."""

import argparse
import tempfile
from pathlib import Path

import joblib
import pandas as pd
import wandb
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import train_test_split


def train(project: str, epochs: int, alpha: float, seed: int) -> None:
    """Trains for some epochs, logs a step of metrics after each, and logs the model of the last one."""
    config = {"model": "SGDClassifier", "epochs": epochs, "alpha": alpha, "seed": seed}
    with wandb.init(project=project, job_type="train", config=config) as run:
        # The name says which data; the run remembers exactly which version that was today.
        dataset = run.use_artifact("digits-processed:latest")
        rows = pd.read_csv(Path(dataset.download()) / "train.csv")
        pixels, labels = rows.filter(like="pixel_").to_numpy(), rows["label"].to_numpy()
        # The test rows stay untouched until evaluate.py; progress is measured on a part of the training rows.
        fit_x, check_x, fit_y, check_y = train_test_split(
            pixels, labels, test_size=0.2, random_state=seed, stratify=labels
        )

        model = SGDClassifier(loss="log_loss", alpha=alpha, random_state=seed)
        accuracy = 0.0
        for epoch in range(epochs):
            model.partial_fit(fit_x, fit_y, classes=list(range(10)))
            accuracy = float(accuracy_score(check_y, model.predict(check_x)))
            # Each call is one step of the run's history.
            run.log(
                {
                    "epoch": epoch,
                    "train/loss": float(log_loss(fit_y, model.predict_proba(fit_x))),
                    "validation/loss": float(log_loss(check_y, model.predict_proba(check_x))),
                    "validation/accuracy": accuracy,
                }
            )

        artifact = wandb.Artifact(
            name="digits-model",
            type="model",
            description="A linear classifier of handwritten digits.",
            metadata={"accuracy": round(accuracy, 4), "params": config, "trained_on": dataset.source_name},
        )
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "model.joblib"
            joblib.dump(model, file)
            artifact.add_file(str(file))
            # "latest" moves by itself with every version; "best" moves because we say so.
            run.log_artifact(artifact, aliases=["latest", "best"])
            # Logging goes on in the background; wait() returns when the version is stored.
            artifact.wait()
        print(f"logged {artifact.source_name} with validation accuracy {accuracy:.3f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", default="digits", help="the project the run belongs to")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--alpha", type=float, default=1e-4, help="strength of the regularisation")
    parser.add_argument("--seed", type=int, default=42)
    arguments = parser.parse_args()
    train(arguments.project, arguments.epochs, arguments.alpha, arguments.seed)
