"""The notebook's cells about references, in their order."""

from datetime import datetime
from pathlib import Path

import pytest
import wandb
from contents import files_below, write_files
from wire import md5_base64

IMAGES = {"cat.png": b"a cat" * 200, "dog.png": b"a dog" * 100}

# The notebook tracks the paths of a disk of Windows; to the client their drive is a scheme that it does not know.
CAT, FOLDER = "C:\\folder\\images\\cat.jpg", "C:\\folder\\images"


def test_the_imported_modules_no_longer_exist():
    with pytest.raises(ModuleNotFoundError, match="No module named 'wandb.sdk.wandb_artifacts'"):
        from wandb.sdk.wandb_artifacts import WandbStoragePolicy  # noqa: F401
    with pytest.raises(ModuleNotFoundError, match="No module named 'wandb.sdk.wandb_artifacts'"):
        from wandb.sdk.wandb_artifacts import ArtifactManifestEntry  # noqa: F401


def test_a_folder_is_tracked_by_the_content_of_its_files(project, workplace):
    write_files(workplace / "images", IMAGES)
    for _ in range(2):
        run = wandb.init(project=project)
        artifact = wandb.Artifact("pets", type="dataset")

        # can track folder. In 0.31.0 the scheme is in lower case, see the next test.
        p = Path("file:" + str(workplace)) / "images"
        artifact.add_reference(str(p))  # name=<remote folder for content of images folder>

        run.log_artifact(artifact)
        wandb.finish()
        write_files(workplace / "images", {"cat.png": b"another cat"})

    run = wandb.init(project=project)
    first, animals = (run.use_artifact(f"pets:{version}") for version in ("v0", "latest"))
    assert animals.version == "v1", "the checksum is one of content"
    assert {path: entry.digest for path, entry in first.manifest.entries.items()} == {
        path: md5_base64(data) for path, data in IMAGES.items()
    }
    assert first.size == sum(map(len, IMAGES.values())), "the size is shown"
    directory = animals.download()  # will work if reference is pointing to S3, Google Cloud or NFS Mount
    assert files_below(directory) == {**IMAGES, "cat.png": b"another cat"}


def test_an_upper_case_file_scheme_is_a_value_error(workplace):
    write_files(workplace / "images", IMAGES)
    artifact = wandb.Artifact("pets", type="dataset")
    p = Path("File:" + str(workplace)) / "images"
    with pytest.raises(ValueError, match="Path 'File:.*images' must be a valid file or directory path"):
        artifact.add_reference(str(p))


def test_one_file_of_a_tracked_folder_can_be_downloaded_by_name(run, workplace):
    write_files(workplace / "images", {"cat.jpg": b"a cat", "dog.jpg": b"a dog"})
    p = Path("file:" + str(workplace)) / "images"
    artifact = wandb.Artifact("pets", type="dataset")
    artifact.add_reference(str(p / "cat.jpg"), name="c.jpg")
    artifact.add_reference(str(p / "cat.jpg"))
    artifact.add_reference(str(p), name="img_folder")
    run.log_artifact(artifact).wait()

    animals = run.use_artifact("pets:latest")
    # Access subset of files
    for name in ("c.jpg", "cat.jpg"):
        entry = animals.get_path(name)
        assert Path(entry.download()).read_bytes() == b"a cat"
    # A folder is no entry.
    assert files_below(animals.download(root="folder", path_prefix="img_folder/")) == {
        "img_folder/cat.jpg": b"a cat",
        "img_folder/dog.jpg": b"a dog",
    }


def test_get_path_of_a_folder_is_a_key_error(run, workplace):
    write_files(workplace / "images", IMAGES)
    artifact = wandb.Artifact("pets", type="dataset")
    artifact.add_reference((workplace / "images").as_uri(), name="img_folder")
    run.log_artifact(artifact).wait()
    animals = run.use_artifact("pets:latest")
    with pytest.raises(KeyError, match="Path not contained in artifact: img_folder"):
        animals.get_path("img_folder")


