"""A trace as NumPy arrays in one .npz file: x, signals/NAME, initial/NAME, parameters/NAME. No pickle in it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from simulator.engine import Trace
from simulator.exports.spool import spooled

_DATE = (1980, 1, 1, 0, 0, 0)  # of every member: the same trace gives the same bytes


def write(file: IO[bytes], first: Trace, pieces: Iterable[Trace], folder: Path | None) -> None:
    """Write consecutive pieces, a signal at a time."""
    with spooled(first, pieces, folder) as spool, zipfile.ZipFile(file, "w") as archive:
        for name in spool.names:
            shape = (spool.steps, *spool.shapes[name])
            _member(archive, name if name == "x" else f"signals/{name}", spool.dtype, shape, spool.blocks(name))
        for kind, arrays in (("initial", first.initial), ("parameters", first.parameters)):
            for name, array in arrays.items():
                _member(archive, f"{kind}/{name}", array.dtype, array.shape, [array])


def _member(
    archive: zipfile.ZipFile,
    name: str,
    dtype: np.dtype[Any],
    shape: tuple[int, ...],
    blocks: Iterable[NDArray[Any]],
) -> None:
    with archive.open(zipfile.ZipInfo(f"{name}.npy", _DATE), "w", force_zip64=True) as member:
        header = {"descr": npy.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
        npy.write_array_header_1_0(member, header)
        for block in blocks:
            member.write(np.ascontiguousarray(block).data)
