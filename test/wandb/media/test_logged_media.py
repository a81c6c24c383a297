"""Media of every type are logged with run.log() and appear in history, summary and files."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
import wandb
from example_media import (
    BOXES,
    CLASSES,
    HEIGHT,
    HTML,
    LABELS,
    POINTS,
    PROTEIN,
    SAMPLE_RATE,
    SOLID,
    WIDTH,
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
from wandb.data_types import _SavedModel

AWKWARD_KEY = "sub/photo 50% ✓ "
KEYS = ("audio", "bokeh", "html", "image", "molecule", "points", "solid", "video", AWKWARD_KEY)


class Logged:
    """A finished run with one medium of each type, and the bytes of each file."""

    def __init__(self, run, folder: Path) -> None:
        solid = text_file(folder / "solid.obj", SOLID)
        protein = text_file(folder / "protein.pdb", PROTEIN)
        page = text_file(folder / "page.html", HTML)
        self.media = {
            "audio": wandb.Audio(sound_file(folder), caption="a tone"),
            "bokeh": wandb.data_types.Bokeh(plot()),
            "html": wandb.Html(page, inject=False),
            "image": wandb.Image(pixels(), caption="plain"),
            "molecule": wandb.Molecule(str(protein), caption="a protein"),
            "points": wandb.Object3D(np.array(POINTS)),
            "solid": wandb.Object3D(solid),
            "video": wandb.Video(film_file(folder), caption="a film"),
            AWKWARD_KEY: wandb.Image(pixels()[::-1]),
        }
        self.bytes = {key: Path(medium._path).read_bytes() for key, medium in self.media.items()}
        run.log({**self.media, "loss": 0.5})
        run.log({"annotated": annotated_image()})
        run.log({"shown": [wandb.Image(pixels() + 1, caption="a"), wandb.Image(pixels() + 2, caption="b")]})
        run.log({"heard": [wandb.Audio(samples(), sample_rate=SAMPLE_RATE), wandb.Audio(samples() // 2, SAMPLE_RATE)]})
        run.log({"read": [wandb.Html(f"<p>{word}</p>", inject=False) for word in ("one", "two")]})
        run.log({"nested": {"deep": wandb.Image(pixels() + 3)}})
        run.finish()
        self.path = f"{run.entity}/{run.project}/{run.id}"


@pytest.fixture(scope="module")
def logged(client, tmp_path_factory) -> Logged:
    """What a run of its own logged, one medium of each type in its first step."""
    run = wandb.init(reinit="create_new", project="media-of-a-run")
    return Logged(run, tmp_path_factory.mktemp("media"))


@pytest.fixture
def stored(api, logged):
    """That run, read back."""
    return api.run(logged.path)


def history_entry(stored, key: str):
    """The one entry of the history under a key."""
    [entry] = [row[key] for row in stored.history(pandas=False) if row.get(key) is not None]
    return entry


def file_bytes(stored, workplace: Path, path: str) -> bytes:
    """The bytes of a file of the run, which is listed under exactly that name."""
    [file] = [file for file in stored.files() if file.name == path]
    # The client's service fetches it, so a relative folder would be one of the service's own.
    file.download(root=str(workplace / "got")).close()
    data = (workplace / "got" / path).read_bytes()
    assert file.size == len(data)
    return data


def pixels_of(data: bytes) -> np.ndarray:
    return np.asarray(Picture.open(io.BytesIO(data)))


def words(labels: dict[int, str]) -> dict[str, str]:
    """Labels as JSON has them."""
    return {str(number): name for number, name in labels.items()}


@pytest.mark.parametrize("key", KEYS)
def test_a_logged_medium_is_in_history_summary_and_files(stored, logged, workplace, key):
    entry = history_entry(stored, key)
    assert (entry["_type"], entry["size"]) == (logged.media[key]._log_type, len(logged.bytes[key]))
    assert stored.summary_metrics[key] == entry
    assert entry.get("caption") == logged.media[key]._caption
    assert file_bytes(stored, workplace, entry["path"]) == logged.bytes[key]


def test_media_and_numbers_share_a_step(stored):
    rows = list(stored.scan_history())
    assert rows[0]["loss"] == 0.5
    assert set(KEYS) < set(rows[0])


def test_logged_boxes_and_masks_are_files_of_the_run(stored, workplace):
    entry = history_entry(stored, "annotated")
    assert (entry["width"], entry["height"], entry["caption"]) == (WIDTH, HEIGHT, "a street ✓")
    boxes = json.loads(file_bytes(stored, workplace, entry["boxes"]["found"]["path"]))
    assert boxes == {"box_data": BOXES, "class_labels": words(LABELS)}
    mask = file_bytes(stored, workplace, entry["masks"]["ground"]["path"])
    assert np.array_equal(pixels_of(mask), mask_pixels())


def test_the_labels_of_logged_boxes_and_masks_are_in_the_config(stored):
    config = json.loads(stored.json_config)["_wandb"]["value"]
    assert config["bounding_box/class_labels"]["annotated_wandb_delimeter_found"]["value"] == words(LABELS)
    assert config["mask/class_labels"]["annotated_wandb_delimeter_ground"]["value"] == words(LABELS)


def test_a_list_of_images_is_one_entry_with_a_file_per_image(stored, workplace):
    entry = history_entry(stored, "shown")
    assert (entry["_type"], entry["count"], entry["captions"]) == ("images/separated", 2, ["a", "b"])
    assert (entry["width"], entry["height"], entry["format"]) == (WIDTH, HEIGHT, "png")
    for added, name in enumerate(entry["filenames"], start=1):
        assert np.array_equal(pixels_of(file_bytes(stored, workplace, name)), pixels() + added)


def test_a_list_of_audio_clips_is_one_entry_with_a_file_per_clip(stored, workplace):
    import soundfile

    entry = history_entry(stored, "heard")
    assert (entry["_type"], entry["count"], entry["sampleRates"]) == ("audio", 2, [SAMPLE_RATE] * 2)
    for divisor, sound in enumerate(entry["audio"], start=1):
        heard, _ = soundfile.read(io.BytesIO(file_bytes(stored, workplace, sound["path"])), dtype="int16")
        assert np.array_equal(heard, samples() // divisor)


def test_a_list_of_html_pages_is_one_entry_with_a_file_per_page(stored, workplace):
    entry = history_entry(stored, "read")
    assert (entry["_type"], entry["count"]) == ("html", 2)
    pages = [file_bytes(stored, workplace, page["path"]) for page in entry["html"]]
    assert pages == [b"<p>one</p>", b"<p>two</p>"]


def test_a_nested_medium_keeps_its_key_path(stored, workplace):
    entry = history_entry(stored, "nested")["deep"]
    assert stored.summary_metrics["nested"] == {"deep": entry}
    assert np.array_equal(pixels_of(file_bytes(stored, workplace, entry["path"])), pixels() + 3)


def test_classes_by_themselves_cannot_be_logged_to_a_run(run):
    with pytest.raises(AssertionError, match="bind_to_run called before _set_file"):
        run.log({"classes": wandb.Classes(CLASSES)})


def test_a_trained_model_cannot_be_logged_to_a_run(run):
    from sklearn.linear_model import LinearRegression

    model = _SavedModel.init(LinearRegression().fit([[0.0], [1.0]], [1.0, 3.0]))
    with pytest.raises(TypeError, match="SavedModel cannot be added to run - must use artifact"):
        run.log({"model": model})
