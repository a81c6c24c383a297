"""Compares folders byte by byte: a client that skips its cache may write files under wrong names."""

import filecmp
import os
import sys


def require_same(source: str, target: str) -> None:
    """Ends the bench when a file below `source` is not below `target` with the same bytes, or one is there besides."""
    found, expected = paths_below(target), paths_below(source)
    different = found ^ expected
    different |= {path for path in found & expected if not is_same(source, target, path)}
    if different:
        sys.exit(f"{len(different)} of {len(expected)} files came back as others, such as {sorted(different)[0]}")


def paths_below(folder: str) -> set[str]:
    return {
        os.path.relpath(os.path.join(parent, name), folder) for parent, _, names in os.walk(folder) for name in names
    }


def is_same(source: str, target: str, path: str) -> bool:
    return filecmp.cmp(os.path.join(source, path), os.path.join(target, path), shallow=False)
