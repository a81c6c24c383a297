"""The cells and snippets of the notebook, in their order."""

import wave
from pathlib import Path

import numpy as np
import pytest
import wandb
from contents import files_below, log, write_files
from stored_versions import aliases_by_version
from wandb.errors import CommError

IMAGES = {"cat.png": b"a cat" * 200, "dog.png": b"a dog" * 100}
MORE_IMAGES = {**IMAGES, "rat.png": b"a rat" * 100}
TABLE = [[10, 20, 30]]

USE_AS = """
import sys
import wandb

run = wandb.init(project=sys.argv[1])
animals = run.use_artifact('animals:my-cool-alias', use_as="Just download")
directory = animals.download()
run.finish()
"""


def execute(project, alias=None):
    """The notebook's first cell, and the ones that call it again."""
    run = wandb.init(project=project)
    artifact = wandb.Artifact("animals3", type="dataset", description="animals dataset description")

    artifact.add_dir("images")  # images directory must exist

    # Any wandb object
    table = wandb.Table(columns=["a", "b", "c"], data=[[10, 20, 30]])
    artifact.add(table, name="my-wandb-table")  # name for the object

    run.log_artifact(artifact, aliases=alias)  # Creates `animals:v0`

    run.finish()


def test_the_cell_can_be_executed_again_as_the_folder_of_images_grows(api, project, workplace):
    write_files(workplace / "images", IMAGES)
    execute(project)
    assert aliases_by_version(f"{project}/animals3") == {"v0": ["latest"]}
    first = api.artifact(f"{project}/animals3:v0")
    assert first.description == "animals dataset description"
    assert set(first.manifest.entries) == {*IMAGES, "my-wandb-table.table.json"}
    assert first.get("my-wandb-table").data == TABLE

    # The content is what it has already: do nothing.
    execute(project)
    assert aliases_by_version(f"{project}/animals3") == {"v0": ["latest"]}

    write_files(workplace / "images", MORE_IMAGES)
    execute(project)  # will produce animals:v1
    assert aliases_by_version(f"{project}/animals3") == {"v0": [], "v1": ["latest"]}

    # Without a change the alias goes to the version that is there.
    execute(project, "my-cool-alias")
    assert aliases_by_version(f"{project}/animals3") == {"v0": [], "v1": ["latest", "my-cool-alias"]}

    # If the content changed, the top most version will have it.
    write_files(workplace / "images", {"cat.png": b"another cat"})
    execute(project, "my-cool-alias")
    assert aliases_by_version(f"{project}/animals3") == {"v0": [], "v1": [], "v2": ["latest", "my-cool-alias"]}

    # Another alias leaves the version below with the previous one.
    (workplace / "images" / "rat.png").unlink()
    execute(project, "my-cool-alias2")
    expected = {"v0": [], "v1": [], "v2": ["my-cool-alias"], "v3": ["latest", "my-cool-alias2"]}
    assert aliases_by_version(f"{project}/animals3") == expected
    assert "rat.png" not in api.artifact(f"{project}/animals3:v0").manifest.entries


def test_logging_one_new_image_stores_only_the_bytes_of_that_image(server, project, workplace):
    write_files(workplace / "images", {"cat.png": bytes(range(256)) * 8000, "dog.png": bytes(range(255)) * 4000})
    execute(project)
    before = server.packed_bytes()
    write_files(workplace / "images", {"rat.png": b"a rat" * 100})
    execute(project)
    assert server.packed_bytes() - before < 20_000


