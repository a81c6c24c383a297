"""Tables logged with run.log() become artifacts, one version per change."""

import json
import re
from pathlib import Path

import pytest
import wandb
from contents import files_below
from example_tables import CLIENT_REFERENCE, image, parts_of, references, shade_of, towns, towns_with_heights
from wandb.data_types import PartitionedTable

INCREMENTAL_TYPE = "wandb-run-incremental-table"


class Log:
    """A finished run, and what the server has of it."""

    def __init__(self, run) -> None:
        run.finish()
        self.path, self.project, self.id = f"{run.entity}/{run.project}/{run.id}", run.project, run.id
        self.api = wandb.Api()

    def run(self):
        return self.api.run(self.path)

    def artifact(self, name: str) -> wandb.Artifact:
        return self.api.artifact(f"{self.project}/run-{self.id}-{name}")

    def versions(self, type_name: str, name: str) -> list[wandb.Artifact]:
        """All versions of an artifact of the run, oldest first."""
        return list(self.api.artifacts(type_name, f"{self.project}/run-{self.id}-{name}", order="+version_index"))

    def history(self, key: str) -> list[dict]:
        return [row[key] for row in self.run().history(pandas=False) if row.get(key) is not None]

    def file_bytes(self, path: str, workplace: Path) -> bytes:
        """The bytes of a file of the run."""
        # The client's service fetches it, so a relative folder would be one of the service's own.
        self.run().file(path).download(root=str(workplace / "got")).close()
        return (workplace / "got" / path).read_bytes()


def test_a_logged_table_becomes_an_artifact_of_type_run_table(start_run, project):
    run = start_run(project=project)
    run.log({"towns": towns()})
    log = Log(run)
    stored = log.artifact("towns:v0")
    assert (stored.type, stored.aliases, stored.logged_by().id) == ("run_table", ["latest"], run.id)
    assert stored.get("towns").data == towns().data
    assert [artifact.id for artifact in log.run().logged_artifacts()] == [stored.id]


def test_a_logged_table_is_also_in_history_and_summary_and_a_file_of_the_run(start_run, project, workplace):
    run = start_run(project=project)
    run.log({"towns": towns()})
    log = Log(run)
    [entry] = log.history("towns")
    assert (entry["_type"], entry["nrows"], entry["ncols"]) == ("table-file", 2, 2)
    assert log.run().summary_metrics["towns"] == entry
    data = log.file_bytes(entry["path"], workplace)
    assert len(data) == entry["size"]
    assert json.loads(data) == {"columns": towns().columns, "data": towns().data}


def test_the_path_in_the_summary_leads_to_the_artifact(start_run, project, wire):
    run = start_run(project=project)
    run.log({"towns": towns()})
    log = Log(run)
    client_id, path = CLIENT_REFERENCE.match(log.run().summary_metrics["towns"]["artifact_path"]).groups()
    found = wire.data("query ($id: ID!) { clientIDMapping(clientID: $id) { serverID } }", id=client_id)
    assert found["clientIDMapping"]["serverID"] == log.artifact("towns:v0").id
    assert path in log.artifact("towns:v0").manifest.entries


def test_the_client_replaces_characters_of_a_key_that_an_artifact_name_cannot_contain(start_run, project):
    run = start_run(project=project)
    run.log({"sub/Städte 1": towns()})
    log = Log(run)
    [stored] = log.run().logged_artifacts()
    assert re.fullmatch(rf"run-{run.id}-subStdte1-[\w-]{{6}}:v0", stored.name)
    assert stored.get("sub/Städte 1").data == towns().data


def test_a_logged_table_of_images_is_returned_with_its_images(start_run, project):
    run = start_run(project=project)
    run.log({"album": wandb.Table(columns=["picture"], data=[[image(70)], [image(80)]])})
    stored = Log(run).artifact("album:latest")
    assert [shade_of(row[0]) for row in stored.get("album").data] == [70, 80]
    assert stored.file_count == 3


def test_a_data_frame_is_logged_as_a_table(start_run, project):
    import pandas as pd

    frame = pd.DataFrame({"city": ["Ålesund", "東京"], "area": [633.6, 2194.1]})
    run = start_run(project=project)
    run.log({"cities": frame})
    got = Log(run).artifact("cities:latest").get("cities").get_dataframe()
    assert got.to_dict("records") == frame.to_dict("records")


def test_a_table_of_an_artifact_is_logged_to_a_run_as_a_reference(start_run, project):
    run = start_run(project=project)
    artifact = wandb.Artifact("tables", type="dataset")
    artifact.add(towns(), "towns")
    run.log_artifact(artifact).wait()
    run.log({"used": run.use_artifact("tables:v0").get("towns")})
    log = Log(run)
    stored = log.artifact("used:latest")
    [reference] = references(stored).values()
    assert reference.startswith("wandb-artifact://") and reference.endswith("/towns.table.json")
    assert log.run().summary_metrics["used"]["artifact_path"] == reference
    assert stored.get("used").data == towns().data


def test_an_image_of_an_artifact_is_logged_to_a_run_as_a_reference(start_run, project):
    run = start_run(project=project)
    artifact = wandb.Artifact("images", type="dataset")
    artifact.add(image(90), "picture")
    run.log_artifact(artifact).wait()
    run.log({"used": run.use_artifact("images:v0").get("picture")})
    log = Log(run)
    entry = log.run().summary_metrics["used"]
    assert entry["artifact_path"].startswith("wandb-artifact://")
    assert entry["artifact_path"].endswith("/picture.image-file.json")
    assert not [file.name for file in log.run().files() if file.name.startswith("media/")]


