"""Aliases: latest, version numbers, and custom ones; each belongs to one version of a collection."""

import pytest
from contents import log
from wandb.errors import CommError


def aliases_of(api, run, collection: str) -> dict[str, list[str]]:
    versions = api.artifacts("dataset", f"{run.project}/{collection}")
    return {version.version: sorted(version.aliases) for version in versions}


def log_versions(run, collection: str, count: int) -> None:
    for index in range(count):
        log(run, collection, {"a.txt": b"%d" % index})


def test_latest_is_on_the_version_logged_last(run, api, collection):
    log_versions(run, collection, 3)
    assert aliases_of(api, run, collection) == {"v0": [], "v1": [], "v2": ["latest"]}


def test_several_aliases_are_given_while_logging(run, api, collection):
    artifact = log(run, collection, {"a.txt": b"a"}, aliases=["latest", "best-ap50", "ünïcode 🧬", "with blank"])
    assert sorted(artifact.aliases) == ["best-ap50", "latest", "with blank", "ünïcode 🧬"]
    for alias in artifact.aliases:
        assert api.artifact(f"{run.project}/{collection}:{alias}").version == "v0"


def test_a_custom_alias_alone_still_moves_latest(run, api, collection):
    log(run, collection, {"a.txt": b"1"})
    log(run, collection, {"a.txt": b"2"}, aliases=["candidate"])
    assert aliases_of(api, run, collection) == {"v0": [], "v1": ["candidate", "latest"]}


def test_an_alias_moves_to_the_next_version_it_is_given_to(run, api, collection):
    log(run, collection, {"a.txt": b"1"}, aliases=["best", "first"])
    log(run, collection, {"a.txt": b"2"}, aliases=["best"])
    assert aliases_of(api, run, collection) == {"v0": ["first"], "v1": ["best", "latest"]}
    assert api.artifact(f"{run.project}/{collection}:best").version == "v1"


def test_an_alias_given_with_old_content_moves_to_the_old_version(run, api, collection):
    log(run, collection, {"a.txt": b"1"})
    log(run, collection, {"a.txt": b"2"}, aliases=["best"])
    log(run, collection, {"a.txt": b"1"}, aliases=["best"])
    assert aliases_of(api, run, collection) == {"v0": ["best", "latest"], "v1": []}


def test_an_alias_can_be_appended_to_a_logged_version(run, api, collection):
    log_versions(run, collection, 2)
    artifact = api.artifact(f"{run.project}/{collection}:v0")
    artifact.aliases.append("production")
    artifact.save()
    assert aliases_of(api, run, collection) == {"v0": ["production"], "v1": ["latest"]}


def test_appending_an_alias_moves_it_from_another_version(run, api, collection):
    log_versions(run, collection, 2)
    for version in ("v0", "v1"):
        artifact = api.artifact(f"{run.project}/{collection}:{version}")
        artifact.aliases.append("production")
        artifact.save()
    assert aliases_of(api, run, collection) == {"v0": [], "v1": ["latest", "production"]}


def test_an_alias_can_be_removed(run, api, collection):
    log(run, collection, {"a.txt": b"1"}, aliases=["best", "kept"])
    artifact = api.artifact(f"{run.project}/{collection}:best")
    artifact.aliases.remove("best")
    artifact.save()
    assert aliases_of(api, run, collection) == {"v0": ["kept", "latest"]}
    with pytest.raises(CommError, match=f"artifact membership '{collection}:best' not found"):
        api.artifact(f"{run.project}/{collection}:best")


def test_all_aliases_can_be_replaced(run, api, collection):
    log(run, collection, {"a.txt": b"1"}, aliases=["one", "two"])
    artifact = api.artifact(f"{run.project}/{collection}:latest")
    artifact.aliases = ["replaced"]
    artifact.save()
    assert aliases_of(api, run, collection) == {"v0": ["replaced"]}


def test_a_removed_latest_alias_returns_with_the_next_log(run, api, collection):
    log_versions(run, collection, 2)
    artifact = api.artifact(f"{run.project}/{collection}:latest")
    artifact.aliases.remove("latest")
    artifact.save()
    for name in (f"{collection}:latest", collection):
        with pytest.raises(CommError, match=f"artifact membership '{name}' not found"):
            api.artifact(f"{run.project}/{name}")
    log(run, collection, {"a.txt": b"0"})
    assert api.artifact(f"{run.project}/{collection}:latest").version == "v0"


def test_a_bare_name_resolves_to_a_moved_latest_alias(run, api, collection):
    log_versions(run, collection, 2)
    artifact = api.artifact(f"{run.project}/{collection}:v0")
    artifact.aliases.append("latest")
    artifact.save()
    assert api.artifact(f"{run.project}/{collection}").version == "v0"
    assert run.use_artifact(collection).version == "v0"


def test_a_version_number_is_permanent(run, api, collection):
    log_versions(run, collection, 3)
    digests = [api.artifact(f"{run.project}/{collection}:v{index}").digest for index in range(3)]
    artifact = api.artifact(f"{run.project}/{collection}:v1")
    artifact.aliases = ["only-this"]
    artifact.save()
    log_versions(run, collection, 2)
    assert [api.artifact(f"{run.project}/{collection}:v{index}").digest for index in range(3)] == digests


def test_the_same_alias_is_independent_in_each_collection(run, api, collection):
    log(run, f"{collection}-1", {"a.txt": b"1"}, aliases=["best"])
    log(run, f"{collection}-2", {"a.txt": b"1"})
    log(run, f"{collection}-2", {"a.txt": b"2"}, aliases=["best"])
    assert api.artifact(f"{run.project}/{collection}-1:best").version == "v0"
    assert api.artifact(f"{run.project}/{collection}-2:best").version == "v1"


@pytest.mark.parametrize("alias", ["a/b", "a:b"])
def test_an_alias_cannot_contain_a_slash_or_a_colon(run, collection, alias):
    with pytest.raises(ValueError, match="Aliases must not contain any of the following characters"):
        log(run, collection, {"a.txt": b"1"}, aliases=[alias])
