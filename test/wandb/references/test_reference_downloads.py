"""References are downloaded from their source as recorded, and fail with a clear error when it changed."""

from pathlib import Path

import pytest
import requests
import wandb
from contents import artifact_of, files_below, write_files
from logged_references import log_reference

pytest_plugins = ["reference_sources"]

FILES = {"a.txt": b"first file", "sub/b.txt": b"second"}
AZURE_BLOB = "https://account.blob.core.windows.net/container/folder/blob.bin"


@pytest.fixture
def fetch(run, api, collection):
    """The artifact of the test as the server gives it."""
    return lambda version="latest": api.artifact(f"{run.project}/{collection}:{version}")


def test_a_file_is_downloaded_from_its_source(run, fetch, collection, workplace):
    log_reference(run, collection, (write_files(workplace, FILES) / "a.txt").as_uri())
    assert files_below(fetch().download()) == {"a.txt": b"first file"}


def test_a_folder_is_downloaded_under_its_given_name(run, fetch, collection, workplace):
    log_reference(run, collection, write_files(workplace / "data", FILES).as_uri(), as_name="there")
    assert files_below(fetch().download()) == {f"there/{path}": data for path, data in FILES.items()}


def test_a_prefix_of_references_fetches_only_its_references(run, fetch, collection, workplace):
    log_reference(run, collection, write_files(workplace / "data", FILES).as_uri())
    (workplace / "data" / "a.txt").unlink()
    assert files_below(fetch().download(path_prefix="sub/")) == {"sub/b.txt": b"second"}


def test_a_changed_file_is_rejected(run, fetch, collection, workplace):
    log_reference(run, collection, (write_files(workplace, FILES) / "a.txt").as_uri())
    write_files(workplace, {"a.txt": b"other file"})
    with pytest.raises(ValueError, match="Digest mismatch for path '.*a.txt'"):
        fetch().download(root="here")
    assert files_below("here") == {}


def test_a_missing_file_is_named_in_the_error(run, fetch, collection, workplace):
    log_reference(run, collection, (write_files(workplace, FILES) / "a.txt").as_uri())
    (workplace / "a.txt").unlink()
    with pytest.raises(ValueError, match="Failed to find file at path '.*a.txt'"):
        fetch().download()


def test_a_file_recorded_without_checksum_cannot_be_downloaded(run, fetch, collection, workplace):
    # Its digest is that of its address, and the client holds the content against it.
    log_reference(run, collection, (write_files(workplace, FILES) / "a.txt").as_uri(), checksum=False)
    with pytest.raises(ValueError, match="Digest mismatch for path"):
        fetch().download()


def test_a_failing_reference_does_not_block_other_entries(run, fetch, collection, workplace):
    write_files(workplace / "data", FILES)
    artifact = artifact_of(collection, {"inside.bin": b"inside"})
    artifact.add_reference((workplace / "data").as_uri())
    run.log_artifact(artifact).wait()
    write_files(workplace / "data", {"a.txt": b"other file"})
    with pytest.raises(ValueError, match="Digest mismatch"):
        fetch().download(root="all")
    for path in ("inside.bin", "sub/b.txt"):
        fetch().get_entry(path).download(root="one")
    assert files_below("one") == {"inside.bin": b"inside", "sub/b.txt": b"second"}


def test_a_web_page_is_downloaded_from_its_server(run, fetch, collection, any_web):
    log_reference(run, collection, any_web.put("/data/a.bin", b"abc", etag='"first"'), as_name="x/y.bin")
    assert files_below(fetch().download()) == {"x/y.bin": b"abc"}


def test_a_web_page_without_length_is_downloaded_completely(run, fetch, collection, web):
    web.lengthless.add("/endless.bin")
    log_reference(run, collection, web.put("/endless.bin", b"abc", etag='"first"'))
    assert files_below(fetch().download()) == {"endless.bin": b"abc"}


def test_a_web_page_with_a_different_etag_is_rejected(run, fetch, collection, any_web):
    log_reference(run, collection, any_web.put("/changed.bin", b"before", etag='"first"'))
    any_web.put("/changed.bin", b"after!", etag='"second"')
    with pytest.raises(ValueError, match="/changed.bin': expected 'first' but found 'second'"):
        fetch().download(root="here")
    assert files_below("here") == {}


def test_a_web_page_that_lost_its_etag_is_rejected(run, fetch, collection, web):
    log_reference(run, collection, web.put("/bare.bin", b"abc", etag='"first"'))
    web.put("/bare.bin", b"abc")
    with pytest.raises(ValueError, match="Digest mismatch for url '.*/bare.bin': expected 'first'"):
        fetch().download()


