"""What is recorded for a referenced file, whose bytes stay at their source."""

import os
from contextlib import suppress
from pathlib import Path

import pytest
import requests
import wandb
from botocore.exceptions import ClientError
from contents import artifact_of, log, write_files
from logged_references import facts, log_reference
from wire import md5_base64

pytest_plugins = ["reference_sources"]

FILES = {"a.txt": b"first file", "sub/b.txt": b"second"}
AZURE_BLOB = "https://account.blob.core.windows.net/container/folder/blob.bin"
UNKNOWN = "archive+tape://shelf 7/größe?side=b#1:2"
LARGE_BYTES = 4 * 1024 * 1024
# What an artifact of one reference may add to the packs: its manifest.
MANIFEST_BYTES = 64 * 1024
SECRET_BYTES = 1024


@pytest.fixture
def fetch(run, api, collection):
    """The artifact of the test as the server gives it."""
    return lambda version="latest": api.artifact(f"{run.project}/{collection}:{version}")


def places_of(secret: bytes, folder: Path) -> list[str]:
    """The files below a folder that hold these bytes."""
    places = []
    for path in folder.rglob("*"):
        # The server may put a file away while it is looked for.
        with suppress(FileNotFoundError):
            if path.is_file() and secret in path.read_bytes():
                places.append(path.name)
    return places


def test_the_digest_of_a_file_is_that_of_its_content(run, fetch, collection, workplace):
    uri = (write_files(workplace, FILES) / "a.txt").as_uri()
    log_reference(run, collection, uri)
    assert facts(fetch()) == {"a.txt": (uri, md5_base64(b"first file"), 10)}
    assert (fetch().size, fetch().file_count) == (10, 1)


def test_a_folder_becomes_one_entry_per_file(run, fetch, collection, workplace):
    uri = write_files(workplace / "data", FILES).as_uri()
    log_reference(run, collection, uri, as_name="there")
    assert facts(fetch()) == {
        f"there/{path}": (f"{uri}/{path}", md5_base64(data), len(data)) for path, data in FILES.items()
    }
    assert (fetch().size, fetch().file_count) == (16, 2)


@pytest.mark.parametrize(("checksum", "versions"), [(True, ["v0", "v1"]), (False, ["v0", "v0"])])
def test_a_changed_file_is_a_new_version_unless_checksums_are_off(run, collection, workplace, checksum, versions):
    found = []
    for data in (b"before", b"after!"):
        write_files(workplace, {"data.bin": data})
        uri = (workplace / "data.bin").as_uri()
        found.append(log_reference(run, collection, uri, checksum=checksum).version)
    assert found == versions


def test_the_digest_of_a_file_without_checksum_is_a_hash_of_its_url(run, fetch, collection, workplace):
    uri = (write_files(workplace, FILES) / "a.txt").as_uri()
    log_reference(run, collection, uri, checksum=False)
    assert facts(fetch()) == {"a.txt": (uri, md5_base64(uri.encode()), 10)}


def test_a_folder_of_more_files_than_max_objects_is_refused_by_the_client(workplace, collection):
    uri = write_files(workplace / "data", FILES).as_uri()
    artifact = wandb.Artifact(collection, type="dataset")
    with pytest.raises(ValueError, match="Exceeded 1 objects tracked, pass max_objects to add_reference"):
        artifact.add_reference(uri, max_objects=1)
    assert len(artifact.add_reference(uri, max_objects=2)) == 2


def test_a_missing_file_is_rejected_by_the_client(workplace, collection):
    with pytest.raises(ValueError, match="must be a valid file or directory path"):
        wandb.Artifact(collection, type="dataset").add_reference((workplace / "missing").as_uri())


def test_the_digest_of_a_web_page_is_its_etag(run, fetch, collection, any_web):
    uri = any_web.put("/data/a.bin", b"abc", etag='"first"')
    log_reference(run, collection, uri)
    assert facts(fetch()) == {"a.bin": (uri, "first", 3)}
    assert fetch().get_entry("a.bin").extra == {"etag": '"first"'}
    assert (fetch().size, fetch().file_count) == (3, 1)


def test_a_weak_etag_is_kept_unchanged(run, fetch, collection, web):
    # The client takes quotes from both ends, and a weak ETag has one at its end only.
    uri = web.put("/weak.bin", b"abc", etag='W/"größe:\\1"')
    log_reference(run, collection, uri)
    assert facts(fetch()) == {"weak.bin": (uri, 'W/"größe:\\1', 3)}
    assert fetch().get_entry("weak.bin").extra == {"etag": 'W/"größe:\\1"'}


