"""Rules name the versions to keep, a preview lists the ones to delete, and a nightly job applies them."""

import pytest
import wandb
from contents import artifact_of, log

SET = """mutation M($input: SetRetentionRulesInput!) { setRetentionRules(input: $input) {
  setBy setAt rules { types afterDays keepLast keepAliased keepBest { metadata order count } } } }"""
PREVIEW = """query Q($entity: String, $project: String, $collection: String, $rules: [RetentionRuleInput!]) {
  previewRetention(entityName: $entity, projectName: $project, artifactCollectionName: $collection, rules: $rules) {
    totalCount bytes versions { because bytes artifact { versionIndex artifactSequence { name } } } } }"""
HISTORY = """query Q($entity: String, $project: String) { retentionRules(entityName: $entity, projectName: $project) {
  totalCount edges { node { setBy rules { keepLast } } } } }"""
SET_TTL = """mutation M($input: SetTimeToLiveInput!) { setTimeToLive(input: $input) {
  entity { ttlDurationSeconds } collection { name ... on ArtifactSequence { ttlDurationSeconds } } } }"""


def _given_up(wire, run, rules: list[dict] | None, collection: str | None = None) -> list[tuple[str, int]]:
    place = {"entity": run.entity, "project": run.project, "collection": collection}
    preview = wire.data(PREVIEW, **place, rules=rules)["previewRetention"]
    return [(seen["artifact"]["artifactSequence"]["name"], seen["artifact"]["versionIndex"]) for seen in preview["versions"]]


def _left(run, name: str, type_name: str = "dataset") -> list[str]:
    return [version.version for version in wandb.Api().artifacts(type_name, f"{run.project}/{name}")]


def test_rules_keep_the_newest_aliased_tagged_used_and_best_versions(start_run, wire, project):
    run = start_run(project=project)
    for number, score in enumerate((0.5, 0.9, 0.7, 0.1, 0.2, 0.3)):
        artifact = artifact_of("model", {"w": b"%d" % number}, type="model")
        artifact.metadata = {"val": {"acc": score}}
        logged = run.log_artifact(artifact, aliases=["prod"] if number == 0 else []).wait()
        if number == 2:
            logged.tags.append("paper")
            logged.save()
    user = start_run(project=project)
    user.use_artifact("model:v3").wait()
    user.finish()

    assert _given_up(wire, run, None) == [], "no rule gives nothing up"
    keep_little = {"keepAliased": False, "keepTagged": False, "keepUsed": False, "keepLinked": False}
    by_rule = {
        (0, 1, 2, 3, 4, 5): keep_little,
        (0, 1, 2, 3): {**keep_little, "keepLast": 2},
        (1, 2, 3, 4): {**keep_little, "keepAliased": True},
        (0, 1, 3, 4, 5): {**keep_little, "keepTagged": True},
        (0, 1, 2, 4, 5): {**keep_little, "keepUsed": True},
        (0, 3, 4, 5): {**keep_little, "keepBest": {"metadata": "val.acc", "count": 2}},
        (0, 1, 2, 4, 5): {**keep_little, "keepBest": {"metadata": "val.acc", "order": "MIN"}},
        (1, 4): {},
        (): {**keep_little, "afterDays": 1},
    }
    for indexes, rule in by_rule.items():
        assert _given_up(wire, run, [rule]) == [("model", index) for index in indexes], rule
    assert _given_up(wire, run, [{**keep_little, "types": ["dataset"]}]) == [], "a rule for another type"


