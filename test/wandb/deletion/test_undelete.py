"""Undeleting versions, deleting many by one filter, and cleaning up abandoned drafts."""

import json
import re

import pytest
import wandb
from contents import files_below, log
from draft import Draft

DELETE = """mutation M($input: DeleteArtifactsInput!) { deleteArtifacts(input: $input) {
  deletedCount bytes dryRun versions { bytes protection artifact { id versionIndex artifactSequence { name } } } } }"""
UNDELETE = "mutation M($ids: [ID!]!) { undeleteArtifacts(artifactIDs: $ids) { takenAliases artifact { id state } } }"
PURGE = "mutation M($ids: [ID!]!) { purgeArtifacts(artifactIDs: $ids) { purgedCount bytes } }"
JOURNAL = """query Q($entity: String) { storageJournal(entityName: $entity, first: 200) {
  edges { node { at action subject bytes because doneBy } } } }"""
DRAFTS = """query Q($entity: String) { drafts(entityName: $entity, first: 1000) {
  edges { node { fileCount heldBytes silentSince lapsedAt artifact { id artifactSequence { name } } } } } }"""
ABANDON = "mutation M($ids: [ID!]!) { abandonDrafts(artifactIDs: $ids) { abandonedCount } }"


def _delete(wire, run, collection: str | None, filters: dict, **options: bool) -> dict:
    place = {"entityName": run.entity, "projectName": run.project, "artifactCollectionName": collection}
    return wire.data(DELETE, input={**place, "filter": json.dumps(filters), **options})["deleteArtifacts"]


def _journal(wire, subject: str) -> list[dict]:
    edges = wire.data(JOURNAL)["storageJournal"]["edges"]
    return [node for edge in reversed(edges) if re.search(subject, (node := edge["node"])["subject"])]


def test_undeleting_a_version_restores_aliases_that_are_still_free(run, api, wire, collection):
    first = log(run, collection, {"a.txt": b"a"}, aliases=["best", "prod"])
    second = log(run, collection, {"a.txt": b"b"})
    first.delete(delete_aliases=True)
    second.aliases.append("prod")
    second.save()
    back = wire.data(UNDELETE, ids=[first.id])["undeleteArtifacts"]
    assert back == [{"takenAliases": ["prod"], "artifact": {"id": first.id, "state": "COMMITTED"}}]
    again = wandb.Api().artifact(f"{run.project}/{collection}:best")
    assert again.version == "v0"
    assert files_below(again.download()) == {"a.txt": b"a"}
    assert wandb.Api().artifact(f"{run.project}/{collection}:latest").version == "v1", "latest stays where it is"
    assert wandb.Api().artifact(f"{run.project}/{collection}:prod").version == "v1"
    assert wire.data(UNDELETE, ids=[first.id])["undeleteArtifacts"][0]["takenAliases"] == [], "again"
    told = [(entry["action"], entry["because"], entry["doneBy"]) for entry in _journal(wire, f"/{collection}:v0$")]
    assert told == [("DELETED", "deleted by request", "admin"), ("UNDELETED", "undeleted by request", "admin")]


def test_undeleting_a_version_restores_its_deleted_collection(run, api, wire, collection):
    only = log(run, collection, {"a.txt": b"a"})
    api.artifact_collection("dataset", f"{run.project}/{collection}").delete()
    wire.data(UNDELETE, ids=[only.id])
    assert wandb.Api().artifact(f"{run.project}/{collection}:latest").version == "v0"


def test_a_collection_whose_name_was_reused_cannot_be_undeleted(run, api, wire, collection):
    only = log(run, collection, {"a.txt": b"a"})
    api.artifact_collection("dataset", f"{run.project}/{collection}").delete()
    log(run, collection, {"a.txt": b"b"})
    refused = wire.graphql(UNDELETE, {"ids": [only.id]})
    assert refused.status == 409 and "another collection has this name now; rename that collection first" in refused.text


def test_a_purged_version_cannot_be_undeleted(run, wire, collection):
    version = log(run, collection, {"a.txt": b"gone for good " * 1000})
    assert wire.graphql(PURGE, {"ids": [version.id]}).status == 409, "it has to be deleted first"
    version.delete(delete_aliases=True)
    purged = wire.data(PURGE, ids=[version.id])["purgeArtifacts"]
    assert purged["purgedCount"] == 1 and purged["bytes"] > 0
    assert wire.data(PURGE, ids=[version.id])["purgeArtifacts"] == {"purgedCount": 0, "bytes": 0}, "again"
    refused = wire.graphql(UNDELETE, {"ids": [version.id]})
    assert refused.status == 410 and "it was purged, and its content is gone" in refused.text
    assert _journal(wire, f"/{collection}:v0$")[-1]["bytes"] == purged["bytes"]


