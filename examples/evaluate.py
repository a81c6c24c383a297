"""Step 3: try the best model on the rows it has never seen and keep every single prediction."""

import argparse
from pathlib import Path

import joblib
import pandas as pd
import wandb
from sklearn.metrics import accuracy_score, f1_score


def evaluate(project: str) -> None:
    """Logs the score of each class and of all, and the predictions as a table."""
    with wandb.init(project=project, job_type="evaluate", config={"split": "test"}) as run:
        # type= is a safety belt: a name that is not a model is refused.
        model_artifact = run.use_artifact("digits-model:best", type="model")
        dataset = run.use_artifact("digits-processed:latest", type="dataset")
        # A model file may run code when it is loaded: load only models you made or trust.
        model = joblib.load(Path(model_artifact.download()) / "model.joblib")
        # One file of a large artifact is enough here, so only that one is fetched.
        rows = pd.read_csv(dataset.get_entry("test.csv").download())

        chances = model.predict_proba(rows.filter(like="pixel_").to_numpy())
        predictions = pd.DataFrame(
            {
                "image": rows["image"],
                "label": rows["label"],
                "predicted": model.classes_[chances.argmax(axis=1)],
                "confidence": chances.max(axis=1).round(4),
            }
        )
        predictions["correct"] = predictions["label"] == predictions["predicted"]

        for digit, group in predictions.groupby("label"):
            run.log({"digit": int(digit), "digit/accuracy": float(group["correct"].mean())})
        accuracy = float(accuracy_score(predictions["label"], predictions["predicted"]))
        f1 = float(f1_score(predictions["label"], predictions["predicted"], average="macro"))
        run.log({"test/accuracy": accuracy, "test/f1": f1})

        artifact = wandb.Artifact(
            name="digits-predictions",
            type="predictions",
            description="What the best model said about every test picture.",
            metadata={"accuracy": round(accuracy, 4), "model": model_artifact.source_name},
        )
        artifact.add(wandb.Table(dataframe=predictions), "predictions")
        run.log_artifact(artifact)
        print(f"{model_artifact.source_name} has test accuracy {accuracy:.3f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", default="digits", help="the project the run belongs to")
    evaluate(parser.parse_args().project)