def test_the_nightly_job_applies_rules_and_writes_the_audit_log(start_run, wire, admin_verb, project):
    run = start_run(project=project)
    for number in range(4):
        log(run, "data", {"a.txt": b"%d" % number})
        log(run, "plain", {"a.txt": b"%d" % number})
    place = {"entityName": run.entity, "projectName": run.project}
    wire.data(SET, input={**place, "rules": [{"keepLast": 1}]})
    wire.data(SET, input={**place, "artifactCollectionName": "plain", "rules": [{"keepLast": 3, "keepAliased": False}]})
    assert _given_up(wire, run, None) == [("data", 0), ("data", 1), ("data", 2), ("plain", 0)]
    log(run, "data", {"a.txt": b"0"}, aliases=["kept-at-the-last-moment"])

    printed = admin_verb("expire")
    assert "3 by retention rules" in printed
    assert _left(run, "data") == ["v3", "v0"], "v0 was named again before the night"
    assert _left(run, "plain") == ["v3", "v2", "v1"], "the narrowest scope decides"
    query = "query Q($e: String) { storageJournal(entityName: $e, first: 20) { edges { node { subject because doneBy } } } }"
    told = [edge["node"] for edge in wire.data(query, e=run.entity)["storageJournal"]["edges"]]
    because = {entry["subject"].rsplit("/", 1)[1]: entry for entry in told if f"/{project}/" in entry["subject"]}
    assert because["data:v1"]["because"].startswith("retention rule of its project: of all types, after 0 days keep the last 1, versions with an alias")
    assert because["plain:v0"]["because"].startswith("retention rule of its collection: ")
    assert because["data:v1"]["doneBy"] is None

    wire.data(SET, input={**place, "rules": []})
    history = wire.data(HISTORY, entity=run.entity, project=run.project)["retentionRules"]
    assert [edge["node"] for edge in history["edges"]] == [
        {"setBy": "admin", "rules": []},
        {"setBy": "admin", "rules": [{"keepLast": 1}]},
    ]


def test_automatically_created_types_have_their_own_rules(start_run, wire, admin_verb, project):
    run = start_run(project=project)
    for number in range(3):
        run.log({"table": wandb.Table(columns=["n"], data=[[number]])})
    log(run, "data", {"a.txt": b"a"})
    log(run, "data", {"a.txt": b"b"})
    run.finish()
    rules = [{"types": ["run_table", "wandb-history", "code"], "keepLast": 1, "keepAliased": False, "keepUsed": False}]
    wire.data(SET, input={"entityName": run.entity, "projectName": project, "rules": rules})
    admin_verb("expire")
    tables = wandb.Api().artifact_collections(project, "run_table")
    assert [len(_left(run, collection.name, "run_table")) for collection in tables] == [1]
    assert _left(run, "data") == ["v1", "v0"]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"keepLast": -1}, "keepLast is -1, expected 0 versions or more"),
        ({"afterDays": -0.5}, "afterDays is -0.5, expected 0 days or more"),
        ({"keepBest": {"metadata": "", "count": 1}}, "keepBest.metadata is empty"),
        ({"keepBest": {"metadata": "acc", "count": 0}}, "keepBest.count is 0, expected 1 version or more"),
    ],
)
def test_invalid_rules_are_rejected(run, wire, rule, sentence):
    refused = wire.graphql(SET, {"input": {"entityName": run.entity, "rules": [rule]}})
    assert refused.status == 400 and sentence in refused.text


def test_versions_inherit_the_ttl_of_their_collection_or_entity(run, wire, collection):
    log(run, collection, {"a.txt": b"a"})
    place = {"entityName": run.entity, "projectName": run.project, "artifactCollectionName": collection}
    name = f"{run.project}/{collection}:v0"

    def days() -> int | None:
        ttl = wandb.Api().artifact(name).ttl
        return None if ttl is None else ttl.days

    try:
        wire.data(SET_TTL, input={"entityName": run.entity, "ttlDurationSeconds": 9 * 86_400})
        assert days() == 9
        wire.data(SET_TTL, input={**place, "ttlDurationSeconds": 5 * 86_400})
        assert days() == 5
        wire.data(SET_TTL, input={**place, "ttlDurationSeconds": -2})
        assert days() is None
        wire.data(SET_TTL, input={**place, "ttlDurationSeconds": -1})
        assert days() == 9
        stored = wandb.Api().artifact(name)
        stored.ttl = None
        stored.save()
        assert days() is None
    finally:
        wire.data(SET_TTL, input={"entityName": run.entity, "ttlDurationSeconds": -1})
    assert wire.graphql(SET_TTL, {"input": {**place, "ttlDurationSeconds": 0}}).status == 400
