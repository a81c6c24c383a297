"""Entries of a deleted version stay downloadable while other versions refer to them."""

from collections.abc import Callable

import pytest
import wandb
from contents import artifact_of, files_below, log
from example_tables import image, references, shade_of
from wandb.sdk.artifacts.artifact_instance_cache import artifact_instance_cache

FILES = {"a.txt": b"kept " * 5000, "folder/b.txt": b"kept too " * 5000, "c.txt": b"not referred to " * 5000}


@pytest.fixture
def purge(admin_verb) -> Callable[[], None]:
    """Lets go of all that was deleted, and collects it."""

    def run() -> None:
        admin_verb("purge", "--now")
        admin_verb("collect")

    return run


@pytest.fixture
def forget(cold_cache) -> Callable[[], None]:
    """Lets the client forget files and artifacts, so that the server has to answer."""

    def run() -> None:
        cold_cache()
        artifact_instance_cache.clear()

    return run


def refer(run, name: str, source: wandb.Artifact, paths: list[str]) -> wandb.Artifact:
    """Logs an artifact that refers to entries of another one."""
    artifact = wandb.Artifact(name, type="dataset")
    for path in paths:
        artifact.add_reference(source.get_entry(path), path)
    return run.log_artifact(artifact).wait()


def test_a_version_that_refers_to_entries_of_a_deleted_one_can_be_downloaded(run, api, collection, purge, forget):
    log(run, f"{collection}-source", FILES)
    source = api.artifact(f"{run.project}/{collection}-source:v0")
    refer(run, collection, source, ["a.txt", "folder/b.txt"])
    wanted = {path: FILES[path] for path in ("a.txt", "folder/b.txt")}
    name = f"{run.project}/{collection}:latest"
    for number, end in enumerate((lambda: None, lambda: source.delete(delete_aliases=True), purge)):
        end()
        forget()
        assert files_below(wandb.Api().artifact(name).download(root=f"got-{number}")) == wanted
    fresh = wandb.Api()
    gone = fresh._artifact_from_id(source.id)
    assert set(gone.manifest.entries) == set(wanted)
    with pytest.raises(KeyError):
        gone.get_entry("c.txt")


def test_a_table_of_images_of_a_deleted_artifact_keeps_its_images(run, collection, purge, forget):
    artifact = wandb.Artifact(f"{collection}-images", type="dataset")
    artifact.add(wandb.Table(columns=["picture"], data=[[image(20)], [image(30)]]), "album")
    run.log_artifact(artifact).wait()
    images = wandb.Api().artifact(f"{run.project}/{collection}-images:v0")
    table = wandb.Artifact(collection, type="dataset")
    table.add(wandb.Table(columns=["picture"], data=[[row[0]] for row in images.get("album").data]), "chosen")
    run.log_artifact(table).wait()
    images.delete(delete_aliases=True)
    purge()
    forget()
    stored = wandb.Api().artifact(f"{run.project}/{collection}:latest")
    assert len([ref for ref in references(stored).values() if ref]) == 2
    assert [shade_of(row[0]) for row in stored.get("chosen").data] == [20, 30]
    assert len(files_below(stored.download(root="whole"))) == 3


def test_referred_entries_survive_the_deletion_of_the_source_collection(run, api, collection, purge, forget):
    log(run, f"{collection}-source", FILES)
    refer(run, collection, api.artifact(f"{run.project}/{collection}-source:v0"), ["a.txt"])
    api.artifact_collection("dataset", f"{run.project}/{collection}-source").delete()
    purge()
    forget()
    name = f"{run.project}/{collection}:latest"
    assert files_below(wandb.Api().artifact(name).download(root="got")) == {"a.txt": FILES["a.txt"]}


def test_entries_of_an_artifact_that_was_not_yet_logged_survive_its_deletion(run, collection, purge, forget):
    source, picture = artifact_of(f"{collection}-source", FILES), image(40)
    source.add(picture, "picture")
    run.log_artifact(source)
    derived = wandb.Artifact(collection, type="dataset")
    derived.add(picture, "again")
    run.log_artifact(derived).wait()
    [target] = references(derived).values()
    assert target.endswith("/picture.image-file.json")
    source.wait().delete(delete_aliases=True)
    purge()
    forget()
    stored = wandb.Api().artifact(f"{run.project}/{collection}:latest")
    assert set(files_below(stored.download(root="got"))) == {"again.image-file.json"}


def test_admins_can_list_referrers_and_still_purge(run, api, admin_verb, collection, purge, forget):
    log(run, f"{collection}-source", FILES)
    source = api.artifact(f"{run.project}/{collection}-source:v0")
    refer(run, collection, source, ["a.txt", "c.txt"])
    place = f"{run.entity}/{run.project}/{collection}-source"
    assert "no purged versions have entries" in admin_verb("kept", place)
    source.delete(delete_aliases=True)
    purge()
    [_, kept] = admin_verb("kept", place).splitlines()
    assert f"{place}:v0" in kept and f"{run.entity}/{run.project}/{collection}:v0 (2)" in kept and source.id in kept
    assert admin_verb("purge", source.id).startswith("purged 1 version; this frees ")
    assert "no purged versions have entries" in admin_verb("kept", place)
    forget()
    with pytest.raises(ValueError, match="[Mm]anifest"):
        wandb.Api().artifact(f"{run.project}/{collection}:latest").download(root="got")


def test_links_are_listed_with_what_they_protect(run, admin_verb, collection):
    version = log(run, collection, FILES)
    assert "no linked versions" in admin_verb("links", f"{run.entity}/{run.project}/{collection}")
    version.link(f"{run.project}/{collection}-links", aliases=["prod"])
    [_, row] = admin_verb("links", f"{run.entity}/{run.project}/{collection}").splitlines()
    assert f"{run.entity}/{run.project}/{collection}-links:v0" in row
    assert "prod, latest" in row and " admin " in row and row.endswith("yes")


def test_entries_without_referrers_are_purged(run, api, collection, purge, forget):
    log(run, f"{collection}-source", FILES)
    source = api.artifact(f"{run.project}/{collection}-source:v0")
    derived = refer(run, collection, source, ["a.txt"])
    source.delete(delete_aliases=True)
    purge()
    derived.delete(delete_aliases=True)
    purge()
    forget()
    gone = wandb.Api()._artifact_from_id(source.id)
    with pytest.raises(ValueError, match="[Mm]anifest"):
        gone.manifest  # noqa: B018
