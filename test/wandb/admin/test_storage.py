"""What is stored is counted to the byte, deletes announce what they free, and entities have quotas."""

import os
from pathlib import Path

import wandb

STORAGE = "storage { uniqueBytes sharedBytes wouldFreeBytes draftBytes quotaBytes growth(days: 2) { date bytes } }"
OF_VERSION = f"query Q($id: ID!) {{ artifact(id: $id) {{ {STORAGE} }} }}"
OF_PROJECT = f"""query Q($entity: String!, $project: String!, $collection: String!) {{
  project(entityName: $entity, name: $project) {{ {STORAGE} artifactCollection(name: $collection) {{ {STORAGE} }} }}
  entity(name: $entity) {{ storageBytes {STORAGE} }}
}}"""
STORE = "query Q { store { liveBytes draftBytes unreferencedBytes deadBytes packBytes } }"
SET_QUOTA = "mutation M($entity: String!, $bytes: Int64) { setQuota(entityName: $entity, bytes: $bytes) { name } }"
FILES = 20
FILE_BYTES = 50_000

LOG_ONE_FILE = """
import sys
import wandb

try:
    with wandb.init(project="small") as run:
        artifact = wandb.Artifact(sys.argv[1], "dataset")
        with artifact.new_file("random.bin", "wb") as file:
            file.write(__import__("os").urandom(int(sys.argv[2])))
        try:
            print("logged", run.log_artifact(artifact).wait().version)
        except Exception as error:
            print("refused", error)
except wandb.errors.CommError as error:
    print("no run", error)
"""


def _log(run, collection: str, folder: Path) -> wandb.Artifact:
    artifact = wandb.Artifact(collection, "dataset")
    artifact.add_dir(str(folder))
    return run.log_artifact(artifact).wait()


def test_the_announced_freed_bytes_are_freed_by_the_delete(start_run, wire, admin_verb, project, collection, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number}.bin").write_bytes(os.urandom(FILE_BYTES))
    run = start_run(project=project)
    first = _log(run, collection, folder)
    (folder / "7.bin").write_bytes(os.urandom(FILE_BYTES))
    second = _log(run, collection, folder)
    run.finish()

    told = wire.data(OF_VERSION, id=second.id)["artifact"]["storage"]
    assert FILE_BYTES <= told["uniqueBytes"] < FILE_BYTES + 10_000
    assert told["wouldFreeBytes"] == told["uniqueBytes"]
    assert told["sharedBytes"] >= (FILES - 1) * FILE_BYTES
    assert sum(day["bytes"] for day in told["growth"]) == told["uniqueBytes"] + told["sharedBytes"]

    answer = wire.data(OF_PROJECT, entity=first.entity, project=project, collection=collection)
    of_project, of_collection = answer["project"]["storage"], answer["project"]["artifactCollection"]["storage"]
    assert of_collection["sharedBytes"] == 0
    assert of_collection["uniqueBytes"] >= (FILES + 1) * FILE_BYTES
    assert of_project["uniqueBytes"] > of_collection["uniqueBytes"], "the files of the run"
    assert of_project["wouldFreeBytes"] == of_collection["wouldFreeBytes"] == of_collection["uniqueBytes"]
    assert answer["entity"]["storageBytes"] >= of_project["uniqueBytes"]

    admin_verb("purge", "--now")
    admin_verb("collect")
    before = wire.data(STORE)["store"]
    second.delete(delete_aliases=True)
    assert wire.data(STORE)["store"]["liveBytes"] == before["liveBytes"], "kept for the undelete window"
    admin_verb("purge", "--now")
    admin_verb("collect")
    after = wire.data(STORE)["store"]
    assert before["liveBytes"] - after["liveBytes"] == told["wouldFreeBytes"]
    assert after["packBytes"] == after["liveBytes"] + after["deadBytes"] + after["unreferencedBytes"]


def test_an_entity_over_its_quota_is_rejected_until_it_has_room_again(wire, provisioning, python):
    key = provisioning.make_user("quota-user")
    wire.data(SET_QUOTA, entity="quota-user", bytes=300_000)

    def log(name: str, size_bytes: int) -> str:
        return python(LOG_ONE_FILE, name, str(size_bytes), WANDB_API_KEY=key, WANDB_ENTITY="quota-user").stdout

    assert "logged v0" in log("fits", 200_000)
    refused = log("does-not-fit", 200_000)
    assert "refused" in refused and "logged" not in refused
    assert "logged v0" in log("small", 10_000), "what is refused takes no room"
    wire.data(SET_QUOTA, entity="quota-user", bytes=100_000)
    over = log("more", 10)
    assert "no run" in over, "new runs take room too"
    assert "the quota is 100,000 bytes; delete and purge versions" in over
    wire.data(SET_QUOTA, entity="quota-user", bytes=None)
    assert "logged v0" in log("does-not-fit", 200_000)
