"""Deleting versions, collections and runs, and the space this frees."""

import random
import re
import time
from urllib.parse import urlsplit

import pytest
import wandb
from contents import files_below, log
from draft import Draft
from refusal import assert_graphql_refused

LARGE_BYTES = 1_000_000


def test_a_deleted_version_is_not_found_by_any_name(run, api, collection):
    log(run, collection, {"a.txt": b"a"})
    log(run, collection, {"a.txt": b"b"})
    api.artifact(f"{run.project}/{collection}:v0").delete()
    with pytest.raises(wandb.errors.CommError, match="not found"):
        wandb.Api().artifact(f"{run.project}/{collection}:v0")
    versions = wandb.Api().artifacts("dataset", f"{run.project}/{collection}")
    assert [artifact.version for artifact in versions] == ["v1"]


def test_the_index_of_a_deleted_version_is_not_reused(run, api, collection):
    log(run, collection, {"a.txt": b"a"})
    newest = log(run, collection, {"a.txt": b"b"})
    newest.delete(delete_aliases=True)
    assert log(run, collection, {"a.txt": b"c"}).version == "v2"


def test_logging_deleted_content_again_creates_a_new_version(run, collection):
    log(run, collection, {"a.txt": b"a"}).delete(delete_aliases=True)
    again = log(run, collection, {"a.txt": b"a"})
    assert again.version == "v1"
    assert files_below(again.download()) == {"a.txt": b"a"}


def test_latest_protects_its_version_and_moves_to_the_highest_remaining_one(run, api, collection):
    for text in (b"a", b"b", b"c"):
        log(run, collection, {"a.txt": text})
    newest = api.artifact(f"{run.project}/{collection}:latest")
    with pytest.raises(wandb.errors.CommError, match=r'it has the alias "latest"; .* \(delete_aliases=True\)'):
        newest.delete()
    assert wandb.Api().artifact(f"{run.project}/{collection}:latest").version == "v2"
    newest.delete(delete_aliases=True)
    assert wandb.Api().artifact(f"{run.project}/{collection}:latest").version == "v1"


def test_an_alias_protects_its_version_unless_delete_aliases_is_set(run, api, collection):
    log(run, collection, {"a.txt": b"a"}, aliases=["best"])
    kept = api.artifact(f"{run.project}/{collection}:v0")
    with pytest.raises(wandb.errors.CommError, match=r'Cannot delete ".*:v0": it has the alias "best"'):
        kept.delete()
    assert wandb.Api().artifact(f"{run.project}/{collection}:best").version == "v0"
    kept.delete(delete_aliases=True)
    with pytest.raises(wandb.errors.CommError, match="not found"):
        wandb.Api().artifact(f"{run.project}/{collection}:best")


def test_deleting_a_version_twice_succeeds(run, api, collection):
    log(run, collection, {"a.txt": b"a"})
    first, second = (wandb.Api().artifact(f"{run.project}/{collection}:v0") for _ in range(2))
    first.delete(delete_aliases=True)
    second.delete()
    second.delete(delete_aliases=True)


def test_a_clean_up_loop_that_catches_the_exception_keeps_aliased_versions(run, api, collection):
    for number in range(4):
        log(run, collection, {"a.txt": b"%d" % number}, aliases=["best"] if number == 1 else [])
    kept = []
    for version in api.artifacts("dataset", f"{run.project}/{collection}"):
        try:
            version.delete()
        except wandb.errors.CommError:
            kept.append(version.version)
    assert sorted(kept) == ["v1", "v3"]
    left = wandb.Api().artifacts("dataset", f"{run.project}/{collection}")
    assert sorted(artifact.version for artifact in left) == ["v1", "v3"]


def test_the_documented_clean_up_loop_keeps_aliased_versions(run, api, collection):
    for number in range(5):
        log(run, collection, {"a.txt": b"%d" % number}, aliases=["best"] if number == 2 else [])
    for version in api.artifacts("dataset", f"{run.project}/{collection}"):
        # Clean up all versions that don't have an alias such as 'latest'.
        if len(version.aliases) == 0:
            version.delete()
    left = wandb.Api().artifacts("dataset", f"{run.project}/{collection}")
    assert sorted(artifact.version for artifact in left) == ["v2", "v4"]


def test_all_versions_of_a_collection_can_be_deleted(run, api, collection):
    for number in range(3):
        log(run, collection, {"a.txt": b"%d" % number})
    for version in api.artifacts("dataset", f"{run.project}/{collection}"):
        version.delete(delete_aliases=True)
    assert list(wandb.Api().artifacts("dataset", f"{run.project}/{collection}")) == []


def test_the_name_of_a_deleted_collection_can_be_reused(run, api, collection):
    log(run, collection, {"a.txt": b"a"}, aliases=["best"])
    api.artifact_collection("dataset", f"{run.project}/{collection}").delete()
    assert not wandb.Api().artifact_collection_exists(f"{run.project}/{collection}", "dataset")
    names = [found.name for found in wandb.Api().artifact_collections(run.project, "dataset")]
    assert collection not in names
    assert log(run, collection, {"a.txt": b"b"}).version == "v0"