def test_a_web_page_without_etag_is_downloaded_in_its_current_state(run, fetch, collection, web):
    # Nothing that was recorded tells the two contents apart.
    log_reference(run, collection, web.put("/plain.bin", b"before"))
    web.put("/plain.bin", b"afterwards")
    assert files_below(fetch().download()) == {"plain.bin": b"afterwards"}


def test_a_web_page_without_checksum_is_downloaded_only_while_it_has_no_etag(run, fetch, collection, web):
    log_reference(run, collection, web.put("/unchecked.bin", b"abc"), checksum=False)
    assert files_below(fetch().download(root="first")) == {"unchecked.bin": b"abc"}
    web.put("/unchecked.bin", b"other", etag='"new"')
    with pytest.raises(ValueError, match="Digest mismatch for url"):
        fetch().download(root="second", skip_cache=True)


def test_a_missing_web_page_is_named_in_the_error(run, fetch, collection, web):
    uri = web.put("/gone.bin", b"abc", etag='"first"')
    log_reference(run, collection, uri)
    del web.files["/gone.bin"]
    with pytest.raises(requests.HTTPError, match=f"404 .* {uri}"):
        fetch().download()


def test_a_listed_reference_to_a_web_page_can_be_downloaded(run, fetch, collection, web, workplace):
    log_reference(run, collection, web.put("/listed.txt", b"listed", etag='"first"'))
    (file,) = fetch().files()
    # The client's service fetches it, so a relative folder would be one of the service's own.
    with file.download(root=str(workplace / "listed")) as opened:
        assert opened.read() == "listed"


def test_the_api_key_is_not_sent_to_a_source(run, fetch, collection, web, workplace):
    before = len(web.requests)
    log_reference(run, collection, web.put("/key.txt", b"abc", etag='"first"'))
    fetch().download()
    next(iter(fetch().files())).download(root=str(workplace / "listed")).close()
    asked = web.requests[before:]
    assert len(asked) == 3
    assert [headers for headers in asked if "authorization" in headers or "cookie" in headers] == []


def test_an_s3_object_is_downloaded_from_its_bucket(run, fetch, collection, bucket, s3):
    s3.put(s3.make_bucket(bucket), "data/a.bin", b"abc")
    log_reference(run, collection, f"s3://{bucket}/data/a.bin")
    assert files_below(fetch().download()) == {"a.bin": b"abc"}


def test_an_s3_prefix_is_downloaded_under_its_given_name(run, fetch, collection, bucket, s3):
    s3.make_bucket(bucket)
    for path, data in FILES.items():
        s3.put(bucket, f"data/{path}", data)
    log_reference(run, collection, f"s3://{bucket}/data/", as_name="there")
    assert files_below(fetch().download()) == {f"there/{path}": data for path, data in FILES.items()}


def test_two_versions_download_two_versions_of_an_s3_object(run, fetch, collection, bucket, s3):
    s3.make_bucket(bucket, versioned=True)
    for data in (b"one", b"two", b"three"):
        s3.put(bucket, "a.bin", data)
        if data != b"three":
            log_reference(run, collection, f"s3://{bucket}/a.bin")
    assert [files_below(fetch(version).download()) for version in ("v0", "v1")] == [
        {"a.bin": b"one"},
        {"a.bin": b"two"},
    ]


def test_a_recorded_s3_version_is_downloaded_after_its_object_was_deleted(run, fetch, collection, bucket, s3):
    s3.put(s3.make_bucket(bucket, versioned=True), "a.bin", b"one")
    log_reference(run, collection, f"s3://{bucket}/a.bin")
    s3.client.delete_object(Bucket=bucket, Key="a.bin")
    assert files_below(fetch().download()) == {"a.bin": b"one"}


def test_a_deleted_s3_version_is_named_in_the_error(run, fetch, collection, bucket, s3):
    first = s3.put(s3.make_bucket(bucket, versioned=True), "a.bin", b"one")
    log_reference(run, collection, f"s3://{bucket}/a.bin")
    s3.put(bucket, "a.bin", b"two")
    s3.client.delete_object(Bucket=bucket, Key="a.bin", VersionId=first["versionID"])
    with pytest.raises(FileNotFoundError, match=f"Unable to find a.bin at s3://{bucket}/a.bin"):
        fetch().download()


def test_an_object_from_before_versioning_is_found_by_its_etag(run, fetch, collection, bucket, s3):
    s3.put(s3.make_bucket(bucket), "a.bin", b"one")
    log_reference(run, collection, f"s3://{bucket}/a.bin")
    s3.keep_versions(bucket)
    s3.put(bucket, "a.bin", b"two")
    assert files_below(fetch().download()) == {"a.bin": b"one"}


def test_a_changed_object_in_an_unversioned_bucket_is_rejected(run, fetch, collection, bucket, s3):
    first = s3.put(s3.make_bucket(bucket), "a.bin", b"one")
    log_reference(run, collection, f"s3://{bucket}/a.bin")
    s3.put(bucket, "a.bin", b"two")
    with pytest.raises(FileNotFoundError, match=f"version for {bucket}/a.bin matching etag {first['etag']}"):
        fetch().download(root="here")
    assert files_below("here") == {}


