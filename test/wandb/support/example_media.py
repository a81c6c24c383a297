"""Media of every type, small, and the same each time."""

import wave
from pathlib import Path

import numpy as np
import wandb
from PIL import Image as Picture

HEIGHT, WIDTH = 6, 8
LABELS = {0: "sky", 1: "Straße", 2: "車"}
CLASSES = [{"id": number, "name": name} for number, name in LABELS.items()]
BOXES = [
    {"position": {"minX": 0.1, "maxX": 0.5, "minY": 0.25, "maxY": 0.75}, "class_id": 2, "scores": {"sure": 0.75}},
    {"position": {"middle": [3, 3], "width": 2, "height": 4}, "class_id": 1, "domain": "pixel", "box_caption": "Weg"},
]
SAMPLE_RATE = 8000
HTML = "<html><body><p>Größe ✓</p></body></html>"
PROTEIN = "ATOM      1  N   GLY A   1      -0.966   0.493   1.500  1.00  0.00           N\nEND\n"
POINTS = [[0.0, 1.0, 2.0], [3.5, -1.25, 0.0], [1e-3, 7.0, 9.0]]
SOLID = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"


def pixels() -> np.ndarray:
    """The pixels of a small picture."""
    return np.arange(HEIGHT * WIDTH * 3, dtype=np.uint8).reshape(HEIGHT, WIDTH, 3)


def mask_pixels() -> np.ndarray:
    """A mask of that picture: a class for each pixel."""
    return (np.arange(HEIGHT * WIDTH) % len(LABELS)).reshape(HEIGHT, WIDTH)


def samples() -> np.ndarray:
    """A short tone."""
    return (np.sin(np.arange(SAMPLE_RATE // 10) / 5) * 20_000).astype(np.int16)


def annotated_image() -> wandb.Image:
    """The picture with classes, boxes and a mask."""
    return wandb.Image(
        pixels(),
        caption="a street ✓",
        classes=wandb.Classes(CLASSES),
        boxes={"found": {"box_data": BOXES, "class_labels": LABELS}},
        masks={"ground": {"mask_data": mask_pixels(), "class_labels": LABELS}},
    )


def sound_file(folder: Path) -> Path:
    """The tone as a file."""
    with wave.open(str(folder / "sound.wav"), "wb") as sound:
        sound.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        sound.writeframes(samples().tobytes())
    return folder / "sound.wav"


def film_file(folder: Path) -> Path:
    """The picture as it moves, as a file."""
    first, *rest = [Picture.fromarray(np.roll(pixels(), shift)) for shift in range(0, 90, 30)]
    first.save(folder / "film.gif", save_all=True, append_images=rest)
    return folder / "film.gif"


def text_file(path: Path, text: str) -> Path:
    """A file with this text."""
    path.write_text(text, encoding="utf-8")
    return path


def plot():
    """A drawn line."""
    from bokeh.plotting import figure

    drawn = figure(title="Größe ✓", width=200, height=100)
    drawn.line([1, 2, 3], [4.5, 6.25, 5.0])
    return drawn
