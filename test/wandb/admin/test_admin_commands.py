"""Retention rules, deletion and undeletion with `stemma admin`."""

import json
import re

import pytest
import wandb
from contents import log

DELETED = """query Q($entity: String, $project: String, $collection: String) {
  deletedArtifacts(entityName: $entity, projectName: $project, artifactCollectionName: $collection) {
    totalCount edges { node { deletedAt bytes aliases artifact { id versionIndex } } } } }"""


def _versions(run, name: str) -> list[str]:
    return [version.version for version in wandb.Api().artifacts("dataset", f"{run.project}/{name}")]


def test_versions_are_deleted_by_filter_listed_and_undeleted_by_name(run, wire, admin_verb, collection):
    place = f"{run.entity}/{run.project}/{collection}"
    for number in range(4):
        log(run, collection, {"a.txt": b"%d" % number * 5000}, aliases=["best"] if number == 1 else [])
    words = ("delete", place, "--where", '{"version_index": {"$lt": 3}}')
    dry = admin_verb(*words, "--dry-run")
    assert re.search(rf"{place}:v0 +\S+ bytes", dry) and re.search(rf'{place}:v1 .* it has the alias "best"', dry)
    assert "would delete 2 versions, kept 1; purging them frees" in dry
    assert _versions(run, collection) == ["v3", "v2", "v1", "v0"]
    assert "deleted 2 versions, kept 1;" in admin_verb(*words)
    assert "deleted 1 version;" in admin_verb(*words, "--delete-aliases")
    assert _versions(run, collection) == ["v3"]

    listed = admin_verb("deleted", place).splitlines()
    assert [re.search(r":v\d", line)[0] for line in listed[1:]] == [":v1", ":v2", ":v0"], "the last deleted first"
    assert " best " in listed[1]
    known = wire.data(DELETED, entity=run.entity, project=run.project, collection=collection)["deletedArtifacts"]
    assert known["totalCount"] == 3
    first = known["edges"][0]["node"]
    assert first["aliases"] == ["best"] and first["bytes"] > 0 and first["artifact"]["versionIndex"] == 1
    assert first["artifact"]["id"] in listed[1] and first["deletedAt"] in listed[1]

    log(run, collection, {"a.txt": b"another is the best now"}, aliases=["best"])
    told = admin_verb("undelete", f"{place}:v1", f"{place}:v0")
    assert f'undeleted {place}:v1; its alias "best" was not restored because another version has it\n' in told and f"undeleted {place}:v0\n" in told
    assert _versions(run, collection) == ["v4", "v3", "v1", "v0"]
    assert len(admin_verb("deleted", place).splitlines()) == 2
    assert "no deleted version has this name" in admin_verb("undelete", f"{place}:v1", code=1)
    assert re.search(rf"undeleted +{place}:v1 .* the admin token\n", admin_verb("journal"))


def test_undelete_by_a_name_that_two_deleted_versions_share_lists_their_ids(run, wire, admin_verb, collection):
    place = f"{run.entity}/{run.project}/{collection}"
    for content in (b"first", b"second"):
        log(run, collection, {"a.txt": content})
        wandb.Api().artifact_collection("dataset", f"{run.project}/{collection}").delete()
    refused = admin_verb("undelete", f"{place}:v0", code=1)
    [second, first] = re.search(r"most recently deleted first: (\S+), (\S+)\n", refused).groups()
    assert admin_verb("undelete", first) == f"undeleted {place}:v0\n"
    assert wandb.Api().artifact(f"{run.project}/{collection}:v0").id == first
    assert "another collection has this name now" in admin_verb("undelete", second, code=1)