def test_a_missing_object_is_an_error_or_skipped_on_request(run, fetch, collection, bucket, s3):
    s3.make_bucket(bucket)
    for path, data in FILES.items():
        s3.put(bucket, f"data/{path}", data)
    log_reference(run, collection, f"s3://{bucket}/data/")
    s3.client.delete_object(Bucket=bucket, Key="data/a.txt")
    with pytest.raises(FileNotFoundError, match=f"Unable to find a.txt at s3://{bucket}/data/a.txt"):
        fetch().download(root="strict")
    assert files_below(fetch().download(root="lenient", allow_missing_references=True)) == {"sub/b.txt": b"second"}


def test_an_s3_object_recorded_without_checksum_cannot_be_downloaded(run, fetch, collection, bucket, s3):
    # No ETag was recorded, so the client finds no version that has it.
    s3.put(s3.make_bucket(bucket), "a.bin", b"abc")
    log_reference(run, collection, f"s3://{bucket}/a.bin", checksum=False)
    with pytest.raises(FileNotFoundError, match="find object version .* matching etag None"):
        fetch().download()


def test_a_google_object_is_downloaded_from_its_bucket(run, fetch, collection, bucket, gs):
    gs.create_bucket(bucket).blob("data/a.bin").upload_from_string(b"abc")
    log_reference(run, collection, f"gs://{bucket}/data/a.bin")
    assert files_below(fetch().download()) == {"a.bin": b"abc"}


def test_a_google_prefix_is_downloaded_under_its_given_name(run, fetch, collection, bucket, gs):
    store = gs.create_bucket(bucket)
    for path, data in FILES.items():
        store.blob(f"data/{path}").upload_from_string(data)
    log_reference(run, collection, f"gs://{bucket}/data", as_name="there")
    assert files_below(fetch().download()) == {f"there/{path}": data for path, data in FILES.items()}


def test_a_changed_google_object_is_rejected(run, fetch, collection, bucket, gs):
    # The emulator keeps no earlier generations, so that of a bucket with versions cannot be shown.
    blob = gs.create_bucket(bucket).blob("a.bin")
    blob.upload_from_string(b"one")
    log_reference(run, collection, f"gs://{bucket}/a.bin")
    blob.upload_from_string(b"two")
    with pytest.raises(ValueError, match=f"Digest mismatch for object 'gs://{bucket}/a.bin'"):
        fetch().download(root="here")
    assert files_below("here") == {}


def test_a_missing_google_object_is_named_in_the_error(run, fetch, collection, bucket, gs):
    blob = gs.create_bucket(bucket).blob("a.bin")
    blob.upload_from_string(b"one")
    log_reference(run, collection, f"gs://{bucket}/a.bin")
    blob.delete()
    with pytest.raises(ValueError, match=f"Unable to download object 'gs://{bucket}/a.bin' with generation"):
        fetch().download()


def test_a_google_object_recorded_without_checksum_cannot_be_downloaded(run, fetch, collection, bucket, gs):
    uri = f"gs://{bucket}/a.bin"
    gs.create_bucket(bucket).blob("a.bin").upload_from_string(b"abc")
    log_reference(run, collection, uri, checksum=False)
    with pytest.raises(ValueError, match=f"Digest mismatch for object '{uri}': expected '{uri}'"):
        fetch().download()


def test_an_azure_blob_requires_the_azure_library(run, fetch, collection):
    # Why there is no emulator here is said in test_references.py.
    log_reference(run, collection, AZURE_BLOB, checksum=False)
    with pytest.raises(wandb.Error, match="Azure references require the azure library"):
        fetch().download()


@pytest.mark.parametrize("allow_missing_references", [False, True])
def test_an_unknown_scheme_cannot_be_downloaded(run, fetch, collection, allow_missing_references):
    log_reference(run, collection, "tape://shelf/7", as_name="tape.bin")
    with pytest.raises(ValueError, match="Cannot download file at path tape://shelf/7, scheme tape not recognized"):
        fetch().download(root="here", allow_missing_references=allow_missing_references)
    assert files_below("here") == {}


def test_ref_target_returns_the_url_of_a_reference(run, fetch, collection, web):
    uri = web.put("/target.bin", b"abc", etag='"first"')
    log_reference(run, collection, uri)
    assert fetch().get_entry("target.bin").ref_target() == uri


def test_verify_ignores_references(run, fetch, collection, workplace):
    log_reference(run, collection, (write_files(workplace, FILES) / "a.txt").as_uri())
    folder = Path(fetch().download())
    (folder / "a.txt").write_bytes(b"scribbled over")
    fetch().verify()
