"""Tables are added to an artifact with add() and read back with get()."""

import wandb

COLUMNS = ["name", "count", "share", "good", "note"]
ROWS = [
    ["first", 1, 0.5, True, None],
    ["zweite Größe", -2, 1e-9, False, "text"],
    ["数据 🧬", 2**40, 3.0, True, ""],
]


def table() -> wandb.Table:
    return wandb.Table(columns=COLUMNS, data=ROWS, allow_mixed_types=True)


def test_a_table_is_returned_with_its_columns_and_rows(run, api, collection):
    artifact = wandb.Artifact(collection, type="dataset")
    artifact.add(table(), "my_table")
    run.log_artifact(artifact).wait()
    got = api.artifact(f"{run.project}/{collection}:latest").get("my_table")
    assert isinstance(got, wandb.Table)
    assert got.columns == COLUMNS
    assert got.data == ROWS


def test_a_table_is_stored_as_a_table_json_file(run, api, collection):
    artifact = wandb.Artifact(collection, type="dataset")
    artifact.add(table(), "sub/my_table")
    artifact.add(table(), "named.table.json")
    run.log_artifact(artifact).wait()
    stored = api.artifact(f"{run.project}/{collection}:latest")
    assert set(stored.manifest.entries) == {"sub/my_table.table.json", "named.table.json"}
    assert stored.get("sub/my_table").data == stored.get("named.table.json").data == ROWS


def test_a_table_from_a_data_frame_is_returned_as_a_data_frame(run, api, collection):
    import pandas as pd

    frame = pd.DataFrame({"city": ["Ålesund", "東京"], "inhabitants": [67_114, 14_000_000], "area": [633.6, 2194.1]})
    artifact = wandb.Artifact(collection, type="dataset")
    artifact.add(wandb.Table(dataframe=frame), "cities")
    run.log_artifact(artifact).wait()
    got = api.artifact(f"{run.project}/{collection}:latest").get("cities").get_dataframe()
    assert got.to_dict("records") == frame.to_dict("records")


def test_a_table_of_five_thousand_rows_is_returned_in_order(run, api, collection):
    rows = [[index, f"row {index}", index / 7] for index in range(5_000)]
    artifact = wandb.Artifact(collection, type="dataset")
    artifact.add(wandb.Table(columns=["index", "text", "number"], data=rows), "long")
    run.log_artifact(artifact).wait()
    assert api.artifact(f"{run.project}/{collection}:latest").get("long").data == rows


def test_an_unchanged_table_returns_the_existing_version(run, collection):
    for _ in range(2):
        artifact = wandb.Artifact(collection, type="dataset")
        artifact.add(table(), "my_table")
        assert run.log_artifact(artifact).wait().version == "v0"


def test_a_table_of_one_artifact_can_be_added_to_another(run, api, collection):
    first = wandb.Artifact(f"{collection}-first", type="dataset")
    first.add(table(), "my_table")
    run.log_artifact(first).wait()

    second = wandb.Artifact(f"{collection}-second", type="dataset")
    second.add(run.use_artifact(f"{collection}-first:v0").get("my_table"), "again")
    run.log_artifact(second).wait()

    stored = api.artifact(f"{run.project}/{collection}-second:latest")
    assert stored.manifest.entries["again.table.json"].ref.startswith("wandb-artifact://")
    assert stored.get("again").data == ROWS


def test_get_of_an_unknown_name_returns_none(run, api, collection):
    artifact = wandb.Artifact(collection, type="dataset")
    artifact.add(table(), "my_table")
    run.log_artifact(artifact).wait()
    assert api.artifact(f"{run.project}/{collection}:latest").get("another_table") is None