def test_a_hash_sign_ends_a_path_unless_it_is_percent_encoded(run, workplace):
    folder = write_files(workplace / "#folder_share", {"file.jpg": b"a cat"})
    write_files(workplace, {"beside.jpg": b"not meant"})
    cut = wandb.Artifact("pets", type="dataset")
    cut.add_reference(f"file:{folder}/file.jpg")
    assert "beside.jpg" in cut.manifest.entries, "the client takes what is before the sign: the whole folder around"

    artifact = wandb.Artifact("pets", type="dataset")
    artifact.add_reference((folder / "file.jpg").as_uri())
    run.log_artifact(artifact).wait()
    assert files_below(run.use_artifact("pets:latest").download()) == {"file.jpg": b"a cat"}


def test_a_path_without_scheme_is_a_value_error():
    artifact = wandb.Artifact("pets", type="dataset")
    p = Path("/data/x") / "images" / "cat.jpg"
    with pytest.raises(ValueError, match="References must be URIs. To reference a local file, use file://"):
        artifact.add_reference(str(p), name="NAME_CAT.jpg")


@pytest.fixture
def tracked(project) -> str:
    """The notebook's artifact of paths that nobody looks at; the name of its project."""
    run = wandb.init(project=project)
    artifact = wandb.Artifact("pets", type="dataset")

    # can track file
    artifact.add_reference(CAT, name="NAME_CAT.jpg")
    # name is mandatory since scheme=unknown

    # can track folder
    artifact.add_reference(FOLDER, name="NAME_CAT_FOLDER")

    run.log_artifact(artifact)
    wandb.finish()
    return run.project


def test_a_tracked_path_needs_a_name():
    with pytest.raises(ValueError, match='You must pass name="<entry_name>" when tracking references'):
        wandb.Artifact("pets", type="dataset").add_reference(CAT)


def test_tracked_paths_print_the_documented_output(tracked, project, capsys):
    run = wandb.init(project=project)
    animals = run.use_artifact("pets:latest")
    capsys.readouterr()

    print(animals.id)
    print(animals.size)
    print(animals.aliases)
    print(animals.manifest.entries)  # remote root folder structure
    print(animals.digest)
    print(animals.version)
    print(animals.created_at)
    print(animals.updated_at)
    print(animals.description)

    entry = animals.manifest.entries["NAME_CAT.jpg"]
    print(entry.ref)

    lines = capsys.readouterr().out.splitlines()
    number, size, aliases, entries, digest, version, created_at, updated_at, description, ref = lines
    assert number == animals.id
    assert (size, aliases, version, description, ref) == ("0", "['latest']", "v0", "None", CAT)
    assert "'NAME_CAT.jpg'" in entries and "'NAME_CAT_FOLDER'" in entries
    assert len(digest) == 32
    assert datetime.fromisoformat(created_at) <= datetime.fromisoformat(updated_at)
    run.finish()


def test_tracked_paths_are_versioned_by_the_path_and_cannot_be_downloaded(tracked, run):
    moved = wandb.Artifact("pets", type="dataset")
    moved.add_reference(CAT, name="NAME_CAT.jpg")
    moved.add_reference("D:\\folder\\images", name="NAME_CAT_FOLDER")
    assert run.log_artifact(moved).wait().version == "v1"
    animals = run.use_artifact("pets:v0")
    with pytest.raises(ValueError, match="scheme c not recognized"):
        animals.download()


def test_an_entry_accepts_no_positional_arguments():
    from wandb.sdk.artifacts.artifact_manifest_entry import ArtifactManifestEntry

    with pytest.raises(TypeError, match="takes 1 positional argument but 4 were given"):
        ArtifactManifestEntry("NAME_CAT.jpg", CAT, CAT)


def test_the_entries_of_a_stored_version_cannot_be_changed(tracked, project):
    from wandb.sdk.artifacts.artifact_manifest_entry import ArtifactManifestEntry

    api = wandb.Api()
    artifact = api.artifact(f"{project}/pets:latest")

    other = "D:\\elsewhere\\cat.jpg"
    artifact.manifest.entries["NAME_CAT.jpg"] = ArtifactManifestEntry(path="NAME_CAT.jpg", digest=other, ref=other)

    artifact.save()

    stored = wandb.Api().artifact(f"{project}/pets:latest")
    assert (stored.version, stored.manifest.entries["NAME_CAT.jpg"].ref) == ("v0", CAT)