def test_a_filter_deletes_the_versions_that_its_dry_run_listed(start_run, api, wire, project, collection):
    run = start_run(project=project)
    for number in range(5):
        log(run, collection, {"a.txt": b"%d" % number, "same.txt": b"same"}, aliases=["best"] if number == 1 else [])
    log(run, f"{collection}-other", {"a.txt": b"other"})
    user = start_run(project=project)
    user.use_artifact(f"{collection}:v2").wait()
    user.finish()

    filters = {"is_used": False, "age_days": {"$lt": 30}, "version_index": {"$lt": 4}}
    dry = _delete(wire, run, collection, filters, dryRun=True)
    named = [(meant["artifact"]["versionIndex"], meant["protection"] is None) for meant in dry["versions"]]
    assert named == [(0, True), (1, False), (3, True)]
    assert 'it has the alias "best"' in dry["versions"][1]["protection"]
    assert dry["deletedCount"] == 0 and dry["dryRun"]
    assert dry["bytes"] == dry["versions"][0]["bytes"] + dry["versions"][2]["bytes"]
    assert len(wandb.Api().artifacts("dataset", f"{project}/{collection}")) == 5

    done = _delete(wire, run, collection, filters)
    assert done["deletedCount"] == 2 and done["bytes"] == dry["bytes"]
    left = [version.version for version in wandb.Api().artifacts("dataset", f"{project}/{collection}")]
    assert left == ["v4", "v2", "v1"]
    everything = _delete(wire, run, None, {}, deleteAliases=True)
    assert everything["deletedCount"] == 4
    assert len(wandb.Api().artifacts("dataset", f"{project}/{collection}-other")) == 0


def test_versions_that_kept_versions_were_made_from_are_not_deleted(start_run, wire, project):
    logger = start_run(project=project)
    log(logger, "data", {"a.txt": b"used by a kept model"})
    log(logger, "data", {"a.txt": b"used by a model that goes"})
    log(logger, "data", {"a.txt": b"newest"})
    for version, model in (("v0", "kept"), ("v1", "goes")):
        trainer = start_run(project=project)
        trainer.use_artifact(f"data:{version}").wait()
        log(trainer, model, {"weights": model.encode()})
        trainer.finish()
    filters = {
        "$or": [{"name": "goes"}, {"$and": [{"name": "data"}, {"is_used_by_kept": False}, {"version": {"$ne": "v2"}}]}]
    }
    dry = _delete(wire, logger, None, filters, dryRun=True)
    named = {(m["artifact"]["artifactSequence"]["name"], m["artifact"]["versionIndex"]) for m in dry["versions"]}
    assert named == {("data", 1), ("goes", 0)}


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [("{", "it is not valid JSON"), ('{"$where": 1}', "expected \\$and, \\$or"), ("[]", "expected an object of fields")],
)
def test_an_invalid_filter_deletes_nothing(run, wire, collection, filters, sentence):
    log(run, collection, {"a.txt": b"a"})
    place = {"entityName": run.entity, "projectName": run.project, "artifactCollectionName": collection}
    refused = wire.graphql(DELETE, {"input": {**place, "filter": filters}})
    assert refused.status == 400 and re.search(sentence, refused.json()["errors"][0]["message"])
    assert wandb.Api().artifact(f"{run.project}/{collection}:v0")


def test_an_abandoned_draft_is_listed_with_its_bytes_which_a_clean_up_frees(run, wire, admin_verb, collection):
    draft = Draft(wire, run.project, collection)
    draft.upload("half.bin", b"half an upload " * 2000)

    def mine() -> dict:
        edges = wire.data(DRAFTS, entity=run.entity)["drafts"]["edges"]
        return next(node for edge in edges if (node := edge["node"])["artifact"]["artifactSequence"]["name"] == collection)

    stuck = mine()
    assert stuck["fileCount"] == 1 and stuck["heldBytes"] > 0 and stuck["lapsedAt"] is None
    assert re.search(r"idle since +collection +content +id\n", admin_verb("drafts"))
    assert admin_verb("abandon", stuck["artifact"]["id"]).startswith("abandoned 1 draft; ")
    assert wire.data(ABANDON, ids=[stuck["artifact"]["id"]])["abandonDrafts"] == {"abandonedCount": 1}, "again"
    admin_verb("collect")
    lapsed = mine()
    assert lapsed["fileCount"] == 0 and lapsed["heldBytes"] == 0 and lapsed["lapsedAt"] is not None
    refused = draft.commit()
    assert refused.status == 400
    told = refused.json()["errors"][0]["message"]
    assert 'its uploads expired (its manifest and 1 file: "half.bin"), because' in told
    assert "upload the files again or log a new artifact" in told
    assert _journal(wire, f"/{collection}$")[-1]["action"] == "LAPSED"
