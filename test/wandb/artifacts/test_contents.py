"""Adding files, folders and writers to an artifact, and the paths they get."""

from pathlib import Path

import pytest
import wandb
from contents import artifact_of, files_below, log, write_files

# The project directory the tables of the guide speak of.
DIRECTORY = {
    "images/cat.png": b"cat",
    "images/dog.png": b"dog",
    "checkpoints/model.h5": b"checkpoint",
    "model.h5": b"model",
}

ADDED = [
    (lambda artifact: artifact.add_file("model.h5"), {"model.h5": b"model"}),
    (lambda artifact: artifact.add_file("checkpoints/model.h5"), {"model.h5": b"checkpoint"}),
    (lambda artifact: artifact.add_file("model.h5", name="models/mymodel.h5"), {"models/mymodel.h5": b"model"}),
    (lambda artifact: artifact.add_dir("images"), {"cat.png": b"cat", "dog.png": b"dog"}),
    (
        lambda artifact: artifact.add_dir("images", name="images"),
        {"images/cat.png": b"cat", "images/dog.png": b"dog"},
    ),
]

STRANGE_NAMES = [
    "with blank.txt",
    " leading and trailing .txt ",
    "two  blanks.txt",
    "hash#tag.txt",
    "percent%41 100%.txt",
    "plus+sign.txt",
    "question?.txt",
    "amp&er=sand;semi.txt",
    "quote'\"`.txt",
    "star*[brackets]{braces}.txt",
    "colon:at@tilde~dollar$.txt",
    "ümläut/ñandú.txt",
    "nfc-é.txt",
    "nfd-e\u0301.txt",
    "数据/图像.png",
    "emoji 🧬/🦠.txt",
    "beyond-\U0001f600.txt",
    "full-width-\uff5e.txt",
    "rtl-\u202egnp.exe",
    ".hidden/.file",
    "deep/" + "/".join("d" for _ in range(20)) + "/leaf.txt",
    "Case.txt",
    "case.txt",
    "no-extension",
    "__proto__",
    "constructor/prototype",
]


@pytest.mark.parametrize("add, expected", ADDED, ids=["file", "nested file", "named file", "folder", "named folder"])
def test_each_way_of_adding_gives_the_documented_paths(run, api, collection, workplace, add, expected):
    write_files(workplace, DIRECTORY)
    artifact = wandb.Artifact(collection, type="dataset")
    add(artifact)
    run.log_artifact(artifact).wait()
    stored = api.artifact(f"{run.project}/{collection}:latest")
    assert set(stored.manifest.entries) == set(expected)
    assert files_below(stored.download()) == expected


def test_new_file_writes_into_the_artifact(run, api, collection):
    artifact = wandb.Artifact(collection, type="dataset")
    with artifact.new_file("hello.txt", encoding="utf-8") as file:
        file.write("hello ✓")
    run.log_artifact(artifact).wait()
    folder = api.artifact(f"{run.project}/{collection}:latest").download()
    assert files_below(folder) == {"hello.txt": "hello ✓".encode()}


def test_a_file_or_a_folder_can_be_logged_by_its_path(run, api, collection, workplace):
    write_files(workplace, DIRECTORY)
    run.log_artifact("images", name=f"{collection}-folder", type="dataset").wait()
    run.log_artifact("model.h5", name=f"{collection}-file", type="model").wait()
    folder = api.artifact(f"{run.project}/{collection}-folder:v0")
    file = api.artifact(f"{run.project}/{collection}-file:v0")
    assert set(folder.manifest.entries) == {"cat.png", "dog.png"}
    assert (file.type, set(file.manifest.entries)) == ("model", {"model.h5"})


def test_unusual_names_are_returned_unchanged(run, api, collection):
    files = {name: f"content of {name}".encode() for name in STRANGE_NAMES}
    local = artifact_of(collection, files)
    digest = local.digest
    run.log_artifact(local).wait()
    stored = api.artifact(f"{run.project}/{collection}:latest")
    assert stored.digest == digest
    assert set(stored.manifest.entries) == set(files)
    assert files_below(stored.download()) == files


ODD_NAMES = [
    "with blank.txt",
    "percent%41.txt",
    "hash#tag.txt",
    "plus+sign.txt",
    "数据/图像.png",
    "emoji 🧬/🦠.txt",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_single_file_with_an_unusual_name_can_be_downloaded(run, api, collection, name):
    log(run, collection, {name: b"wanted", "other.txt": b"other"})
    path = Path(api.artifact(f"{run.project}/{collection}:latest").get_entry(name).download())
    assert path.read_bytes() == b"wanted"
    assert path.as_posix().endswith(name)


def test_empty_files_are_stored(run, api, collection):
    files = {"empty.txt": b"", "also/empty": b"", "full.txt": b"x"}
    log(run, collection, files)
    stored = api.artifact(f"{run.project}/{collection}:latest")
    assert (stored.size, stored.file_count) == (1, 3)
    assert files_below(stored.download()) == files


def test_an_artifact_without_entries_creates_a_version(run, api, collection):
    local = wandb.Artifact(collection, type="dataset")
    digest = local.digest
    assert run.log_artifact(local).wait().version == "v0"
    stored = api.artifact(f"{run.project}/{collection}:latest")
    assert (stored.size, stored.file_count, stored.digest) == (0, 0, digest)
    assert stored.manifest.entries == {}
    assert files_below(stored.download(root="nothing")) == {}


def test_the_same_bytes_can_be_stored_under_two_names(run, api, collection):
    files = {"one.bin": b"same" * 100_000, "two.bin": b"same" * 100_000}
    log(run, collection, files)
    stored = api.artifact(f"{run.project}/{collection}:latest")
    assert (stored.size, stored.file_count) == (800_000, 2)
    assert files_below(stored.download()) == files


def test_a_file_of_many_chunks_is_downloaded_unchanged(run, api, collection, workplace):
    # Numbers in rising width: no two stretches are alike, and the same on every machine.
    data = b"".join(b"%x " % (index * index) for index in range(1_000_000))
    (workplace / "large.bin").write_bytes(data)
    artifact = wandb.Artifact(collection, type="dataset")
    artifact.add_file("large.bin")
    run.log_artifact(artifact).wait()
    stored = api.artifact(f"{run.project}/{collection}:latest")
    assert stored.size == len(data)
    assert Path(stored.download(), "large.bin").read_bytes() == data
