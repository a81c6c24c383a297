"""Joined and partitioned tables, and tables of images that belong to other artifacts."""

from collections.abc import Callable

import pytest
import wandb
from contents import files_below
from example_tables import (
    CLIENT_REFERENCE,
    heights,
    image,
    parts_of,
    references,
    shade_of,
    towns,
    towns_with_heights,
)
from wandb.data_types import JoinedTable, PartitionedTable


@pytest.fixture
def fetch(run, api, collection) -> Callable[..., wandb.Artifact]:
    """Gives what an artifact of the test is on the server."""
    return lambda suffix="": api.artifact(f"{run.project}/{collection}{suffix}:latest")


@pytest.fixture
def new_artifact(collection) -> Callable[..., wandb.Artifact]:
    """Makes an artifact of the test."""
    return lambda suffix="": wandb.Artifact(f"{collection}{suffix}", type="dataset")


@pytest.fixture
def tables(run, new_artifact) -> wandb.Artifact:
    """A stored artifact with two tables, as another run would use it."""
    artifact = new_artifact("-tables")
    artifact.add(towns(), "towns")
    artifact.add(heights(), "heights")
    run.log_artifact(artifact).wait()
    return run.use_artifact(f"{artifact.name.split(':')[0]}:v0")


# Joined and partitioned tables in artifacts.


def test_a_join_of_two_tables_includes_both(run, new_artifact, fetch):
    artifact = new_artifact()
    artifact.add(towns_with_heights(), "joined")
    run.log_artifact(artifact).wait()
    stored = fetch()
    assert len(stored.manifest.entries) == 3
    assert parts_of(stored.get("joined")) == parts_of(towns_with_heights())


def test_a_join_can_name_tables_of_the_artifact(run, new_artifact, fetch):
    artifact = new_artifact()
    artifact.add(towns(), "sub/towns")
    artifact.add(heights(), "heights")
    artifact.add(JoinedTable("sub/towns.table.json", "heights.table.json", ["id", "key"]), "joined")
    run.log_artifact(artifact).wait()
    stored = fetch()
    assert set(stored.manifest.entries) == {"sub/towns.table.json", "heights.table.json", "joined.joined-table.json"}
    assert parts_of(stored.get("joined")) == parts_of(towns_with_heights())


@pytest.mark.parametrize("by", ["entry", "table"])
def test_a_join_of_tables_of_another_artifact_refers_to_them(run, new_artifact, fetch, tables, by):
    if by == "entry":
        parts = [tables.get_entry("towns.table.json"), tables.get_entry("heights.table.json")]
    else:
        parts = [tables.get("towns"), tables.get("heights")]
    artifact = new_artifact()
    artifact.add(JoinedTable(*parts, ["id", "key"]), "joined")
    run.log_artifact(artifact).wait()

    stored = fetch()
    targets = {ref.rpartition("/")[2] for ref in references(stored).values() if ref}
    assert targets == {"towns.table.json", "heights.table.json"}
    assert parts_of(stored.get("joined")) == parts_of(towns_with_heights())


def test_a_join_of_tables_that_are_not_in_the_artifact_is_refused_by_the_client(new_artifact):
    with pytest.raises(ValueError, match="JoinedTable table:towns.table.json not found in artifact"):
        new_artifact().add(JoinedTable("towns.table.json", "heights.table.json", "id"), "joined")


def test_a_partitioned_table_returns_the_rows_of_its_parts_in_order(run, new_artifact, fetch):
    artifact = new_artifact()
    for number in range(3):
        rows = [[number, index] for index in range(4)]
        artifact.add(wandb.Table(columns=["part", "index"], data=rows), f"parts/{number}")
    artifact.add(wandb.Table(columns=["part"], data=[["no part"]]), "other/3")
    artifact.add(PartitionedTable("parts"), "whole")
    run.log_artifact(artifact).wait()
    got = fetch().get("whole")
    assert isinstance(got, PartitionedTable)
    assert [row for _, row in got.iterrows()] == [[number, index] for number in range(3) for index in range(4)]
    assert [number for number, _ in got.iterrows()] == list(range(12))