def test_joined_and_partitioned_tables_can_be_logged_to_a_run(start_run, project):
    run = start_run(project=project)
    parts = wandb.Artifact("parts", type="dataset")
    parts.add(towns(), "parts/0")
    whole = PartitionedTable("parts")
    parts.add(whole, "whole")
    run.log_artifact(parts).wait()
    run.log({"joined": towns_with_heights(), "whole": whole})
    log = Log(run)
    types = {key: log.run().summary_metrics[key]["_type"] for key in ("joined", "whole")}
    assert types == {"joined": "joined-table", "whole": "partitioned-table"}
    assert parts_of(log.artifact("joined:latest").get("joined")) == parts_of(towns_with_heights())
    assert [row for _, row in log.artifact("whole:latest").get("whole").iterrows()] == towns().data


# Tables that are logged more than once.


def test_a_changed_immutable_table_keeps_its_first_logged_rows(start_run, project):
    run = start_run(project=project)
    table = wandb.Table(columns=["n"], data=[[1]])
    run.log({"t": table})
    table.add_data(2)
    run.log({"t": table})
    assert [version.get("t").data for version in Log(run).versions("run_table", "t")] == [[[1]]]


def test_a_mutable_table_creates_a_version_for_each_change(start_run, project):
    run = start_run(project=project)
    table = wandb.Table(columns=["n"], data=[[1]], log_mode="MUTABLE")
    run.log({"t": table})
    table.add_data(2)
    run.log({"t": table})
    run.log({"t": table})
    table.add_column("square", [1, 4])
    run.log({"t": table})
    log = Log(run)
    versions = log.versions("run_table", "t")
    assert [version.version for version in versions] == ["v0", "v1", "v2"]
    assert [version.get("t").data for version in versions] == [[[1]], [[1], [2]], [[1, 1], [2, 4]]]
    assert [entry["nrows"] for entry in log.history("t")] == [1, 2, 2, 2]


def grow(run, table: wandb.Table, *rows: list[int]) -> None:
    """Adds some numbers to a table and logs it, for each list of them."""
    for numbers in rows:
        for number in numbers:
            table.add_data(number)
        run.log({"t": table})


def numbers_of(version: wandb.Artifact) -> list[int]:
    """The rows of an incremental table as any of its increments gives them."""
    *_, entry = version.manifest.entries
    return [row[0] for row in version.get(entry).data]


def test_each_version_of_an_incremental_table_has_all_rows_so_far(start_run, project):
    run = start_run(project=project)
    grow(run, wandb.Table(columns=["n"], log_mode="INCREMENTAL"), [1], [2], [3, 4])
    log = Log(run)
    versions = log.versions(INCREMENTAL_TYPE, "incr-t")
    assert [version.version for version in versions] == ["v0", "v1", "v2"]
    assert [len(version.manifest.entries) for version in versions] == [1, 2, 3]
    assert [numbers_of(version) for version in versions] == [[1], [1, 2], [1, 2, 3, 4]]
    assert numbers_of(log.artifact("incr-t:latest")) == [1, 2, 3, 4]


def test_an_increment_contains_only_the_new_rows(start_run, project, workplace):
    run = start_run(project=project)
    grow(run, wandb.Table(columns=["n"], log_mode="INCREMENTAL"), [1], [2], [3, 4])
    log = Log(run)
    entries = log.history("t")
    assert [(entry["_type"], entry["increment_num"]) for entry in entries] == [
        ("incremental-table-file", number) for number in range(3)
    ]
    assert [len(entry["previous_increments_paths"]) for entry in entries] == [0, 1, 2]
    expected = [[[1]], [[2]], [[3], [4]]]
    assert [json.loads(log.file_bytes(entry["path"], workplace))["data"] for entry in entries] == expected
    increments = files_below(log.artifact("incr-t:latest").download())
    assert sorted(json.loads(data)["data"] for data in increments.values()) == expected


def test_an_incremental_table_continues_in_a_resumed_run(start_run, project):
    first = start_run(project=project, id="grows", resume="allow")
    grow(first, wandb.Table(columns=["n"], log_mode="INCREMENTAL"), [1], [2])
    first.finish()
    second = start_run(project=project, id="grows", resume="must")
    grow(second, wandb.Table(columns=["n"], log_mode="INCREMENTAL"), [3], [4, 5])
    log = Log(second)
    assert [entry["increment_num"] for entry in log.history("t")] == [0, 1, 2, 3]
    assert len(log.run().summary_metrics["t"]["previous_increments_paths"]) == 3
    assert numbers_of(log.artifact("incr-t:latest")) == [1, 2, 3, 4, 5]
    assert [version.version for version in log.versions(INCREMENTAL_TYPE, "incr-t")] == ["v0", "v1", "v2", "v3"]


def test_columns_cannot_be_added_to_an_incremental_table(start_run, project):
    table = wandb.Table(columns=["n"], data=[[1]], log_mode="INCREMENTAL")
    with pytest.raises(wandb.Error, match="not supported for tables with log_mode='INCREMENTAL'"):
        table.add_column("square", [1])