def test_the_digest_of_a_web_page_without_etag_is_its_url(run, fetch, collection, any_web):
    uri = any_web.put("/plain.bin", b"abc")
    log_reference(run, collection, uri)
    assert facts(fetch()) == {"plain.bin": (uri, uri, 3)}
    assert fetch().get_entry("plain.bin").extra == {}


def test_a_web_page_without_length_has_no_size(run, fetch, collection, web):
    uri = web.put("/endless.bin", b"abc", etag='"first"')
    web.lengthless.add("/endless.bin")
    log_reference(run, collection, uri)
    assert facts(fetch()) == {"endless.bin": (uri, "first", 0)}
    assert (fetch().size, fetch().file_count) == (0, 1)


def test_a_web_page_without_checksum_is_not_requested(run, fetch, collection, web):
    uri = web.base_url + "/nowhere/data.bin"
    before = len(web.requests)
    log_reference(run, collection, uri, as_name="here/data.bin", checksum=False)
    assert facts(fetch()) == {"here/data.bin": (uri, uri, 0)}
    assert len(web.requests) == before


def test_an_unchanged_etag_returns_the_existing_version_and_a_changed_one_creates_the_next(run, collection, web):
    versions = []
    for etag in ('"first"', '"first"', '"second"'):
        uri = web.put("/etag.bin", b"abc", etag=etag)
        versions.append(log_reference(run, collection, uri).version)
    assert versions == ["v0", "v0", "v1"]


def test_a_missing_web_page_is_rejected_by_the_client(collection, web):
    with pytest.raises(requests.HTTPError, match="404"):
        wandb.Artifact(collection, type="dataset").add_reference(web.base_url + "/missing.bin")


def test_the_digest_of_an_s3_object_is_its_etag(run, fetch, collection, bucket, s3):
    stored = s3.put(s3.make_bucket(bucket), "data/a.bin", b"abc")
    log_reference(run, collection, f"s3://{bucket}/data/a.bin")
    assert facts(fetch()) == {"a.bin": (f"s3://{bucket}/data/a.bin", stored["etag"], 3)}
    assert fetch().get_entry("a.bin").extra == {"etag": stored["etag"]}
    assert (fetch().size, fetch().file_count) == (3, 1)


def test_an_s3_prefix_becomes_one_entry_per_object_that_is_not_empty(run, fetch, collection, bucket, s3):
    s3.make_bucket(bucket)
    s3.put(bucket, "data/empty", b"")
    etags = {path: s3.put(bucket, f"data/{path}", data)["etag"] for path, data in FILES.items()}
    log_reference(run, collection, f"s3://{bucket}/data/", as_name="there")
    assert facts(fetch()) == {
        f"there/{path}": (f"s3://{bucket}/data/{path}", etags[path], len(data)) for path, data in FILES.items()
    }
    assert (fetch().size, fetch().file_count) == (16, 2)


def test_the_client_silently_truncates_an_s3_prefix_to_max_objects(
    run, fetch, collection, bucket, s3
):
    s3.make_bucket(bucket)
    for path, data in FILES.items():
        s3.put(bucket, f"data/{path}", data)
    log_reference(run, collection, f"s3://{bucket}/data/", max_objects=1)
    assert list(facts(fetch())) == ["a.txt"]


def test_the_version_of_an_object_in_a_versioned_bucket_is_recorded(run, fetch, collection, bucket, s3):
    s3.make_bucket(bucket, versioned=True)
    uri = f"s3://{bucket}/data/a.bin"
    first = s3.put(bucket, "data/a.bin", b"one")
    log_reference(run, collection, uri)
    second = s3.put(bucket, "data/a.bin", b"three")
    log_reference(run, collection, f"s3://{bucket}/data/")
    assert [fetch(version).get_entry("a.bin").extra for version in ("v0", "v1")] == [first, second]
    assert [facts(fetch(version)) for version in ("v0", "v1")] == [
        {"a.bin": (uri, first["etag"], 3)},
        {"a.bin": (uri, second["etag"], 5)},
    ]


def test_a_version_in_an_s3_url_is_ignored_by_the_client(run, fetch, collection, bucket, s3):
    s3.make_bucket(bucket, versioned=True)
    first, second = (s3.put(bucket, "a.bin", data) for data in (b"one", b"two"))
    log_reference(run, collection, f"s3://{bucket}/a.bin?versionId={first['versionID']}")
    assert fetch().get_entry("a.bin").extra == second
    assert fetch().get_entry("a.bin").ref == f"s3://{bucket}/a.bin"


