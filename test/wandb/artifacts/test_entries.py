"""The properties of a version and of its entries."""

import base64
import hashlib
from datetime import datetime
from pathlib import Path

import pytest
import wandb
from contents import files_below, log

FILES = {"a.txt": b"first file", "sub/b.txt": b"second"}


@pytest.fixture
def stored(run, api, collection):
    """A logged artifact, fetched by its alias."""
    log(run, collection, FILES, description="words")
    return api.artifact(f"{run.project}/{collection}:latest")


def test_a_version_reports_its_size_and_file_count(stored):
    assert (stored.size, stored.file_count) == (16, 2)


def test_a_version_reports_its_names(stored, run, collection):
    assert stored.version == stored.source_version == "v0"
    assert stored.source_name == f"{collection}:v0"
    assert (stored.entity, stored.project) == (run.entity, run.project)
    assert stored.collection.name == collection
    assert not stored.is_link


def test_an_id_can_be_converted_to_hexadecimal_and_back(stored):
    # References to an artifact carry its id as the hexadecimal of what base64 hides.
    assert base64.b64encode(base64.b64decode(stored.id, validate=True)).decode() == stored.id


def test_created_and_updated_times_are_in_order(stored, run, collection, api):
    created, updated = (datetime.fromisoformat(time) for time in (stored.created_at, stored.updated_at))
    assert created.tzinfo is not None
    assert created <= updated
    stored.description = "changed"
    stored.save()
    after = api.artifact(f"{run.project}/{collection}:latest")
    assert after.created_at == stored.created_at
    assert datetime.fromisoformat(after.updated_at) >= updated


def test_a_version_has_a_commit_hash(stored):
    assert stored.commit_hash


def test_the_manifest_lists_every_entry_with_digest_and_size(stored):
    found = {path: (entry.digest, entry.size) for path, entry in stored.manifest.entries.items()}
    digests = {path: base64.b64encode(hashlib.md5(data).digest()).decode() for path, data in FILES.items()}
    assert found == {path: (digests[path], len(data)) for path, data in FILES.items()}


def test_the_manifest_does_not_contain_local_paths(stored):
    assert [entry.local_path for entry in stored.manifest.entries.values()] == [None, None]


@pytest.mark.parametrize("path", FILES)
def test_a_single_entry_can_be_downloaded(stored, path):
    stored.get_entry(path).download(root="one")
    assert files_below("one") == {path: FILES[path]}


def test_get_path_is_the_old_name_of_get_entry(stored):
    assert Path(stored.get_path("a.txt").download(root="elsewhere")) == Path("elsewhere/a.txt")


def test_an_unknown_entry_is_a_key_error(stored):
    with pytest.raises(KeyError, match="Path not contained in artifact: missing.txt"):
        stored.get_entry("missing.txt")


def test_a_stored_file_has_no_ref_and_a_reference_has_one(run, api, collection, workplace):
    (workplace / "outside.bin").write_bytes(b"outside")
    uri = (workplace / "outside.bin").as_uri()
    artifact = wandb.Artifact(collection, type="dataset")
    artifact.add_reference(uri, name="ref.bin")
    with artifact.new_file("inside.bin", mode="xb") as file:
        file.write(b"inside")
    run.log_artifact(artifact).wait()

    stored = api.artifact(f"{run.project}/{collection}:latest")
    assert stored.get_entry("ref.bin").ref == uri
    assert stored.get_entry("inside.bin").ref is None
    assert (stored.size, stored.file_count) == (13, 2)
    assert {path.read_bytes() for path in Path(stored.download()).iterdir()} == {b"outside", b"inside"}


def test_files_are_listed_page_by_page(stored):
    files = stored.files(per_page=1)
    assert len(files) == 2
    assert {file.name: file.size for file in files} == {path: len(data) for path, data in FILES.items()}


def test_files_can_be_asked_for_by_name(stored):
    assert [file.name for file in stored.files(names=["sub/b.txt"])] == ["sub/b.txt"]


def test_a_listed_file_can_be_downloaded(stored, workplace):
    file = next(iter(stored.files(names=["sub/b.txt"])))
    # The client's service fetches it, so a relative folder would be one of the service's own.
    with file.download(root=str(workplace / "listed")) as opened:
        assert opened.read() == "second"


def test_file_returns_the_path_of_the_only_file(run, api, collection):
    log(run, collection, {"only.txt": b"only"})
    assert Path(api.artifact(f"{run.project}/{collection}:latest").file()).read_bytes() == b"only"


def test_the_url_of_a_version_contains_its_name(stored, server, run, collection):
    assert stored.url == f"{server.base_url}/{run.entity}/{run.project}/artifacts/dataset/{collection}/v0"
