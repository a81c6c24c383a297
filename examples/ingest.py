"""Step 1: turn raw data into datasets that later steps can name.

Two runs make three artifacts:

* "ingest" logs `digits-raw`, a folder of 1,797 pictures, one sub-folder a class, and `breast-cancer`, one table.
* "preprocess" uses `digits-raw` and logs `digits-processed`: a table of features and a train/test split.

Run it twice: nothing changed, so no new version is made and nothing is uploaded again.
"""

import argparse
import csv
import tempfile
from pathlib import Path

import pandas as pd
import wandb
from png import read_grey_png, write_grey_png
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.model_selection import train_test_split


def ingest(project: str) -> None:
    """Logs the raw data exactly as it arrived."""
    with wandb.init(project=project, job_type="ingest", config={"source": "scikit-learn"}) as run:
        run.log_artifact(raw_digits())
        run.log_artifact(breast_cancer())


def raw_digits() -> wandb.Artifact:
    """The pictures as files, sorted into folders by class, and a list of what each one shows."""
    digits = load_digits()
    artifact = wandb.Artifact(
        name="digits-raw",
        type="dataset",
        description="Handwritten digits, 8 x 8 pixels, one PNG file each, in one folder a class.",
        metadata={"images": len(digits.images), "classes": 10, "width": 8, "height": 8},
    )
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with (root / "labels.csv").open("w", newline="") as file:
            labels = csv.writer(file, lineterminator="\n")
            labels.writerow(["image", "label"])
            for index, (image, label) in enumerate(zip(digits.images, digits.target)):
                name = f"images/{label}/{index:04d}.png"
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                # The pixels come as 0 to 16; a PNG wants 0 to 255.
                write_grey_png(root / name, [[round(pixel * 255 / 16) for pixel in row] for row in image])
                labels.writerow([name, label])
        # add_dir keeps the paths below the folder: images/0/0000.png and so on.
        artifact.add_dir(str(root))
    return artifact


def breast_cancer() -> wandb.Artifact:
    """A data set that is a table from the start: 569 tumours, 30 measurements each."""
    data = load_breast_cancer(as_frame=True)
    frame = data.frame.rename(columns={"target": "benign"})
    artifact = wandb.Artifact(
        name="breast-cancer",
        type="dataset",
        description="Measurements of 569 tumours; the last column says whether a tumour was benign (1) or not (0).",
        metadata={"rows": len(frame), "columns": list(frame.columns)},
    )
    # A wandb.Table is stored as tumours.table.json, which the web page shows as rows and columns.
    artifact.add(wandb.Table(dataframe=frame), "tumours")
    return artifact


def preprocess(project: str, test_share: float = 0.2, seed: int = 42) -> None:
    """Makes features and a train/test split out of the raw pictures."""
    config = {"test_share": test_share, "seed": seed}
    with wandb.init(project=project, job_type="preprocess", config=config) as run:
        # use_artifact finds the newest version and notes that this run used it: that is one edge of the lineage.
        raw = run.use_artifact("digits-raw:latest")
        pixels = read_pixels(Path(raw.download()))
        train, test = train_test_split(pixels, test_size=test_share, random_state=seed, stratify=pixels["label"])

        artifact = wandb.Artifact(
            name="digits-processed",
            type="dataset",
            description="Pixels of the digits as numbers from 0 to 1, split into training and test rows.",
            metadata={"train_rows": len(train), "test_rows": len(test), "seed": seed, "made_from": raw.source_name},
        )
        for name, part in (("train.csv", train), ("test.csv", test)):
            # new_file opens a file inside the artifact; it is added when the block ends.
            with artifact.new_file(name, encoding="utf-8") as file:
                part.sort_index().to_csv(file, index=False, lineterminator="\n")
        artifact.add(wandb.Table(dataframe=features(pixels, set(test.index))), "features")
        run.log_artifact(artifact)
        run.log({"train_rows": len(train), "test_rows": len(test)})


def read_pixels(folder: Path) -> pd.DataFrame:
    """One row a picture: its file, its label and its 64 pixels."""
    labels = pd.read_csv(folder / "labels.csv")
    rows = []
    for image in labels["image"]:
        rows.append([round(pixel / 255, 4) for row in read_grey_png(folder / image) for pixel in row])
    pixels = pd.DataFrame(rows, columns=[f"pixel_{index}" for index in range(64)])
    return pd.concat([labels, pixels], axis=1)


def features(pixels: pd.DataFrame, test_rows: set[int]) -> pd.DataFrame:
    """A few numbers about each picture that a person can read: how much ink it has, and where."""
    values = pixels.filter(like="pixel_")
    return pd.DataFrame(
        {
            "image": pixels["image"],
            "label": pixels["label"],
            "split": ["test" if index in test_rows else "train" for index in pixels.index],
            "ink": values.mean(axis=1).round(4),
            "ink_upper_half": values.iloc[:, :32].mean(axis=1).round(4),
            "ink_lower_half": values.iloc[:, 32:].mean(axis=1).round(4),
        }
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--project", default="digits", help="the project the runs belong to")
    arguments = parser.parse_args()
    ingest(arguments.project)
    preprocess(arguments.project)
