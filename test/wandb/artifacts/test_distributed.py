"""Many runs contribute to one version, and one of them finishes it."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import wandb
from contents import artifact_of, files_below

WRITERS = 8

WRITER = """
import sys
import wandb

project, name, group, number = sys.argv[1:]
with wandb.init(project=project, group=group) as run:
    artifact = wandb.Artifact(name, type="dataset")
    artifact.add(wandb.Table(columns=["a", "b", "c"], data=[[int(number), int(number) * 2, 2 ** int(number)]]),
                 f"parts/table_{number}")
    run.upsert_artifact(artifact)
"""


def upsert(run, name: str, files: dict[str, bytes], identity: str) -> wandb.Artifact:
    return run.upsert_artifact(artifact_of(name, files), distributed_id=identity).wait()


def finish(run, name: str, files: dict[str, bytes], identity: str, aliases: list[str] | None = None) -> wandb.Artifact:
    return run.finish_artifact(artifact_of(name, files), aliases=aliases, distributed_id=identity).wait()


def test_the_additions_of_many_runs_become_one_version_when_one_run_finishes_it(start_run, api, project, collection):
    runs = [start_run(project=project) for _ in range(3)]
    for number, run in enumerate(runs):
        added = upsert(run, collection, {f"part-{number}.txt": b"%d" % number}, "parts")
        assert added.is_draft()
    done = finish(runs[0], collection, {"done.txt": b"done"}, "parts", aliases=["whole"])
    assert done.version == "v0"
    expected = {f"part-{number}.txt": b"%d" % number for number in range(3)} | {"done.txt": b"done"}
    stored = api.artifact(f"{project}/{collection}:whole")
    assert files_below(stored.download()) == expected
    assert stored.file_count == 4


def test_every_contributing_run_is_recorded_as_a_producer(start_run, api, project, collection):
    runs = [start_run(project=project) for _ in range(3)]
    for number, run in enumerate(runs):
        upsert(run, collection, {f"{number}.txt": b"%d" % number}, "makers")
    finish(runs[2], collection, {"end.txt": b"end"}, "makers")
    for run in runs:
        run.finish()
        logged = api.run(f"{project}/{run.id}").logged_artifacts()
        assert f"{collection}:v0" in [artifact.name for artifact in logged]


def test_the_digest_equals_that_of_the_same_content_logged_in_one_call(start_run, project, collection):
    run = start_run(project=project)
    upsert(run, collection, {"a.txt": b"a"}, "digest")
    done = finish(run, collection, {"b.txt": b"b"}, "digest")
    whole = run.log_artifact(artifact_of(f"{collection}-whole", {"a.txt": b"a", "b.txt": b"b"})).wait()
    assert done.digest == whole.digest


def test_the_same_file_from_two_runs_is_one_entry(start_run, api, project, collection):
    runs = [start_run(project=project), start_run(project=project)]
    for run in runs:
        upsert(run, collection, {"same.txt": b"same"}, "same")
    finish(runs[0], collection, {"a.txt": b"a"}, "same")
    assert set(api.artifact(f"{project}/{collection}:v0").manifest.entries) == {"same.txt", "a.txt"}


def test_two_runs_with_different_files_under_one_path_are_named_in_the_error(start_run, project, collection):
    runs = [start_run(project=project), start_run(project=project)]
    for number, run in enumerate(runs):
        upsert(run, collection, {"same.txt": b"%d" % number}, "clash")
    with pytest.raises(ValueError, match=r'logged different files as ..?same\.txt') as refused:
        finish(runs[0], collection, {"a.txt": b"a"}, "clash")
    assert all(run.id in str(refused.value) for run in runs)


def test_a_contribution_after_the_finish_is_rejected(start_run, project, collection):
    runs = [start_run(project=project), start_run(project=project)]
    upsert(runs[0], collection, {"a.txt": b"a"}, "late")
    finish(runs[0], collection, {"b.txt": b"b"}, "late")
    with pytest.raises(ValueError, match="already finished as v0"):
        upsert(runs[1], collection, {"c.txt": b"c"}, "late")


def test_the_run_group_is_the_default_distributed_id(start_run, api, project, collection):
    runs = [start_run(project=project, group="writers") for _ in range(2)]
    for number, run in enumerate(runs):
        run.upsert_artifact(artifact_of(collection, {f"{number}.txt": b"%d" % number})).wait()
    runs[0].finish_artifact(artifact_of(collection, {"end.txt": b"end"})).wait()
    assert set(api.artifact(f"{project}/{collection}:v0").manifest.entries) == {"0.txt", "1.txt", "end.txt"}


def test_the_documented_program_fills_a_partitioned_table_from_many_processes(
    start_run, api, python, project, collection
):
    group = f"writer-group-{round(time.time())}"
    with ThreadPoolExecutor(WRITERS) as pool:
        jobs = [pool.submit(python, WRITER, project, collection, group, str(number)) for number in range(WRITERS)]
        for job in jobs:
            job.result()
    run = start_run(project=project, group=group)
    artifact = wandb.Artifact(collection, type="dataset")
    artifact.add(wandb.data_types.PartitionedTable("parts"), "distributed_table")
    run.finish_artifact(artifact).wait()

    stored = api.artifact(f"{project}/{collection}:latest")
    assert stored.version == "v0"
    rows = sorted(row for _, row in stored.get("distributed_table").iterrows())
    assert rows == [[number, number * 2, 2**number] for number in range(WRITERS)]
