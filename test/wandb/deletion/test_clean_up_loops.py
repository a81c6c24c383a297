"""Documented loops that delete while they page meet each row once, however the list changes."""

import wandb
from contents import artifact_of
from draft import START_RUN

PAGE = 10


def log_versions(run, collection, count, first=0):
    """Logs versions of different content one after the other, and waits for the last."""
    logged = [run.log_artifact(artifact_of(collection, {"a.txt": b"%d" % number})) for number in range(first, first + count)]
    for artifact in logged:
        artifact.wait()
    return logged


def test_every_version_without_an_alias_is_deleted_while_more_are_logged(run, api, collection):
    log_versions(run, collection, 35)
    kept = api.artifact(f"{run.project}/{collection}:v7")
    kept.aliases.append("best")
    kept.save()
    met = []
    for version in api.artifacts("dataset", f"{run.project}/{collection}", per_page=PAGE):
        met.append(version.version)
        if len(met) == 5:
            log_versions(run, collection, 3, first=35)
        if not version.aliases:
            version.delete()
    assert met == [f"v{number}" for number in reversed(range(35))]
    left = wandb.Api().artifacts("dataset", f"{run.project}/{collection}")
    # v34 was `latest` when its page was read.
    assert sorted(version.version for version in left) == ["v34", "v35", "v36", "v37", "v7"]


def test_every_run_is_deleted_in_either_order(api, wire, project):
    def start(names):
        for name in names:
            wire.data(START_RUN, entity=None, project=project, name=name)

    for order in ("+created_at", "-created_at", "+display_name"):
        start(f"{order[1]}{order[0]}run-{number}".replace("+", "p").replace("-", "m") for number in range(25))
        met = []
        for run in api.runs(project, order=order, per_page=PAGE):
            met.append(run.id)
            run.delete()
        assert (len(met), len(set(met))) == (25, 25)
        assert len(wandb.Api().runs(project)) == 0


def test_every_file_of_a_run_is_deleted(start_run, api, workplace, project):
    run = start_run(project=project)
    for number in range(25):
        (workplace / f"file-{number}.txt").write_text(str(number))
        run.save(f"file-{number}.txt", base_path=".")
    path = f"{run.entity}/{run.project}/{run.id}"
    run.finish()
    met = []
    for file in api.run(path).files(per_page=PAGE):
        met.append(file.name)
        file.delete()
    assert len(met) == len(set(met)) >= 25
    assert list(wandb.Api().run(path).files()) == []


def test_every_collection_of_a_type_is_deleted(start_run, api, collection, project):
    run = start_run(project=project)
    names = [f"{collection}-{number}" for number in range(25)]
    for name in names:
        run.log_artifact(artifact_of(name, {"a.txt": b"a"}))
    run.log_artifact(artifact_of(names[0], {"a.txt": b"b"})).wait()
    path = f"{run.entity}/{project}"
    run.finish()
    met = []
    for found in api.artifact_collections(path, "dataset", per_page=PAGE):
        met.append(found.name)
        found.delete()
    assert sorted(met) == sorted(names)
    assert list(wandb.Api().artifact_collections(path, "dataset")) == []


def test_a_listing_continues_from_a_saved_cursor(run, api, collection):
    log_versions(run, collection, 12)
    path = f"{run.project}/{collection}"
    first = api.artifacts("dataset", path, per_page=5)
    begun = [next(first).version for _ in range(5)]
    log_versions(run, collection, 2, first=12)
    rest = wandb.Api().artifacts("dataset", path, per_page=5, start=first.cursor)
    assert [*begun, *(version.version for version in rest)] == [f"v{number}" for number in reversed(range(12))]
