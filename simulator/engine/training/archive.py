"""Arrays by name in one .npz file, without pickle; the same arrays give the same bytes, whenever they are written."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from simulator.engine.memory import Array
from simulator.errors import UserError
from simulator.files import reason

_DATE = (1980, 1, 1, 0, 0, 0)  # of every member


def write_arrays(file: IO[bytes], arrays: Mapping[str, Any]) -> None:
    """Write arrays to an open file."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy", _DATE), "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)


def read_arrays(source: str | Path | IO[bytes]) -> dict[str, Array]:
    """Return all arrays of a file. Raises UserError if it cannot be read, or holds something else."""
    if isinstance(source, str | Path):
        try:
            with open(source, "rb") as file:
                return _read(file, str(source))
        except OSError as error:
            raise UserError(f"{source} cannot be read: {reason(error)}. Check the name and the folder.") from None
    return _read(source, "this")


def _read(file: IO[bytes], name: str) -> dict[str, Array]:
    try:
        with np.load(file, allow_pickle=False) as archive:
            return {key: archive[key] for key in archive}
    except Exception:  # whatever NumPy and zipfile make of bytes that are none of theirs
        raise UserError(f"{name} is not a file of NumPy arrays, or is damaged.") from None