def test_deleting_a_run_keeps_its_versions(start_run, api, project, collection):
    run = start_run(project=project, config={"lr": 0.1})
    run.log({"loss": 1})
    log(run, collection, {"a.txt": b"a"})
    run.finish()
    api.run(f"{project}/{run.id}").delete()
    with pytest.raises(wandb.errors.CommError):
        wandb.Api().run(f"{project}/{run.id}")
    assert len(wandb.Api().runs(project)) == 0
    version = wandb.Api().artifact(f"{project}/{collection}:v0")
    assert files_below(version.download()) == {"a.txt": b"a"}
    assert version.logged_by() is None


def test_a_run_can_be_deleted_together_with_its_versions(start_run, api, project, collection):
    first, second = start_run(project=project), start_run(project=project)
    log(first, collection, {"a.txt": b"a"})
    log(second, collection, {"a.txt": b"b"})
    for run in (first, second):
        run.finish()
    api.run(f"{project}/{first.id}").delete(delete_artifacts=True)
    assert [found.version for found in wandb.Api().artifacts("dataset", f"{project}/{collection}")] == ["v1"]


def test_deleting_a_run_with_its_versions_includes_aliased_ones(start_run, api, project, collection):
    run = start_run(project=project)
    log(run, collection, {"a.txt": b"a"}, aliases=["best"])
    run.finish()
    api.run(f"{project}/{run.id}").delete(delete_artifacts=True)
    assert list(wandb.Api().artifacts("dataset", f"{project}/{collection}")) == []


def test_a_run_with_a_linked_version_cannot_be_deleted_with_its_versions(start_run, api, project, collection):
    run = start_run(project=project)
    log(run, f"{collection}-other", {"a.txt": b"other"})
    version = log(run, collection, {"a.txt": b"a"})
    version.link(f"{project}/{collection}-links")
    run.finish()
    name, link = f"{collection}:v0", f"{project}/{collection}-links:v0"
    with pytest.raises(wandb.errors.CommError, match=f'Cannot delete "{name}": it is linked as ".*/{link}".*unlink it'):
        api.run(f"{project}/{run.id}").delete(delete_artifacts=True)
    assert wandb.Api().run(f"{project}/{run.id}").id == run.id
    for left in (collection, f"{collection}-other"):
        assert wandb.Api().artifact(f"{project}/{left}:latest").version == "v0"
    wandb.Api().artifact(f"{project}/{collection}-links:v0").unlink()
    wandb.Api().run(f"{project}/{run.id}").delete(delete_artifacts=True)
    assert list(wandb.Api().artifacts("dataset", f"{project}/{collection}")) == []


def test_the_id_of_a_deleted_run_is_not_reused(start_run, api, project):
    run = start_run(project=project)
    run.finish()
    api.run(f"{project}/{run.id}").delete()
    with pytest.raises(wandb.errors.CommError, match="a run with this name was deleted"):
        start_run(project=project, id=run.id)


def test_a_deleted_version_cannot_be_used_as_an_input(start_run, api, project, collection):
    run = start_run(project=project)
    log(run, collection, {"a.txt": b"a"})
    user = start_run(project=project)
    user.use_artifact(f"{collection}:v0")
    user.finish()
    api.artifact(f"{project}/{collection}:v0").delete(delete_aliases=True)
    assert list(wandb.Api().run(f"{project}/{user.id}").used_artifacts()) == []


def test_purging_and_collecting_garbage_frees_only_unreferenced_bytes(run, api, server, admin_verb, collection):
    shared = random.randbytes(LARGE_BYTES)
    log(run, collection, {"shared.bin": shared})
    log(run, collection, {"shared.bin": shared, "own.bin": random.randbytes(LARGE_BYTES)})
    kept = server.packed_bytes()
    api.artifact(f"{run.project}/{collection}:v1").delete(delete_aliases=True)
    admin_verb("collect")
    # Of the run itself a file may be replaced meanwhile: hundreds of bytes.
    assert server.packed_bytes() > kept - LARGE_BYTES / 2, "inside of the undelete window nothing is freed"
    assert re.match(r"purged \d+ deleted versions?", admin_verb("purge", "--now"))
    assert "; freed " in admin_verb("collect")
    assert server.packed_bytes() < kept - LARGE_BYTES / 2
    assert files_below(wandb.Api().artifact(f"{run.project}/{collection}:v0").download()) == {"shared.bin": shared}


def test_a_signed_url_of_a_deleted_version_is_rejected(run, api, wire, collection):
    version = log(run, collection, {"a.txt": b"a"})
    address = urlsplit(next(iter(version.files())).direct_url)
    assert wire.send("GET", address.path).status == 200
    version.delete(delete_aliases=True)
    deadline = time.monotonic() + 60
    while (answer := wire.send("GET", address.path)).status == 200 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert answer.status == 403


def test_a_draft_cannot_be_deleted(wire, project, collection):
    draft = Draft(wire, project, collection)
    answer = wire.graphql(
        "mutation Delete($id: ID!) { deleteArtifact(input: {artifactID: $id}) { artifact { id } } }", {"id": draft.id}
    )
    assert_graphql_refused(answer)
    assert "it is a draft" in answer.text
