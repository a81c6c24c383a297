"""Reads and writes small grey pictures as PNG files, with nothing but the standard library."""

import struct
import zlib
from pathlib import Path

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def write_grey_png(path: Path, rows: list[list[int]]) -> None:
    """Writes rows of grey values (0 is black, 255 is white) as an 8-bit PNG.

    Compression level 0 stores the pixels as they are, so the same picture gives the same bytes on every machine.
    """
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    pixels = b"".join(b"\x00" + bytes(row) for row in rows)
    chunks = [_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(pixels, 0)), _chunk(b"IEND", b"")]
    path.write_bytes(SIGNATURE + b"".join(chunks))


def read_grey_png(path: Path) -> list[list[int]]:
    """Reads back a picture that `write_grey_png` wrote."""
    data = path.read_bytes()
    width, height = struct.unpack_from(">II", data, 16)
    length = struct.unpack_from(">I", data, 33)[0]
    pixels = zlib.decompress(data[41 : 41 + length])
    starts = (row * (width + 1) + 1 for row in range(height))
    return [list(pixels[start : start + width]) for start in starts]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
