"""The files of a version one by one, verify(), history_step, and the errors of wait()."""

import base64
import hashlib
import os
from datetime import datetime
from pathlib import Path

import pytest
import wandb
from contents import artifact_of, files_below, log
from wandb.errors import CommError
from wandb.sdk.artifacts.exceptions import ArtifactNotLoggedError, WaitTimeoutError
from wandb.sdk.mailbox.mailbox_handle import HandleAbandonedError
from wire import exchange

FILES = {
    "a.txt": b"first file",
    "empty": b"",
    "sub/50% ✓ [1].bin": bytes(range(256)),
    "sub/same.txt": b"first file",
}
ONE_HOUR_SECONDS = 3600


def md5(data: bytes) -> str:
    return base64.b64encode(hashlib.md5(data).digest()).decode()


@pytest.fixture
def stored(run, api, collection) -> wandb.Artifact:
    """A logged artifact, fetched by its alias."""
    log(run, collection, FILES)
    return api.artifact(f"{run.project}/{collection}:latest")


@pytest.fixture
def with_reference(run, api, collection, workplace) -> wandb.Artifact:
    """A logged artifact of one file and one reference to a file elsewhere."""
    (workplace / "outside.bin").write_bytes(b"outside")
    artifact = artifact_of(collection, {"inside.bin": b"inside"})
    artifact.add_reference((workplace / "outside.bin").as_uri(), name="ref.bin")
    run.log_artifact(artifact).wait()
    return api.artifact(f"{run.project}/{collection}:latest")


# files() and file()


def test_every_file_has_its_size_and_digest(stored):
    found = {file.name: (file.size, file.digest, file.md5) for file in stored.files()}
    assert found == {name: (len(data), md5(data), md5(data)) for name, data in FILES.items()}


def test_every_file_has_an_id_of_its_own_and_a_time(stored):
    files = list(stored.files())
    assert len({file.id for file in files}) == len(FILES)
    for file in files:
        assert datetime.fromisoformat(file.updated_at).tzinfo is not None


def test_every_file_can_be_downloaded_under_its_name(stored, workplace):
    for file in stored.files():
        # The client's service fetches it, so a relative folder would be one of the service's own.
        file.download(root=str(workplace / "got")).close()
    assert files_below(workplace / "got") == FILES


def test_a_downloaded_file_is_kept_or_replaced_as_requested(stored, workplace):
    [file] = stored.files(names=["a.txt"])
    (workplace / "a.txt").write_bytes(b"mine")
    with pytest.raises(CommError, match="File already exists"):
        file.download(root=str(workplace))
    file.download(root=str(workplace), exist_ok=True).close()
    assert (workplace / "a.txt").read_bytes() == b"mine"
    file.download(root=str(workplace), replace=True).close()
    assert (workplace / "a.txt").read_bytes() == FILES["a.txt"]


def test_the_direct_url_of_a_file_requires_no_key(stored):
    for file in stored.files():
        answer = exchange("GET", file.direct_url)
        assert (answer.status, answer.body) == (200, FILES[file.name])


def test_files_by_name_returns_the_existing_ones(stored):
    names = ["sub/same.txt", "nothing", "a.txt", "sub"]
    files = stored.files(names=names)
    assert len(files) == 2
    assert sorted(file.name for file in files) == ["a.txt", "sub/same.txt"]


def test_files_by_unknown_names_returns_none(stored):
    files = stored.files(names=["nothing"])
    assert (len(files), list(files)) == (0, [])


@pytest.mark.parametrize("per_page", [1, 3, 4, 50])
def test_pages_of_any_size_return_every_file_once(stored, per_page):
    files = stored.files(per_page=per_page)
    assert len(files) == len(FILES)
    assert [file.name for file in files] == sorted(FILES)


def test_a_file_listing_can_be_resumed_from_a_cursor(stored):
    first = stored.files(per_page=3)
    begun = [next(first).name for _ in range(3)]
    assert begun + [file.name for file in stored.files(per_page=3, start=first.cursor)] == sorted(FILES)


def test_an_artifact_without_files_has_an_empty_listing(run, api, collection):
    log(run, collection, {})
    stored = api.artifact(f"{run.project}/{collection}:latest")
    assert (stored.file_count, stored.size, len(stored.files()), list(stored.files())) == (0, 0, 0, [])


def test_a_reference_is_listed_with_its_target_url(with_reference, workplace):
    files = {file.name: file for file in with_reference.files()}
    assert set(files) == {"inside.bin", "ref.bin"}
    uri = (workplace / "outside.bin").as_uri()
    assert (files["ref.bin"].url, files["ref.bin"].path_uri, files["ref.bin"].size) == (uri, uri, len(b"outside"))


def test_file_writes_to_the_given_root(run, api, collection, workplace):
    log(run, collection, {"sub/only.txt": b"only"})
    path = api.artifact(f"{run.project}/{collection}:latest").file(root="some/where")
    assert Path(path).resolve() == workplace / "some" / "where" / "sub" / "only.txt"
    assert Path(path).read_bytes() == b"only"


def test_file_of_an_artifact_with_several_files_is_an_error(stored):
    with pytest.raises(ValueError, match="contains more than one file"):
        stored.file()


# verify()


