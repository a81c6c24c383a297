"""Artifacts whose files are addressed by their XXH128."""

import base64

import pytest
import wandb
import xxhash
from contents import files_below
from draft import Draft
from wire import exchange, md5_base64

FILES = {"a.txt": b"a", "empty": b"", "sub/large.bin": bytes(range(256)) * 5000}
TYPE = "dataset"


def artifact_of(name: str, files: dict[str, bytes]) -> wandb.Artifact:
    artifact = wandb.Artifact(name, type=TYPE, digest_algorithm="XXH128")
    for path, data in files.items():
        with artifact.new_file(path, mode="wb") as file:
            file.write(data)
    return artifact


def xxh128(data: bytes) -> str:
    return base64.b64encode(xxhash.xxh128(data).digest()).decode()


def test_entries_and_version_are_named_by_their_xxh128(run, api, collection):
    run.log_artifact(artifact_of(collection, FILES)).wait()
    stored = api.artifact(f"{run.project}/{collection}:v0")
    assert {path: entry.digest for path, entry in stored.manifest.entries.items()} == {
        path: xxh128(data) for path, data in FILES.items()
    }
    text = "wandb-artifact-manifest-v1\n" + "".join(f"{path}:{xxh128(FILES[path])}\n" for path in sorted(FILES))
    assert stored.digest == xxhash.xxh128(text.encode()).hexdigest()
    assert files_below(stored.download()) == FILES
    assert stored.verify(stored.download()) is None


def test_the_same_content_is_the_same_version_and_a_change_the_next_one(run, server, collection):
    assert run.log_artifact(artifact_of(collection, FILES)).wait().version == "v0"
    assert run.log_artifact(artifact_of(collection, FILES)).wait().version == "v0"
    before = server.packed_bytes()
    changed = run.log_artifact(artifact_of(collection, {**FILES, "a.txt": b"b"})).wait()
    assert changed.version == "v1"
    assert server.packed_bytes() - before < 10_000
    assert files_below(changed.download()) == {**FILES, "a.txt": b"b"}


def test_a_single_file_can_be_downloaded_by_its_digest(run, api, cold_cache, collection):
    run.log_artifact(artifact_of(collection, FILES)).wait()
    cold_cache()
    path = api.artifact(f"{run.project}/{collection}:v0").get_entry("sub/large.bin").download()
    assert open(path, "rb").read() == FILES["sub/large.bin"]


def test_a_draft_of_an_xxh128_version_keeps_its_files(run, api, collection):
    run.log_artifact(artifact_of(collection, FILES)).wait()
    draft = run.use_artifact(f"{collection}:v0").new_draft()
    with draft.new_file("new.txt") as file:
        file.write("new")
    run.log_artifact(draft).wait()
    stored = api.artifact(f"{run.project}/{collection}:v1")
    assert files_below(stored.download()) == {**FILES, "new.txt": b"new"}


def test_incremental_and_distributed_versions_support_xxh128(run, api, collection):
    run.log_artifact(artifact_of(collection, FILES)).wait()
    more = wandb.Artifact(collection, type=TYPE, digest_algorithm="XXH128", incremental=True)
    with more.new_file("more.txt") as file:
        file.write("more")
    merged = run.log_artifact(more).wait()
    expected = {**FILES, "more.txt": b"more"}
    whole = run.log_artifact(artifact_of(f"{collection}-whole", expected)).wait()
    assert merged.digest == whole.digest
    assert files_below(api.artifact(f"{run.project}/{collection}:v1").download()) == expected


def test_md5_remains_the_default(run, api, collection):
    artifact = wandb.Artifact(collection, type=TYPE)
    with artifact.new_file("a.txt", mode="wb") as file:
        file.write(b"a")
    run.log_artifact(artifact).wait()
    assert api.artifact(f"{run.project}/{collection}:v0").manifest.entries["a.txt"].digest == "DMF1ucDxtqgxw5niaXcmYQ=="


@pytest.mark.parametrize("size", [10, 700_000])
def test_bytes_with_a_different_xxh128_are_rejected(wire, project, collection, size):
    draft = Draft(wire, project, collection)
    data = b"x" * size
    answer = send_named(draft, "a.bin", data, xxh128(b"other"))
    assert answer.status == 400
    assert "its bytes have the XXH128" in answer.text
    assert send_named(draft, "a.bin", data, xxh128(data)).status == 200


def send_named(draft, path: str, data: bytes, digest: str):
    """Announces a file by MD5 and XXH128, and sends it."""
    file = {"artifactID": draft.id, "name": path, "md5": md5_base64(data), "digest": digest}
    query = """mutation F($input: CreateArtifactFilesInput!) {
      createArtifactFiles(input: $input) { files { edges { node { uploadUrl uploadHeaders } } } }
    }"""
    sent = draft.wire.data(
        query, input={"artifactFiles": [file], "storageLayout": "V2", "digestAlgorithm": "MANIFEST_XXH128"}
    )
    node = sent["createArtifactFiles"]["files"]["edges"][0]["node"]
    headers = dict(header.split(":", 1) for header in node["uploadHeaders"])
    return exchange("PUT", node["uploadUrl"], data, headers)
