"""Versions linked into portfolios, and the methods for models."""

import pytest
import wandb
from contents import files_below, log

FILES = {"model.bin": b"weights"}


def test_a_link_has_its_own_index_and_aliases(run, api, collection):
    log(run, collection, {"model.bin": b"other"}, type="model")
    version = log(run, collection, FILES, type="model")
    link = version.link(f"{run.project}/{collection}-best", aliases=["prod"])
    assert link.is_link
    assert (link.name, link.version) == (f"{collection}-best:v0", "v0")
    assert set(link.aliases) == {"latest", "prod"}
    assert link.source_name == f"{collection}:v1"
    found = api.artifact(f"{run.project}/{collection}-best:prod")
    assert found.is_link and found.source_artifact.name == f"{collection}:v1"
    assert files_below(found.download()) == FILES


def test_linking_again_keeps_the_index_and_moves_the_aliases(run, api, collection):
    first = log(run, collection, FILES, type="model")
    second = log(run, collection, {"model.bin": b"better"}, type="model")
    target = f"{run.project}/{collection}-best"
    assert [version.link(target, aliases=["prod"]).version for version in (first, second, first)] == ["v0", "v1", "v0"]
    assert api.artifact(f"{target}:prod").version == "v0"
    assert api.artifact(f"{target}:latest").version == "v0"
    assert api.artifact(f"{target}:v1").source_artifact.digest == second.digest


def test_a_run_can_link_a_logged_or_an_unlogged_artifact(run, api, collection):
    artifact = wandb.Artifact(collection, type="model")
    with artifact.new_file("model.bin", mode="wb") as file:
        file.write(b"weights")
    link = run.link_artifact(artifact, f"{collection}-best", aliases=["prod"])
    assert link.version == "v0"
    assert api.artifact(f"{run.project}/{collection}-best:prod").source_artifact.name == f"{collection}:v0"


def test_the_links_of_a_version_are_listed(run, api, collection):
    version = log(run, collection, FILES, type="model")
    for number in range(3):
        version.link(f"{run.project}/{collection}-{number}", aliases=[f"as-{number}"])
    links = api.artifact(f"{run.project}/{collection}:v0").linked_artifacts
    assert {link.qualified_name.rsplit("/", 1)[1] for link in links} == {f"{collection}-{n}:v0" for n in range(3)}
    assert {alias for link in links for alias in link.aliases} >= {"as-0", "as-1", "as-2"}


def test_unlinking_removes_the_link_and_keeps_the_version(run, api, collection):
    first, second = (log(run, collection, {"model.bin": data}, type="model") for data in (b"1", b"2"))
    target = f"{run.project}/{collection}-best"
    first.link(target)
    second.link(target, aliases=["prod"])
    api.artifact(f"{target}:prod").unlink()
    assert wandb.Api().artifact(f"{target}:latest").version == "v0"
    with pytest.raises(wandb.errors.CommError, match="not found"):
        wandb.Api().artifact(f"{target}:prod")
    assert wandb.Api().artifact(f"{run.project}/{collection}:v1").digest == second.digest


def test_deleting_a_link_keeps_the_version(run, api, collection):
    version = log(run, collection, FILES, type="model")
    version.link(f"{run.project}/{collection}-best")
    api.artifact(f"{run.project}/{collection}-best:v0").delete()
    assert files_below(wandb.Api().artifact(f"{run.project}/{collection}:v0").download()) == FILES


def test_an_alias_of_a_link_protects_the_version(run, api, collection):
    version = log(run, collection, FILES, type="model")
    version.link(f"{run.project}/{collection}-best", aliases=["prod"])
    with pytest.raises(wandb.errors.CommError, match=rf'linked as ".*/{collection}-best:v0" with the alias'):
        version.delete()
    version.delete(delete_aliases=True)
    with pytest.raises(wandb.errors.CommError, match="not found"):
        wandb.Api().artifact(f"{run.project}/{collection}-best:v0")


def test_aliases_of_a_link_change_through_the_link(run, api, collection):
    log(run, collection, FILES, type="model").link(f"{run.project}/{collection}-best", aliases=["prod"])
    link = api.artifact(f"{run.project}/{collection}-best:v0")
    link.aliases.append("stage")
    link.aliases.remove("prod")
    link.save()
    assert set(wandb.Api().artifact(f"{run.project}/{collection}-best:stage").aliases) == {"latest", "stage"}
    assert wandb.Api().artifact(f"{run.project}/{collection}:v0").source_name == f"{collection}:v0"


def test_a_collection_of_versions_rejects_links_and_a_portfolio_rejects_other_types(run, collection):
    version = log(run, collection, FILES, type="model")
    other = log(run, f"{collection}-data", {"a.txt": b"a"})
    with pytest.raises(wandb.errors.CommError, match="it contains logged versions"):
        version.link(f"{run.project}/{collection}-data")
    version.link(f"{run.project}/{collection}-best")
    with pytest.raises(wandb.errors.CommError, match='its type is "dataset", expected "model"'):
        other.link(f"{run.project}/{collection}-best")


def test_a_portfolio_is_listed_described_and_deleted_like_a_collection(run, api, collection):
    version = log(run, collection, FILES, type="model")
    version.link(f"{run.project}/{collection}-best")
    portfolio = api.artifact_collection("model", f"{run.project}/{collection}-best")
    assert not portfolio.is_sequence()
    portfolio.description = "the best of all"
    portfolio.save()
    again = wandb.Api().artifact_collection("model", f"{run.project}/{collection}-best")
    assert again.description == "the best of all"
    again.delete()
    assert not wandb.Api().artifact_collection_exists(f"{run.project}/{collection}-best", "model")
    assert wandb.Api().artifact(f"{run.project}/{collection}:v0").linked_artifacts == []


def test_models_can_be_logged_used_and_linked_by_the_model_methods(run, api, tmp_path, collection):
    path = tmp_path / "model.bin"
    path.write_bytes(b"weights")
    run.log_model(path, collection, aliases=["fresh"])
    run.link_model(path, f"{collection}-registered", name=f"{collection}-linked", aliases=["prod"])
    used = run.use_model(f"{collection}:fresh")
    assert open(used, "rb").read() == b"weights"
    # The client keeps registered models in a project of this name.
    assert api.artifact(f"model-registry/{collection}-registered:prod").source_artifact.type == "model"