def test_verify_reports_a_changed_file_until_it_is_downloaded_again(stored):
    folder = Path(stored.download())
    stored.verify()
    (folder / "a.txt").write_bytes(b"first fale")
    with pytest.raises(ValueError, match="Digest mismatch for file: a.txt"):
        stored.verify()
    # What the client remembers of a file counts in download() for as long as the file is not younger.
    later = (folder / "a.txt").stat().st_mtime + ONE_HOUR_SECONDS
    os.utime(folder / "a.txt", (later, later))
    stored.download()
    stored.verify()


def test_verify_reports_a_missing_file(stored):
    folder = Path(stored.download())
    (folder / "empty").unlink()
    with pytest.raises(FileNotFoundError, match="empty"):
        stored.verify()


def test_verify_checks_the_given_root(stored, workplace):
    stored.download(root="here")
    stored.verify(root="here")
    (workplace / "here" / "sub" / "same.txt").write_bytes(b"another")
    with pytest.raises(ValueError, match="Digest mismatch for file: sub/same.txt"):
        stored.verify(root="here")


def test_verify_of_another_version_reports_the_differences(run, api, collection, stored):
    log(run, collection, {**FILES, "empty": b"no more"})
    folder = stored.download()
    with pytest.raises(ValueError, match="Digest mismatch for file: empty"):
        api.artifact(f"{run.project}/{collection}:v1").verify(root=folder)


def test_verify_skips_references(with_reference):
    folder = Path(with_reference.download())
    (folder / "ref.bin").write_bytes(b"changed")
    with_reference.verify()


# history_step


def test_an_artifact_logged_before_any_history_has_no_step(start_run, api, project):
    run = start_run(project=project)
    assert log(run, "data", FILES).history_step is None
    assert api.artifact(f"{project}/data:v0").history_step is None


def test_an_artifact_records_the_last_step_before_it(start_run, api, project):
    run = start_run(project=project)
    for index in range(3):
        run.log({"loss": 10 - index})
        run.log({"other": index})
        log(run, "model", {"m.txt": b"%d" % index}, type="model")
    run.log({"loss": 0})
    run.finish()
    versions = [api.artifact(f"{project}/model:v{index}") for index in range(3)]
    assert [version.history_step for version in versions] == [1, 3, 5]

    maker = versions[1].logged_by()
    rows = maker.scan_history(min_step=versions[1].history_step, max_step=versions[1].history_step + 1)
    assert [(row["_step"], row["other"]) for row in rows] == [(3, 1)]


def test_logging_the_same_content_again_keeps_the_recorded_step(start_run, api, project):
    run = start_run(project=project)
    run.log({"loss": 1})
    log(run, "data", FILES)
    for _ in range(5):
        run.log({"loss": 0})
    assert log(run, "data", FILES).version == "v0"
    assert api.artifact(f"{project}/data:v0").history_step == 0


# wait()


def test_wait_before_logging_is_an_error(collection):
    with pytest.raises(ArtifactNotLoggedError, match="used prior to logging artifact"):
        artifact_of(collection, FILES).wait()


def test_wait_on_a_stored_version_returns_immediately(run, collection):
    artifact = log(run, collection, FILES)
    assert artifact.wait(timeout=0) is artifact


def test_wait_times_out_and_the_version_is_still_stored(start_run, api, project):
    run = start_run(project=project)
    artifact = run.log_artifact(artifact_of("data", {f"{number}": b"%d" % number for number in range(200)}))
    with pytest.raises(WaitTimeoutError, match="Artifact upload wait timed out"):
        artifact.wait(timeout=0)
    # The client cannot wait a second time.
    with pytest.raises(HandleAbandonedError):
        artifact.wait()
    run.finish()
    assert api.artifact(f"{project}/data:latest").file_count == 200


def test_wait_raises_the_server_message_about_a_storage_region(run, api, collection):
    artifact = wandb.Artifact(collection, type="dataset", storage_region="nowhere")
    with pytest.raises(ValueError, match="CreateArtifact invalid storageRegion: nowhere"):
        run.log_artifact(artifact).wait()
    assert not api.artifact_exists(f"{run.project}/{collection}:latest")


def test_wait_raises_the_server_message_about_oversized_metadata(run, api, collection):
    artifact = artifact_of(collection, FILES, metadata={"words": "w" * 17_000_000})
    with pytest.raises(ValueError, match="413.*Cannot store the metadata.*too large, expected at most"):
        run.log_artifact(artifact).wait()
    assert not api.artifact_exists(f"{run.project}/{collection}:latest")


@pytest.mark.parametrize("change", ["written", "removed"])
def test_wait_raises_when_a_file_changed_after_it_was_added(run, api, collection, workplace, change):
    path = workplace / "file.txt"
    path.write_bytes(b"before")
    artifact = wandb.Artifact(collection, type="dataset")
    # A mutable file is copied when it is added, an immutable one is read when it is sent.
    artifact.add_file(str(path), policy="immutable")
    path.write_bytes(b"after!") if change == "written" else path.unlink()
    with pytest.raises(ValueError, match="ArtifactSaver.uploadFiles"):
        run.log_artifact(artifact).wait()
    assert not api.artifact_exists(f"{run.project}/{collection}:latest")


def test_the_same_name_can_be_logged_after_a_failure(run, collection):
    with pytest.raises(ValueError, match="storageRegion"):
        run.log_artifact(wandb.Artifact(collection, type="dataset", storage_region="nowhere")).wait()
    assert log(run, collection, FILES).version == "v0"
