"""The name, type, description and metadata of an artifact."""

import pytest
from contents import log

METADATA = {
    "text": "Größe, 数据, 🧬, \"quoted\" and \\ back",
    "empty": "",
    "whole": 9_007_199_254_740_991,
    "negative": -1,
    "fraction": 0.1,
    "small": 1.5e-300,
    "yes": True,
    "none": None,
    "list": [1, [2, [3, []]], {"deep": {"deeper": {"deepest": "✓"}}}],
    "object": {},
    "__proto__": {"polluted": True},
    "constructor": "just a key",
    "clé 🔑": "value",
}


def test_metadata_is_returned_unchanged(run, api, collection):
    log(run, collection, {"a.txt": b"a"}, metadata=METADATA)
    assert api.artifact(f"{run.project}/{collection}:latest").metadata == METADATA


def test_an_artifact_without_metadata_has_an_empty_object(run, api, collection):
    log(run, collection, {"a.txt": b"a"})
    assert api.artifact(f"{run.project}/{collection}:latest").metadata == {}


def test_metadata_can_be_edited_key_by_key(run, api, collection):
    log(run, collection, {"a.txt": b"a"}, metadata={"kept": 1, "changed": "old", "gone": True})
    artifact = api.artifact(f"{run.project}/{collection}:latest")
    artifact.metadata["changed"] = {"now": ["nested"]}
    artifact.metadata["added"] = "🆕"
    del artifact.metadata["gone"]
    artifact.save()
    expected = {"kept": 1, "changed": {"now": ["nested"]}, "added": "🆕"}
    assert api.artifact(f"{run.project}/{collection}:latest").metadata == expected


def test_metadata_can_be_replaced(run, api, collection):
    log(run, collection, {"a.txt": b"a"}, metadata={"old": 1})
    artifact = api.artifact(f"{run.project}/{collection}:latest")
    artifact.metadata = {"newKey": "new value"}
    artifact.save()
    assert api.artifact(f"{run.project}/{collection}:latest").metadata == {"newKey": "new value"}


def test_metadata_of_one_version_does_not_affect_another(run, api, collection):
    log(run, collection, {"a.txt": b"first"}, metadata={"index": 0})
    log(run, collection, {"a.txt": b"second"}, metadata={"index": 1})
    versions = [api.artifact(f"{run.project}/{collection}:v{index}") for index in (0, 1)]
    assert [version.metadata for version in versions] == [{"index": 0}, {"index": 1}]


def test_a_description_is_returned_and_can_be_changed(run, api, collection):
    text = "# Card\n\nTwo lines, *markdown*, ünïcödé and 🧬."
    log(run, collection, {"a.txt": b"a"}, description=text)
    artifact = api.artifact(f"{run.project}/{collection}:latest")
    assert artifact.description == text
    artifact.description = "My new description"
    artifact.save()
    assert api.artifact(f"{run.project}/{collection}:latest").description == "My new description"


def test_an_edit_keeps_the_fields_it_does_not_set(run, api, collection):
    log(run, collection, {"a.txt": b"a"}, aliases=["kept"], description="kept", metadata={"kept": True})
    artifact = api.artifact(f"{run.project}/{collection}:v0")
    artifact.metadata["more"] = 1
    artifact.save()
    after = api.artifact(f"{run.project}/{collection}:v0")
    assert after.description == "kept"
    assert sorted(after.aliases) == ["kept", "latest"]
    assert after.metadata == {"kept": True, "more": 1}


@pytest.mark.parametrize("type_name", ["dataset", "result", "my own type", "Prüf-daten", "模型 🧬", "a.b_c-d"])
def test_any_string_is_a_valid_type(run, api, collection, type_name):
    log(run, collection, {"a.txt": b"a"}, type=type_name)
    assert api.artifact(f"{run.project}/{collection}:latest").type == type_name
    assert api.artifact_type(type_name, run.project).name == type_name


def test_a_name_may_contain_letters_digits_underscores_hyphens_and_dots(run, api, collection):
    name = f"A.z_0-9..--__{collection}"
    assert log(run, name, {"a.txt": b"a"}).name == f"{name}:v0"
    assert api.artifact(f"{run.project}/{name}:latest").source_name == f"{name}:v0"


def test_names_that_differ_in_case_are_two_collections(run, api, collection):
    lower, upper = f"x-{collection}", f"X-{collection}"
    log(run, lower, {"a.txt": b"lower"})
    log(run, upper, {"a.txt": b"upper"})
    digests = {api.artifact(f"{run.project}/{name}:v0").digest for name in (lower, upper)}
    assert len(digests) == 2
