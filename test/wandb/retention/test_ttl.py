"""A time to live can be set, inherited and disabled, and an expired version is deleted."""

import time
from datetime import timedelta

import pytest
import wandb
from contents import artifact_of, log

SOON = timedelta(seconds=1)


def test_a_ttl_can_be_set_changed_and_disabled(run, api, collection):
    artifact = artifact_of(collection, {"a.txt": b"a"})
    artifact.ttl = timedelta(days=30)
    run.log_artifact(artifact).wait()
    stored = api.artifact(f"{run.project}/{collection}:v0")
    assert stored.ttl == timedelta(days=30)

    for ttl, expected in [(timedelta(hours=5), timedelta(hours=5)), (None, None), (wandb.ArtifactTTL.INHERIT, None)]:
        stored.ttl = ttl
        stored.save()
        assert wandb.Api().artifact(f"{run.project}/{collection}:v0").ttl == expected


def test_an_invalid_ttl_is_rejected(run, wire, collection):
    version = log(run, collection, {"a.txt": b"a"})
    update = "mutation U($input: UpdateArtifactInput!) { updateArtifact(input: $input) { artifact { id } } }"
    for seconds in (0, -3):
        answer = wire.graphql(update, {"input": {"artifactID": version.id, "ttlDurationSeconds": seconds}})
        assert answer.status == 400
        assert f"Cannot keep a version for {seconds} seconds: expected more than 0" in answer.text


def test_an_expired_version_is_deleted_with_its_aliases_and_latest_moves(run, api, wire, server, collection):
    log(run, collection, {"a.txt": b"kept"})
    expiring = artifact_of(collection, {"a.txt": b"short"})
    expiring.ttl = SOON
    run.log_artifact(expiring, aliases=["best"]).wait()
    expire(server, wire)
    found = wandb.Api().artifacts("dataset", f"{run.project}/{collection}")
    assert [version.version for version in found] == ["v0"]
    assert wandb.Api().artifact(f"{run.project}/{collection}:latest").version == "v0"
    with pytest.raises(wandb.errors.CommError, match="not found"):
        wandb.Api().artifact(f"{run.project}/{collection}:best")


def test_a_linked_version_does_not_expire(run, api, wire, server, collection):
    linked = artifact_of(collection, {"a.txt": b"linked"})
    linked.ttl = SOON
    run.log_artifact(linked).wait().link(f"{run.project}/{collection}-links")
    expire(server, wire)
    assert wandb.Api().artifact(f"{run.project}/{collection}:v0").version == "v0"


def expire(server, wire) -> None:
    """Waits until the TTL is over and the job is done."""
    time.sleep(SOON.total_seconds())
    admin = type(wire)(server.base_url, "")
    admin.headers = {"Authorization": f"Bearer {server.admin_token}"}
    job = admin.data("mutation { startJob(kind: EXPIRE) { id } }")["startJob"]["id"]
    for _ in range(1200):
        state = admin.data("query J($id: ID!) { job(id: $id) { state error } }", id=job)["job"]
        if state["state"] not in ("WAITING", "RUNNING"):
            assert state == {"state": "DONE", "error": None}
            return
        time.sleep(0.1)
    pytest.fail("the job did not end within 120 s")
