"""Media of every type are added to an artifact with add() and read back with get()."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import wandb
from example_media import (
    BOXES,
    CLASSES,
    HTML,
    LABELS,
    POINTS,
    PROTEIN,
    SAMPLE_RATE,
    SOLID,
    annotated_image,
    film_file,
    mask_pixels,
    pixels,
    plot,
    samples,
    sound_file,
    text_file,
)
from PIL import Image as Picture
from wandb.data_types import BoundingBoxes2D, ImageMask, _SavedModel

COLOURED_POINTS = [[0.0, 1.0, 2.0, 255.0, 0.0, 9.0], [3.5, -1.25, 0.0, 1.0, 2.0, 3.0]]


def assert_is_annotated(image: wandb.Image) -> None:
    """Compares an image that came back with the annotated one."""
    assert (type(image), image._caption) == (wandb.Image, "a street ✓")
    assert np.array_equal(np.asarray(image.image), pixels())
    assert {each["id"]: each["name"] for each in image._classes.to_json(None)["class_set"]} == LABELS
    assert {key: boxes._val for key, boxes in image._boxes.items()} == {"found": BOXES}
    assert list(image._masks) == ["ground"]
    assert np.array_equal(np.asarray(Picture.open(image._masks["ground"]._path)), mask_pixels())


@pytest.fixture
def bring_back(run, api, collection) -> Callable:
    """Logs one object in an artifact and gets it from the server."""

    def add_and_get(value):
        artifact = wandb.Artifact(collection, type="media")
        artifact.add(value, "sub/thing")
        run.log_artifact(artifact).wait()
        return api.artifact(f"{run.project}/{collection}:latest").get("sub/thing")

    return add_and_get


def test_classes_are_returned(bring_back):
    got = bring_back(wandb.Classes(CLASSES))
    assert isinstance(got, wandb.Classes)
    assert got.to_json(None)["class_set"] == CLASSES


@pytest.mark.parametrize("file_type", ["png", "bmp"])
def test_an_image_from_an_array_is_returned_with_the_same_pixels(bring_back, file_type):
    got = bring_back(wandb.Image(pixels(), caption="plain", file_type=file_type))
    assert (type(got), got.format, got._caption) == (wandb.Image, file_type, "plain")
    assert np.array_equal(np.asarray(got.image), pixels())


def test_an_image_from_a_file_is_returned_with_the_same_bytes(bring_back, workplace):
    Picture.fromarray(pixels()).save(workplace / "photo.jpg")
    got = bring_back(wandb.Image(workplace / "photo.jpg"))
    assert Path(got._path).name == "photo.jpg"
    assert Path(got._path).read_bytes() == (workplace / "photo.jpg").read_bytes()


def test_an_image_is_returned_with_its_boxes_masks_and_classes(bring_back):
    assert_is_annotated(bring_back(annotated_image()))


def test_boxes_without_classes_are_refused_by_the_client(collection):
    image = wandb.Image(pixels(), boxes={"found": {"box_data": BOXES, "class_labels": {}}})
    with pytest.raises(ValueError, match="classes must be passed"):
        wandb.Artifact(collection, type="media").add(image, "image")


def test_a_mask_without_an_image_is_returned(bring_back):
    got = bring_back(ImageMask({"mask_data": mask_pixels(), "class_labels": LABELS}, "ground"))
    assert isinstance(got, ImageMask)
    assert np.array_equal(np.asarray(Picture.open(got._path)), mask_pixels())


def test_boxes_without_an_image_are_returned(bring_back):
    got = bring_back(BoundingBoxes2D({"box_data": BOXES, "class_labels": LABELS}, "found"))
    assert (type(got), got._val) == (BoundingBoxes2D, BOXES)


def test_audio_from_a_file_is_returned_with_the_same_bytes(bring_back, workplace):
    path = sound_file(workplace)
    got = bring_back(wandb.Audio(path, caption="a tone"))
    assert (type(got), got._caption) == (wandb.Audio, "a tone")
    assert Path(got._path).read_bytes() == path.read_bytes()


def test_audio_from_an_array_is_returned_with_the_same_samples(bring_back):
    import soundfile

    got = bring_back(wandb.Audio(samples(), sample_rate=SAMPLE_RATE, caption="a tone"))
    heard, rate = soundfile.read(got._path, dtype="int16")
    assert rate == SAMPLE_RATE
    assert np.array_equal(heard, samples())


def test_audio_without_a_caption_is_stored_but_the_client_cannot_read_it(bring_back, workplace, run, api, collection):
    path = sound_file(workplace)
    with pytest.raises(KeyError, match="caption"):
        bring_back(wandb.Audio(path))
    stored = api.artifact(f"{run.project}/{collection}:latest")
    [name] = [name for name in stored.manifest.entries if name.endswith("sound.wav")]
    assert Path(stored.get_entry(name).download()).read_bytes() == path.read_bytes()


def test_a_video_from_a_file_is_returned_with_the_same_bytes(bring_back, workplace):
    path = film_file(workplace)
    got = bring_back(wandb.Video(path, caption="a film"))
    assert isinstance(got, wandb.Video)
    assert Path(got._path).read_bytes() == path.read_bytes()


def test_a_video_from_bytes_is_returned_with_the_same_bytes(bring_back, workplace):
    data = film_file(workplace).read_bytes()
    got = bring_back(wandb.Video(io.BytesIO(data), format="gif"))
    assert Path(got._path).read_bytes() == data


def test_html_text_is_returned(bring_back):
    got = bring_back(wandb.Html(HTML, inject=False))
    assert (type(got), got.html) == (wandb.Html, HTML)


def test_an_html_file_is_returned_with_the_head_that_the_client_inserts(bring_back, workplace):
    page = wandb.Html(text_file(workplace / "page.html", HTML))
    got = bring_back(page)
    assert got.html == page.html
    assert got.html.startswith("<html><head><base ") and got.html.endswith("<p>Größe ✓</p></body></html>")


@pytest.mark.parametrize("points", [POINTS, COLOURED_POINTS], ids=["plain", "coloured"])
def test_points_are_returned(bring_back, points):
    got = bring_back(wandb.Object3D(np.array(points)))
    assert isinstance(got, wandb.Object3D)
    assert json.loads(Path(got._path).read_text()) == points


def test_a_scene_is_returned_with_its_points_and_boxes(bring_back):
    box = wandb.box3d(center=(0, 1, 2), size=(1, 1, 1), orientation=(1, 0, 0, 0), color=(9, 8, 7), label="車")
    got = bring_back(wandb.Object3D.from_point_cloud(points=POINTS, boxes=[box], vectors=[]))
    scene = json.loads(Path(got._path).read_text())
    assert (scene["type"], scene["points"], scene["boxes"][0]["label"]) == ("lidar/beta", POINTS, "車")


def test_a_file_of_points_is_returned(bring_back, workplace):
    path = text_file(workplace / "cloud.pts.json", json.dumps(POINTS))
    got = bring_back(wandb.Object3D(path))
    assert Path(got._path).read_bytes() == path.read_bytes()


def test_a_mesh_file_is_rejected_by_the_client(bring_back, workplace):
    path = text_file(workplace / "solid.obj", SOLID)
    with pytest.raises(ValueError, match="Non-point cloud 3D objects are not yet supported with Artifacts"):
        bring_back(wandb.Object3D(path))


def test_a_molecule_from_a_file_is_returned(bring_back, workplace):
    path = text_file(workplace / "protein.pdb", PROTEIN)
    got = bring_back(wandb.Molecule(str(path), caption="a protein"))
    assert isinstance(got, wandb.Molecule)
    assert Path(got._path).read_bytes() == path.read_bytes()


def test_a_molecule_from_text_is_returned(bring_back):
    got = bring_back(wandb.Molecule(io.StringIO(PROTEIN), file_type="pdb"))
    assert Path(got._path).read_text() == PROTEIN


def test_a_bokeh_plot_is_returned(bring_back):
    logged = wandb.data_types.Bokeh(plot())
    got = bring_back(logged)
    assert isinstance(got, wandb.data_types.Bokeh)
    assert got.b_obj.to_json(deferred=False) == logged.b_obj.to_json(deferred=False)
    assert got.b_obj.roots[0].title.text == "Größe ✓"


def test_a_trained_model_is_returned_and_predicts_the_same(bring_back):
    from sklearn.linear_model import LinearRegression

    data = np.arange(20.0).reshape(10, 2)
    model = LinearRegression().fit(data, data @ [2.0, -3.0])
    got = bring_back(_SavedModel.init(model))
    assert isinstance(got, _SavedModel)
    assert type(got.model_obj()) is LinearRegression
    assert np.array_equal(got.model_obj().predict(data), model.predict(data))


def test_a_trained_model_is_returned_with_its_code(bring_back, workplace):
    from sklearn.linear_model import LinearRegression

    model = LinearRegression().fit([[0.0], [1.0]], [1.0, 3.0])
    text_file(workplace / "needed.py", "ANSWER = 42\n")
    got = bring_back(_SavedModel.init(model, dep_py_files=["needed.py"]))
    assert got.model_obj().predict([[2.0]]) == pytest.approx([5.0])
    [code] = (workplace / "artifacts").rglob("needed.py")
    assert code.read_text() == "ANSWER = 42\n"


def test_an_unsupported_object_is_rejected_by_the_client(collection):
    with pytest.raises(TypeError, match="Found object of type <class 'wandb.sdk.data_types.histogram.Histogram'>"):
        wandb.Artifact(collection, type="media").add(wandb.Histogram([1, 2]), "histogram")


def test_media_of_all_types_share_an_artifact_and_the_same_bytes_are_stored_once(run, api, collection, workplace):
    path = sound_file(workplace)
    artifact = wandb.Artifact(collection, type="media")
    artifact.add(wandb.Audio(path, caption="one"), "one")
    artifact.add(wandb.Audio(path, caption="two"), "two")
    artifact.add(annotated_image(), "image")
    artifact.add(wandb.Html(HTML, inject=False), "html")
    run.log_artifact(artifact).wait()

    stored = api.artifact(f"{run.project}/{collection}:latest")
    assert len([name for name in stored.manifest.entries if name.endswith(".wav")]) == 1
    assert [stored.get(name)._caption for name in ("one", "two")] == ["one", "two"]
    assert_is_annotated(stored.get("image"))
    assert stored.get("html").html == HTML


def test_an_image_of_one_artifact_is_a_reference_in_another(run, api, collection):
    first = wandb.Artifact(f"{collection}-first", type="media")
    first.add(annotated_image(), "image")
    run.log_artifact(first).wait()

    second = wandb.Artifact(f"{collection}-second", type="media")
    second.add(run.use_artifact(f"{collection}-first:v0").get("image"), "again")
    run.log_artifact(second).wait()

    stored = api.artifact(f"{run.project}/{collection}-second:latest")
    assert list(stored.manifest.entries) == ["again.image-file.json"]
    assert stored.manifest.entries["again.image-file.json"].ref.startswith("wandb-artifact://")
    assert_is_annotated(stored.get("again"))