def test_the_documented_objects_can_be_added_and_read_back(run, api, collection, workplace):
    from sklearn.linear_model import LinearRegression

    with wave.open("beep.wav", "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"\0\1" * 800)
    write_files(workplace, {"film.mp4": b"\0\0\0\x18ftypmp42", "water.pdb": b"HEADER    WATER\nEND\n"})
    table, other = (wandb.Table(columns=["id", name], data=[[1, name]]) for name in ("left", "right"))
    box = {"position": {"minX": 0, "maxX": 1, "minY": 0, "maxY": 1}, "class_id": 0}
    # Image and ImageMask need Pillow, Bokeh needs bokeh; the client tells who has not installed them.
    objects = {
        "joined": wandb.JoinedTable(table, other, "id"),
        "partitioned": wandb.data_types.PartitionedTable("parts"),
        "table": wandb.Table(columns=["a", "b", "c"], data=TABLE),
        "classes": wandb.Classes([{"id": 0, "name": "cat"}]),
        "boxes": wandb.data_types.BoundingBoxes2D({"box_data": [box], "class_labels": {0: "cat"}}, "boxes"),
        "audio": wandb.Audio("beep.wav", caption="a beep"),
        "video": wandb.Video("film.mp4"),
        "html": wandb.Html("<p>a page</p>"),
        "points": wandb.Object3D(np.zeros((4, 3))),
        "molecule": wandb.Molecule("water.pdb"),
        "saved": wandb.data_types._SavedModel.init(LinearRegression().fit([[0], [1]], [1, 3])),
    }
    artifact = wandb.Artifact(collection, type="dataset")
    for name, thing in objects.items():
        artifact.add(thing, name=name)
    run.log_artifact(artifact).wait()

    stored = api.artifact(f"{run.project}/{collection}:latest")
    found = {name: stored.get(name) for name in objects}
    assert {name: type(thing) for name, thing in found.items()} == {
        name: type(thing) for name, thing in objects.items()
    }
    assert found["table"].data == TABLE
    assert found["saved"].model_obj().predict([[2]]) == pytest.approx([5])
    assert "media/audio" in " ".join(stored.manifest.entries)


def test_content_is_added_as_a_file_as_a_folder_through_a_writer_and_as_a_reference(run, api, collection, workplace):
    write_files(workplace, {"model.h5": b"weights", "images/cat.png": b"a cat", "outside/far.bin": b"far"})
    path, name, uri = "model.h5", "hello.txt", (workplace / "outside" / "far.bin").as_uri()
    artifact = wandb.Artifact(collection, type="dataset")
    # Add a single file
    artifact.add_file(path, name="optional-name")

    # Recursively add a directory
    artifact.add_dir("images", name="optional-prefix")

    # Return a writeable file-like object, stored as <name> in the artifact
    with artifact.new_file(name) as f:
        f.write("hello")  # Write contents into the file

    # Add a URI reference
    artifact.add_reference(uri, name="optional-reference")
    run.log_artifact(artifact).wait()
    stored = api.artifact(f"{run.project}/{collection}:latest")
    assert files_below(stored.download()) == {
        "optional-name": b"weights",
        "optional-prefix/cat.png": b"a cat",
        "hello.txt": b"hello",
        "optional-reference": b"far",
    }
    assert stored.get_entry("optional-reference").ref == uri


def test_artifacts_logged_in_a_loop_get_versions_in_call_order(api, project):
    # The notebook warns that the order is arbitrary; this server keeps it.
    with wandb.init(project=project) as run:
        for i in range(10):
            a = wandb.Artifact("race", type="dataset", metadata={"index": i})
            with a.new_file("index.txt") as file:
                file.write(str(i))
            run.log_artifact(a)
    found = {version.version: version.metadata["index"] for version in api.artifacts("dataset", f"{project}/race")}
    assert found == {f"v{i}": i for i in range(10)}


@pytest.fixture
def animals(project):
    """Two versions of the notebook's dataset."""
    with wandb.init(project=project) as run:
        log(run, "animals", MORE_IMAGES, aliases=["my-cool-alias"])
        log(run, "animals", IMAGES)


def test_use_as_in_run_use_artifact_warns_and_uses_the_artifact(animals, api, python, project):
    printed = python(USE_AS, project, WANDB_SILENT="false")
    assert "`use_as` argument is deprecated and does not affect" in printed.stderr
    [user] = api.artifact(f"{project}/animals:my-cool-alias").used_by()
    assert [artifact.source_name for artifact in user.used_artifacts()] == ["animals:v0"]


def test_download_keeps_other_files_and_checkout_deletes_them(animals, project, workplace, capsys):
    run = wandb.init(project=project)
    animals = run.use_artifact("animals:my-cool-alias")
    write_files(workplace / "here", {"mine.txt": b"mine"})
    # Any existing files at root are left untouched.
    directory = animals.download(root="here")
    assert files_below(directory) == {**MORE_IMAGES, "mine.txt": b"mine"}

    # Alternatively: this will delete all files in root that are not included in the artifact.
    directory = animals.checkout(root="here")
    assert files_below(directory) == MORE_IMAGES
    capsys.readouterr()
    print(directory)
    assert Path(capsys.readouterr().out.strip()) == Path("here")
    run.finish()


def test_artifacts_can_be_used_from_this_project_another_project_and_another_entity(run, start_run, project):
    log(run, "bike-dataset", {"bicycle-data.h5": b"bikes"})
    other = f"other-{project}"
    log(start_run(project=other), "bike-model", {"model.h5": b"weights"}, type="model")
    # Query W&B for an artifact and mark it as input to this run
    artifact = run.use_artifact("bike-dataset:v0")

    # Download the artifact's contents
    artifact_dir = artifact.download()
    assert files_below(artifact_dir) == {"bicycle-data.h5": b"bikes"}

    # Query W&B for an artifact from another project and mark it
    # as an input to this run.
    artifact = run.use_artifact(f"{other}/bike-model:v0")

    # Use an artifact from another entity and mark it as an input
    # to this run.
    same = run.use_artifact(f"{run.entity}/{other}/bike-model:v0")
    assert same.id == artifact.id
    used = wandb.Api().run(f"{run.entity}/{project}/{run.id}").used_artifacts()
    assert {found.source_qualified_name for found in used} == {
        f"{run.entity}/{project}/bike-dataset:v0",
        f"{run.entity}/{other}/bike-model:v0",
    }


def test_using_an_unlogged_artifact_creates_it(run, api, workplace):
    (workplace / "model.h5").write_bytes(b"weights")
    for _ in range(2):
        artifact = wandb.Artifact("bike-model", type="model")
        artifact.add_file("model.h5")
        run.use_artifact(artifact)
    [stored] = api.artifacts("model", f"{run.project}/bike-model")
    assert files_below(stored.download()) == {"model.h5": b"weights"}
    assert [user.id for user in stored.used_by()] == [run.id]


# References, and the manifest that cannot be changed, are in test_notebook_references.py.


def test_a_table_can_be_read_with_get(project):
    i = 5
    with wandb.init(project=project):
        artifact = wandb.Artifact("my_table", "dataset")
        table = wandb.Table(columns=["a", "b", "c"], data=[[i, i * 2, 2**i]])
        artifact.add(table, "my_table")

        wandb.log_artifact(artifact)

    with wandb.init(project=project):
        artifact = wandb.use_artifact("my_table:latest")
        table = artifact.get("my_table")

    assert (table.columns, table.data) == (["a", "b", "c"], [[5, 10, 32]])


def test_an_artifact_is_downloaded_outside_of_a_run(run, collection):
    log(run, collection, IMAGES, aliases=["alias"])
    api = wandb.Api()
    artifact = api.artifact(f"{run.entity}/{run.project}/{collection}:alias")
    assert files_below(artifact.download()) == IMAGES


def test_description_metadata_and_aliases_can_be_updated_together(run, project):
    log(run, "bike-dataset", {"a.txt": b"a"}, aliases=["old"], description="old", metadata={"oldKey": "old value"})
    api = wandb.Api()
    artifact = api.artifact(f"{project}/bike-dataset:latest")

    # Update the description
    artifact.description = "My new description"

    # Selectively update metadata keys
    artifact.metadata["oldKey"] = "new value"

    # Replace the metadata entirely
    artifact.metadata = {"newKey": "new value"}

    # Add an alias
    artifact.aliases.append("best")

    # Remove an alias
    artifact.aliases.remove("latest")

    # Completely replace the aliases
    artifact.aliases = ["replaced"]

    # Persist all artifact modifications
    artifact.save()

    stored = wandb.Api().artifact(f"{project}/bike-dataset:replaced")
    assert (stored.version, stored.aliases) == ("v0", ["replaced"])
    assert (stored.description, stored.metadata) == ("My new description", {"newKey": "new value"})


def test_the_lineage_graph_can_be_traversed_in_both_directions(start_run, project):
    maker, user = start_run(project=project), start_run(project=project)
    log(maker, "data", {"a.txt": b"a"})
    user.use_artifact("data:v0")
    log(user, "model", {"m.txt": b"m"}, type="model")

    api = wandb.Api()
    artifact = api.artifact(f"{project}/data:v0")

    # Walk up and down the graph from an artifact:
    producer_run = artifact.logged_by()
    consumer_runs = artifact.used_by()

    # Walk up and down the graph from a run:
    [run] = consumer_runs
    logged_artifacts = run.logged_artifacts()
    used_artifacts = run.used_artifacts()

    assert (producer_run.id, run.id) == (maker.id, user.id)
    assert [found.source_name for found in logged_artifacts] == ["model:v0"]
    assert [found.source_name for found in used_artifacts] == ["data:v0"]


def test_unused_versions_without_an_alias_are_cleaned_up(run, collection):
    for number in range(4):
        log(run, collection, {"i.txt": b"%d" % number}, aliases=["best"] if number == 1 else [])
    api = wandb.Api()

    artifact_type, artifact_name = "dataset", f"{run.project}/{collection}"  # fill in the desired type + name
    for version in api.artifact_versions(artifact_type, artifact_name):
        # Clean up all versions that don't have an alias such as 'latest'.
        if len(version.aliases) == 0:
            version.delete()
    assert aliases_by_version(f"{run.project}/{collection}") == {"v1": ["best"], "v3": ["latest"]}
    with pytest.raises(CommError, match="not found"):
        wandb.Api().artifact(f"{artifact_name}:v0")