def test_an_s3_prefix_without_checksum_is_one_entry(run, fetch, collection, bucket, s3):
    s3.put(s3.make_bucket(bucket), "data/a.bin", b"abc")
    uri = f"s3://{bucket}/data"
    log_reference(run, collection, uri, as_name="there", checksum=False)
    assert facts(fetch()) == {"there": (uri, uri, 0)}


def test_a_missing_s3_object_adds_nothing(run, fetch, collection, bucket, s3):
    s3.make_bucket(bucket)
    log_reference(run, collection, f"s3://{bucket}/missing.bin")
    assert (facts(fetch()), fetch().size, fetch().file_count) == ({}, 0, 0)


def test_a_missing_s3_bucket_is_rejected_by_the_client(collection, bucket, s3):
    with pytest.raises(ClientError, match="NoSuchBucket"):
        wandb.Artifact(collection, type="dataset").add_reference(f"s3://{bucket}/a.bin")


def test_the_digest_of_a_google_object_is_its_etag(run, fetch, collection, bucket, gs):
    blob = gs.create_bucket(bucket).blob("data/a.bin")
    blob.upload_from_string(b"abc")
    log_reference(run, collection, f"gs://{bucket}/data/a.bin")
    assert facts(fetch()) == {"a.bin": (f"gs://{bucket}/data/a.bin", blob.etag, 3)}
    assert (fetch().size, fetch().file_count) == (3, 1)


def test_the_generation_of_a_google_object_is_recorded(run, fetch, collection, bucket, gs):
    blob = gs.create_bucket(bucket).blob("data/a.bin")
    blob.upload_from_string(b"abc")
    log_reference(run, collection, f"gs://{bucket}/data/a.bin")
    # The client's service sends numbers as 64-bit floats. The sixteen digits of Google fit into one; of the nineteen
    # of the emulator the last ones are rounded before they leave the client.
    extra = fetch().get_entry("a.bin").extra
    assert {name: float(value) for name, value in extra.items()} == {"versionID": float(blob.generation)}


def test_a_google_prefix_becomes_one_entry_per_object(run, fetch, collection, bucket, gs):
    # What the client makes of `max_objects` here is not shown: the emulator gives all objects whatever the page size.
    store = gs.create_bucket(bucket)
    blobs = {path: store.blob(f"data/{path}") for path in FILES}
    for path, blob in blobs.items():
        blob.upload_from_string(FILES[path])
    log_reference(run, collection, f"gs://{bucket}/data", as_name="there")
    assert facts(fetch()) == {
        f"there/{path}": (f"gs://{bucket}/data/{path}", blob.etag, len(FILES[path])) for path, blob in blobs.items()
    }


def test_the_digest_of_a_google_object_without_checksum_is_its_url(run, fetch, collection, bucket, gs):
    uri = f"gs://{bucket}/data/a.bin"
    log_reference(run, collection, uri, checksum=False)
    assert facts(fetch()) == {"data/a.bin": (uri, uri, 0)}


def test_a_missing_google_generation_is_rejected_by_the_client(collection, bucket, gs):
    gs.create_bucket(bucket)
    with pytest.raises(ValueError, match=f"Object does not exist: gs://{bucket}/a.bin#1"):
        wandb.Artifact(collection, type="dataset").add_reference(f"gs://{bucket}/a.bin#1")


# Azure cannot be emulated: the client's handler takes an address only if its host with the port ends in
# `.blob.core.windows.net`, connects to that host over TLS, and reads neither a connection string nor another endpoint.
# What an emulator serves is therefore a web page like any other, as the last of these three tests shows, and the
# libraries of Azure would have nothing to talk to.


def test_an_azure_blob_without_checksum_is_recorded_by_its_url(run, fetch, collection):
    log_reference(run, collection, f"{AZURE_BLOB}?versionId=1", checksum=False)
    assert facts(fetch()) == {"folder/blob.bin": (AZURE_BLOB, AZURE_BLOB, 0)}


def test_an_azure_blob_with_checksum_requires_the_azure_library(collection):
    with pytest.raises(wandb.Error, match="Azure references require the azure library"):
        wandb.Artifact(collection, type="dataset").add_reference(AZURE_BLOB)


def test_the_client_treats_an_azure_emulator_url_as_a_web_page(run, fetch, collection, web):
    uri = web.put("/devstoreaccount1/container/folder/blob.bin", b"abc", etag='"0x8D"')
    log_reference(run, collection, uri)
    assert facts(fetch()) == {"blob.bin": (uri, "0x8D", 3)}


