"""An artifact of ten thousand files."""

from pathlib import Path

import wandb

FILE_COUNT = 10_000


def content(number: int) -> bytes:
    """A few hundred bytes that no other file has; every hundredth file is empty."""
    return b"" if number % 100 == 99 else b"%d\n" % number * (20 + number % 50)


def test_ten_thousand_files_are_uploaded_and_downloaded_unchanged(run, api, collection, workplace: Path):
    source = workplace / "source"
    paths = [f"{number % 100:02d}/{number:05d}.txt" for number in range(FILE_COUNT)]
    for number, path in enumerate(paths):
        if number < 100:
            (source / path).parent.mkdir(parents=True)
        (source / path).write_bytes(content(number))

    artifact = wandb.Artifact(collection, type="dataset")
    artifact.add_dir(str(source), policy="immutable", skip_cache=True)
    digest, size = artifact.digest, artifact.size
    run.log_artifact(artifact).wait()

    stored = api.artifact(f"{run.project}/{collection}:latest")
    assert (stored.digest, stored.size, stored.file_count) == (digest, size, FILE_COUNT)
    root = Path(stored.download(root=str(workplace / "copy")))
    assert [(root / path).read_bytes() for path in paths] == [content(number) for number in range(FILE_COUNT)]
    assert sum(1 for path in root.rglob("*") if path.is_file()) == FILE_COUNT
