"""Download, checkout and verify."""

import os
from pathlib import Path

import pytest
from contents import files_below, log, write_files

FILES = {"cats/1.txt": b"cat 1", "cats/2.txt": b"cat 2", "dogs/1.txt": b"dog 1", "README": b"read me"}
ONE_HOUR_SECONDS = 3600


@pytest.fixture
def stored(run, api, collection):
    """A logged artifact, fetched by its alias."""
    log(run, collection, FILES)
    return api.artifact(f"{run.project}/{collection}:latest")


def change_later(path: Path, data: bytes) -> None:
    """Changes a file and dates it clearly after everything the client remembers of it."""
    path.write_bytes(data)
    later = path.stat().st_mtime + ONE_HOUR_SECONDS
    os.utime(path, (later, later))


def test_download_writes_to_artifacts_name_and_version_by_default(stored, collection, workplace, monkeypatch):
    monkeypatch.delenv("WANDB_ARTIFACT_DIR")
    folder = stored.download()
    assert Path(folder) == workplace / "artifacts" / f"{collection}:v0"
    assert files_below(folder) == FILES


def test_download_writes_to_the_given_root(stored, workplace):
    folder = stored.download(root="./models/here")
    assert Path(folder).resolve() == workplace / "models" / "here"
    assert files_below(folder) == FILES


def test_download_keeps_other_files(stored, workplace):
    write_files(workplace / "root", {"mine.txt": b"mine", "cats/mine.txt": b"mine too"})
    stored.download(root="root")
    assert files_below(workplace / "root") == {**FILES, "mine.txt": b"mine", "cats/mine.txt": b"mine too"}


def test_download_of_a_prefix_fetches_only_its_files(stored):
    assert files_below(stored.download(path_prefix="cats/")) == {"cats/1.txt": b"cat 1", "cats/2.txt": b"cat 2"}


def test_download_of_an_unknown_prefix_fetches_nothing(stored):
    assert files_below(stored.download(root="empty", path_prefix="birds/")) == {}


def test_download_skips_files_that_are_already_present(stored, cold_cache):
    folder = Path(stored.download())
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*")}
    cold_cache()
    stored.download()
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*")} == before


def test_download_restores_changed_and_missing_files(stored, cold_cache):
    folder = Path(stored.download())
    change_later(folder / "cats" / "1.txt", b"scribbled over")
    (folder / "dogs" / "1.txt").unlink()
    cold_cache()
    stored.download()
    assert files_below(folder) == FILES


def test_multipart_download_returns_the_same_bytes(run, api, collection):
    data = bytes(range(256)) * 8192
    log(run, collection, {"two-mib.bin": data})
    folder = api.artifact(f"{run.project}/{collection}:latest").download(multipart=True)
    assert files_below(folder) == {"two-mib.bin": data}


def test_download_of_an_old_version_returns_its_bytes(run, api, collection, stored):
    log(run, collection, {**FILES, "README": b"read me again"})
    assert files_below(api.artifact(f"{run.project}/{collection}:v0").download()) == FILES
    assert files_below(api.artifact(f"{run.project}/{collection}:v1").download())["README"] == b"read me again"


def test_checkout_makes_the_folder_equal_to_the_version(stored, workplace):
    write_files(workplace / "root", {"extra.txt": b"x", "cats/extra.txt": b"x", "cats/1.txt": b""})
    change_later(workplace / "root" / "cats" / "1.txt", b"stale")
    folder = stored.checkout(root="root")
    assert files_below(folder) == FILES


def test_checkout_writes_to_a_folder_without_a_version_suffix(stored, collection, workplace):
    folder = Path(stored.checkout())
    assert folder == workplace / "artifacts" / collection
    assert files_below(folder) == FILES


def test_checkout_of_another_version_replaces_the_first(run, api, collection, stored):
    folder = stored.checkout()
    log(run, collection, {"README": b"only this is left"})
    assert api.artifact(f"{run.project}/{collection}:latest").checkout() == folder
    assert files_below(folder) == {"README": b"only this is left"}


def test_verify_accepts_a_download(stored):
    stored.download()
    stored.verify()


def test_verify_names_a_file_that_was_changed(stored):
    folder = Path(stored.download())
    (folder / "README").write_bytes(b"changed")
    with pytest.raises(ValueError, match="Digest mismatch for file: README"):
        stored.verify()


def test_verify_names_a_file_that_is_not_in_the_version(stored):
    folder = Path(stored.download())
    (folder / "extra.txt").write_bytes(b"x")
    with pytest.raises(ValueError, match="extra.txt which is not a member of artifact"):
        stored.verify()