def test_an_unknown_scheme_is_tracked_by_its_url_without_a_size(run, fetch, collection):
    artifact = wandb.Artifact(collection, type="dataset")
    (entry,) = artifact.add_reference(UNKNOWN, name="tape.bin")
    assert entry.size is None
    run.log_artifact(artifact).wait()
    assert facts(fetch()) == {"tape.bin": (UNKNOWN, UNKNOWN, 0)}
    assert (fetch().size, fetch().file_count) == (0, 1)


def test_an_unknown_scheme_requires_a_name(collection):
    with pytest.raises(ValueError, match='You must pass name="<entry_name>" .* unknown schemes'):
        wandb.Artifact(collection, type="dataset").add_reference(UNKNOWN)


def test_a_path_without_scheme_is_refused_by_the_client(collection):
    with pytest.raises(ValueError, match="References must be URIs. To reference a local file, use file://"):
        wandb.Artifact(collection, type="dataset").add_reference("/data/x", name="x")


def test_references_and_files_are_counted_and_listed_together(run, fetch, collection, web, workplace):
    uris = {
        "page.bin": web.put("/page.bin", b"12345", etag='"page"'),
        "outside.bin": (write_files(workplace, {"outside.bin": b"outside"}) / "outside.bin").as_uri(),
        "tape.bin": UNKNOWN,
    }
    artifact = artifact_of(collection, {"inside.bin": b"in"})
    for name, uri in uris.items():
        artifact.add_reference(uri, name=name)
    run.log_artifact(artifact).wait()

    stored = fetch()
    assert {path: entry.ref for path, entry in stored.manifest.entries.items()} == {**uris, "inside.bin": None}
    assert (stored.size, stored.file_count, len(stored.files())) == (14, 4, 4)
    assert {file.name: file.size for file in stored.files()} == {
        "inside.bin": 2,
        "page.bin": 5,
        "outside.bin": 7,
        "tape.bin": 0,
    }
    listed = {file.name: {file.url, file.direct_url, file.path_uri} for file in stored.files(names=[*uris])}
    assert listed == {name: {uri} for name, uri in uris.items()}


def test_the_digest_of_references_equals_the_one_the_client_computed(run, fetch, collection, web):
    artifact = wandb.Artifact(collection, type="dataset")
    artifact.add_reference(web.put("/digest.bin", b"abc", etag='"größe"'))
    artifact.add_reference(UNKNOWN, name="größe.bin")
    digest = artifact.digest
    run.log_artifact(artifact).wait()
    assert fetch().digest == digest


def test_a_reference_uploads_no_byte_of_its_file(run, collection, server, workplace):
    data = os.urandom(LARGE_BYTES)
    uri = (write_files(workplace, {"large.bin": data}) / "large.bin").as_uri()
    sizes = [server.packed_bytes()]
    log_reference(run, f"{collection}-reference", uri)
    sizes.append(server.packed_bytes())
    log(run, f"{collection}-file", {"large.bin": data})
    sizes.append(server.packed_bytes())
    assert sizes[1] - sizes[0] < MANIFEST_BYTES
    assert sizes[2] - sizes[1] >= LARGE_BYTES


def test_the_server_never_contacts_a_source(run, fetch, collection, web):
    uri = web.put("/asked.bin", b"abc", etag='"first"')
    before = len(web.requests)
    log_reference(run, collection, uri)
    assert [file.direct_url for file in fetch().files()] == [uri]
    assert len(web.requests) - before == 1, "the client asks once, when it records the reference"


def test_the_bytes_of_references_are_not_stored_on_the_server(
    run, fetch, collection, bucket, web, s3, gs, server, workplace
):
    secrets = {name: os.urandom(SECRET_BYTES) for name in ("file.bin", "web.bin", "s3.bin", "gs.bin")}
    write_files(workplace / "private", {"file.bin": secrets["file.bin"]})
    s3.put(s3.make_bucket(bucket), "s3.bin", secrets["s3.bin"])
    gs.create_bucket(bucket).blob("gs.bin").upload_from_string(secrets["gs.bin"])
    artifact = wandb.Artifact(collection, type="dataset")
    artifact.add_reference((workplace / "private").as_uri())
    artifact.add_reference(web.put("/web.bin", secrets["web.bin"], etag='"private"'))
    artifact.add_reference(f"s3://{bucket}/s3.bin")
    artifact.add_reference(f"gs://{bucket}/gs.bin")
    run.log_artifact(artifact).wait()
    folder = Path(fetch().download())

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == secrets
    assert {name: places_of(secret, server.data) for name, secret in secrets.items()} == dict.fromkeys(secrets, [])
    # The same search does find what is logged as a file.
    log(run, f"{collection}-file", {"file.bin": secrets["file.bin"]})
    assert places_of(secrets["file.bin"], server.data) != []
