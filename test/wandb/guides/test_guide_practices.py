"""The guide's last chapters, from external storage to best practices."""

import time
from datetime import datetime, timedelta

import pytest
import wandb
from contents import files_below, log
from stored_versions import aliases_by_version
from wandb.errors import CommError

pytest_plugins = ["reference_sources"]

IMAGES = {"cat.png": b"a cat", "more/dog.png": b"a dog"}


def test_references_to_buckets_are_logged_without_copying_and_downloaded_from_the_bucket(
    run, collection, bucket, s3, gs
):
    s3.put(s3.make_bucket(bucket), "data/large-file.h5", b"large")
    store = gs.create_bucket(bucket)
    for path, image in IMAGES.items():
        store.blob(f"images/{path}").upload_from_string(image)
    artifact = wandb.Artifact(collection, type="dataset")

    # Reference without copying
    artifact.add_reference(f"s3://{bucket}/data/large-file.h5")
    artifact.add_reference(f"gs://{bucket}/images/", max_objects=10000)

    run.log_artifact(artifact)
    artifact.wait()

    artifact = run.use_artifact(f"{collection}:latest")
    folder = artifact.download()  # Fetches from S3/GCS
    assert files_below(folder) == {"large-file.h5": b"large", **IMAGES}
    refs = {path: entry.ref for path, entry in artifact.manifest.entries.items()}
    assert refs == {
        "large-file.h5": f"s3://{bucket}/data/large-file.h5",
        **{path: f"gs://{bucket}/images/{path}" for path in IMAGES},
    }


def test_a_ttl_of_thirty_days_counts_from_the_creation(run, api, collection):
    artifact = wandb.Artifact(collection, type="dataset")
    # Set artifact to expire after 30 days
    artifact.ttl = timedelta(days=30)
    run.log_artifact(artifact).wait()
    stored = api.artifact(f"{run.project}/{collection}:v0")
    assert stored.ttl == timedelta(days=30)
    # That what has expired is deleted is shown in test_ttl.py.
    assert datetime.fromisoformat(stored.created_at).timestamp() == pytest.approx(time.time(), abs=60)


def test_a_version_is_deleted(run, collection):
    for number in range(2):
        log(run, collection, {"i.txt": b"%d" % number}, type="model")
    api = wandb.Api()
    artifact = api.artifact(f"{run.project}/{collection}:v0")
    artifact.delete()
    assert set(aliases_by_version(f"{run.project}/{collection}", "model")) == {"v1"}
    with pytest.raises(CommError, match=f"artifact membership '{collection}:v0' not found"):
        wandb.Api().artifact(f"{run.project}/{collection}:v0")


def test_all_versions_are_deleted(run, collection):
    for number in range(3):
        log(run, collection, {"i.txt": b"%d" % number}, type="model")
    api = wandb.Api()
    # Delete all versions. In 0.31.0 by the listing of wandb.Api, see the next test; the newest has an alias, `latest`.
    for version in api.artifacts("model", f"{run.project}/{collection}"):
        version.delete(delete_aliases=True)
    assert aliases_by_version(f"{run.project}/{collection}", "model") == {}


def test_versions_of_an_artifact_is_an_attribute_error(run, api, collection):
    log(run, collection, {"a.txt": b"a"})
    artifact = api.artifact(f"{run.project}/{collection}:v0")
    with pytest.raises(AttributeError, match="'Artifact' object has no attribute 'versions'"):
        for version in artifact.versions():
            version.delete()
    assert artifact.version == "v0"


def test_the_documented_naming_conventions_work(run, api, collection):
    for number in range(4):
        log(run, collection, {"i.txt": b"%d" % number}, aliases=["production"] if number == 2 else [])
    # <project>/<artifact-name>:<version-or-alias>
    found = {end: api.artifact(f"{run.project}/{collection}:{end}").version for end in ("latest", "v3", "production")}
    assert found == {"latest": "v3", "v3": "v3", "production": "v2"}


def test_deployment_follows_an_alias_from_version_to_version(run, collection):
    deployed = []
    for number in range(2):
        artifact = wandb.Artifact(collection, type="model")
        with artifact.new_file("i.txt") as file:
            file.write(str(number))
        # Tag production-ready versions
        run.log_artifact(artifact, aliases=["latest", "production"])
        artifact.wait()

        # In deployment, always use alias
        api = wandb.Api()
        artifact = api.artifact(f"{run.project}/{collection}:production")
        deployed.append(artifact.version)
    assert deployed == ["v0", "v1"]


def test_the_stages_of_a_pipeline_form_a_chain_from_raw_data_to_model(api, project):
    # Each stage is a run of its own that ends before the next begins: logging goes on in the background until then.
    with wandb.init(project=project) as run:
        # Stage 1: Raw data
        raw = wandb.Artifact("raw-data", type="dataset")
        run.log_artifact(raw)

    with wandb.init(project=project) as processed_run:
        # Stage 2: Processed data (references raw)
        processed_run.use_artifact("raw-data:latest")
        processed = wandb.Artifact("processed-data", type="dataset")
        processed_run.log_artifact(processed)

    with wandb.init(project=project) as train_run:
        # Stage 3: Model (references processed)
        train_run.use_artifact("processed-data:latest")
        model = wandb.Artifact("model", type="model")
        train_run.log_artifact(model)

    maker = api.artifact(f"{project}/model:latest").logged_by()
    [processed] = maker.used_artifacts()
    [raw] = processed.logged_by().used_artifacts()
    assert (processed.source_name, raw.source_name) == ("processed-data:v0", "raw-data:v0")
    assert [raw.logged_by().id, processed.logged_by().id, maker.id] == [run.id, processed_run.id, train_run.id]