def test_a_join_of_partitioned_tables_includes_the_parts_of_both(run, new_artifact, fetch):
    artifact = new_artifact()
    artifact.add(towns(), "towns/0")
    artifact.add(heights(), "heights/0")
    joined = JoinedTable(PartitionedTable("towns"), PartitionedTable("heights"), ["id", "key"])
    artifact.add(joined, "joined")
    run.log_artifact(artifact).wait()
    got = fetch().get("joined")
    assert [row for _, row in got._table1.iterrows()] == towns().data
    assert [row for _, row in got._table2.iterrows()] == heights().data


# Tables of images that live in other artifacts.


@pytest.fixture
def images(run, new_artifact) -> wandb.Artifact:
    """A stored artifact with an image and a table of images, as another run would use it."""
    artifact = new_artifact("-images")
    artifact.add(image(10), "single")
    artifact.add(wandb.Table(columns=["picture"], data=[[image(20)], [image(30)]]), "album")
    run.log_artifact(artifact).wait()
    return run.use_artifact(f"{artifact.name.split(':')[0]}:v0")


def test_a_table_of_images_is_returned_with_its_images(images):
    assert [shade_of(row[0]) for row in images.get("album").data] == [20, 30]


def test_a_table_refers_to_the_images_of_another_artifact(run, new_artifact, fetch, images, cold_cache):
    rows = [[images.get("single"), "one"], *([row[0], "two"] for row in images.get("album").data)]
    artifact = new_artifact()
    artifact.add(wandb.Table(columns=["picture", "word"], data=rows), "chosen")
    run.log_artifact(artifact).wait()

    cold_cache()
    stored = fetch()
    found = references(stored)
    assert found.pop("chosen.table.json") is None
    assert len(found) == 3
    assert all(ref.startswith("wandb-artifact://") and ref.endswith(path) for path, ref in found.items())
    assert [(shade_of(row[0]), row[1]) for row in stored.get("chosen").data] == [(10, "one"), (20, "two"), (30, "two")]
    assert set(found) < set(files_below(stored.download()))


def test_a_reference_to_a_reference_resolves_to_the_artifact_with_the_bytes(run, new_artifact, fetch, images):
    middle = new_artifact("-middle")
    middle.add(images.get("single"), "again")
    run.log_artifact(middle).wait()
    last = new_artifact()
    last.add_reference(fetch("-middle").get_entry("again.image-file.json"), "once-more.image-file.json")
    run.log_artifact(last).wait()
    target = references(fetch("-middle"))["again.image-file.json"]
    assert target.endswith("/single.image-file.json")
    assert references(fetch()) == {"once-more.image-file.json": target}
    assert shade_of(fetch().get("once-more")) == 10


def test_an_object_of_an_artifact_that_is_being_logged_becomes_a_reference(run, new_artifact, fetch):
    picture, table = image(40), towns()
    first = new_artifact("-first")
    first.add(picture, "picture")
    first.add(table, "towns")
    for number in range(100):
        with first.new_file(f"much/{number}.txt") as file:
            file.write(f"file {number}")
    run.log_artifact(first)

    second = new_artifact()
    second.add(picture, "picture too")
    second.add(table, "towns too")
    assert all(CLIENT_REFERENCE.match(ref) for ref in references(second).values())
    run.log_artifact(second).wait()

    stored = fetch()
    assert set(references(stored)) == {"picture too.image-file.json", "towns too.table.json"}
    assert all(ref.startswith("wandb-artifact://") for ref in references(stored).values())
    assert shade_of(stored.get("picture too")) == 40
    assert stored.get("towns too").data == towns().data


def test_two_artifacts_that_are_being_logged_can_share_a_table_of_images(run, new_artifact, fetch):
    picture = image(50)
    for suffix in ("-first", ""):
        artifact = new_artifact(suffix)
        artifact.add(wandb.Table(columns=["picture"], data=[[picture]]), "album")
        run.log_artifact(artifact)
    artifact.wait()
    for suffix in ("-first", ""):
        assert [shade_of(row[0]) for row in fetch(suffix).get("album").data] == [50]


def test_a_reference_to_an_artifact_that_is_never_logged_is_an_error(run, new_artifact, api):
    picture = image(60)
    never = new_artifact("-never")
    never.add(picture, "picture")
    never.finalize()
    artifact = new_artifact()
    artifact.add(picture, "picture too")
    with pytest.raises(ValueError, match="could not resolve client id"):
        run.log_artifact(artifact).wait()
    assert not api.artifact_exists(f"{run.project}/{artifact.name}:latest")