def test_rules_are_previewed_and_set_from_a_file_and_listed_with_earlier_ones(run, admin_verb, tmp_path, collection):
    place = f"{run.entity}/{run.project}/{collection}"
    for number in range(3):
        log(run, collection, {"a.txt": b"%d" % number})
    assert admin_verb("rules", place) == f"{place} has no rules of its own\n"
    file = tmp_path / "rules.json"
    file.write_text(json.dumps([{"types": ["dataset"], "keepLast": 1, "keepAliased": False}]))
    tried = admin_verb("rules", place, "--set", str(file), "--dry-run")
    assert re.findall(rf"{place}:v\d", tried) == [f"{place}:v0", f"{place}:v1"]
    assert "the next nightly run deletes 2 versions" in tried
    assert admin_verb("rules", place) == f"{place} has no rules of its own\n", "it was a dry run"
    rule = '  of "dataset", after 0 days keep the last 1, versions with a tag, linked versions, versions used by a run\n'
    assert re.fullmatch(rf"set \S+ by the admin token:\n{re.escape(rule)}", admin_verb("rules", place, "--set", str(file)))
    assert "the next nightly run deletes 2 versions" in admin_verb("rules", place, "--dry-run")
    file.write_text("[]")
    assert re.fullmatch(r"set \S+ by the admin token: no rules\n", admin_verb("rules", place, "--set", str(file)))
    assert re.fullmatch(r"set \S+ by the admin token: no rules\n", admin_verb("rules", place))
    assert rule in admin_verb("rules", place, "--all")
    file.write_text("{}")
    assert "expected a list; write a JSON list such as" in admin_verb("rules", place, "--set", str(file), code=1)


def test_a_time_to_live_and_a_quota_are_set(run, wire, admin_verb, collection):
    log(run, collection, {"a.txt": b"a"})
    place = f"{run.entity}/{run.project}/{collection}"
    assert f"default time to live for {place}: 30 days" in admin_verb("ttl", place, "30")
    artifact = wandb.Api().artifact(f"{run.project}/{collection}:v0")
    assert artifact.ttl.days == 30
    assert f"default time to live for {place}: inherited" in admin_verb("ttl", place, "inherit")
    assert wandb.Api().artifact(f"{run.project}/{collection}:v0").ttl is None
    assert "quota of 5,497,558,138,880 bytes (5.0 TiB)" in admin_verb("quota", run.entity, "5TiB")
    assert "5,497,558,138,880" in admin_verb("storage", run.entity)
    assert f"{run.entity}: no quota" in admin_verb("quota", run.entity, "none")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("undelete",), 'Cannot run "stemma admin undelete": expected at least 1 argument, got 0; see stemma admin undelete --help'),
        (("drafts", "--where", "{}"), 'Cannot run "stemma admin drafts": unknown option "--where"'),
        (("delete", "a/b", "--where", "{}", "--dry-rum"), 'unknown option "--dry-rum", perhaps you mean --dry-run'),
        (("collect", "--now"), 'unknown option "--now"'),
        (("purge", "--now", "--grace", "5"), 'option "--now" cannot be used with option "--grace <seconds>"'),
        (("purge", "x", "--now"), "Cannot use --now or --grace with ids"),
        (("ttl", "a"), "expected 2 arguments, got 1"),
        (("stoarge",), 'Cannot run "stemma admin": unknown command "stoarge", perhaps you mean storage'),
        (("drafts", "x"), 'unexpected argument "x"'),
        (("undelete", "a/b/c:latest"), "expected entity/project/collection:v0"),
        (("deleted", "a/b/c/d"), "expected entity, entity/project or entity/project/collection"),
        (("deleted", "nobody"), 'Cannot find "nobody"'),
        (("delete", "a/b"), 'required option "--where <filter>" not specified'),
        (("delete", "a", "--where", "{}"), "expected entity/project or entity/project/collection"),
        (("rules", "--set", "/nowhere"), 'Cannot read rules from "/nowhere"'),
        (("ttl", "a", "soon"), "expected a number of days above 0, forever, or inherit"),
        (("quota", "a", "5GB"), "expected a number of bytes, a size such as 500GiB, or none"),
    ],
)
def test_invalid_arguments_are_rejected_with_a_message(admin_verb, words, sentence):
    assert sentence in admin_verb(*words, code=1)
