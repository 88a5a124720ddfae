"""Reading what the command line is given: sequences (inline, .csv, .json, .npy), initial states, parameters."""

from __future__ import annotations

import csv
import itertools
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.errors import UserError
from simulator.files import read_text, reason

BLOCK = 4096  # steps read at a time
JSON_LIMIT = 100_000_000  # bytes: JSON is read whole
_LINE = 1_000_000  # characters of a line
_NUMBER = re.compile(r"\s*[-+]?\.?\d")


@dataclass(frozen=True)
class Blocks:
    """A sequence in blocks (steps, inputs), read while it is used; ``width`` is known before."""

    width: int
    rows: Iterable[NDArray[Any]]

    def __iter__(self) -> Iterator[NDArray[Any]]:
        return iter(self.rows)

    @classmethod
    def of(cls, array: NDArray[Any]) -> Blocks:
        """Cut an array (steps, inputs) or (steps, batch, inputs), which may be a file mapped into memory."""
        return cls(array.shape[-1], (array[start : start + BLOCK] for start in range(0, len(array), BLOCK)))


def read_sequence(text: str) -> Blocks:
    """Read the value of ``--input``: numbers, or the name of a file. Raises UserError."""
    suffix = Path(text).suffix.lower()
    if suffix in _READERS:
        return _READERS[suffix](Path(text))
    if _NUMBER.match(text):
        return _inline(text)
    if not text.strip():
        raise UserError("--input is empty. Give at least one step, such as “3,1,0; 4,1,0”.")
    raise UserError(f"--input “{text}” is neither numbers nor a file that ends in {', '.join(_READERS)}.")


def _inline(text: str) -> Blocks:
    parts = text.split(";")
    if not parts[-1].strip():
        parts.pop()
    rows = [_numbers(part.split(","), f"--input, step {step}") for step, part in enumerate(parts, 1)]
    for step, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise UserError(f"--input: step {step} has {len(row)} numbers, and step 1 has {len(rows[0])}.")
    return Blocks.of(np.array(rows))


def _numbers(texts: Iterable[str], where: str) -> list[float]:
    found = []
    for column, text in enumerate(texts, 1):
        try:
            number = float(text)
        except ValueError:
            raise UserError(f"{where}, column {column}: “{text.strip()[:30]}” is not a number.") from None
        if not math.isfinite(number):
            raise UserError(f"{where}, column {column}: {text.strip()[:30]} is not a finite number.")
        found.append(number)
    return found


# -- CSV, line by line


def _csv(path: Path) -> Blocks:
    rows = _csv_rows(path)
    line, first = next(rows, (0, []))
    if not first:
        raise UserError(f"{path} is empty. Give at least one step.")
    columns = list(range(len(first)))
    if len(first) == 1 and ";" in first[0]:
        raise UserError(f"{path}, line {line}: the columns are separated by semicolons. Separate them by commas.")
    if any(not _is_number(text) for text in first):
        columns = _columns(first, f"{path}, line {line}")
    else:
        rows = itertools.chain([(line, first)], rows)
    return Blocks(len(columns), _csv_blocks(path, rows, columns, len(first)))


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the fields of every line that is not empty."""
    number = 0
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            while line := file.readline(_LINE):
                number += 1
                if len(line) == _LINE:
                    raise UserError(f"{path}, line {number} has more than {_LINE:,} characters, so this is no table.")
                fields = next(csv.reader([line]), [])
                if any(field.strip() for field in fields):
                    yield number, fields
    except OSError as error:
        raise UserError(f"{path} cannot be read: {reason(error)}. Check the name and the folder.") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}, after line {number}: this is not text, so it is no CSV file.") from None
    except csv.Error as error:
        raise UserError(f"{path}, line {number}: {error}.") from None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _columns(names: list[str], where: str) -> list[int]:
    """Return where x1, x2, … stand in a header."""
    places = {name.strip(): place for place, name in enumerate(names)}
    wanted = [name for name in places if re.fullmatch(r"x\d+", name)]
    if not wanted and any(map(_is_number, names)):  # no header, but a row with something that is no number
        _numbers(names, where)
    if not wanted:
        shown = ", ".join(name.strip()[:20] for name in names[:5])
        raise UserError(f"{where}: there is no column x1. The columns are {shown}. Name the inputs x1, x2, …")
    if twice := [name for name in wanted if [other.strip() for other in names].count(name) > 1]:
        raise UserError(f"{where}: there are two columns {twice[0]}. Give one of them another name.")
    columns = []
    for number in range(1, len(wanted) + 1):
        if f"x{number}" not in places:
            raise UserError(f"{where}: the column x{number} is missing. Name the inputs x1, x2, …")
        columns.append(places[f"x{number}"])
    return columns


def _csv_blocks(
    path: Path, rows: Iterator[tuple[int, list[str]]], columns: list[int], width: int
) -> Iterator[NDArray[Any]]:
    while part := list(itertools.islice(rows, BLOCK)):
        try:
            block = np.array([[float(fields[column]) for column in columns] for _, fields in part])
            sound = bool(np.isfinite(block).all()) and all(len(fields) == width for _, fields in part)
        except (ValueError, IndexError):
            sound = False
        if not sound:
            for line, fields in part:
                if len(fields) != width:
                    raise UserError(f"{path}, line {line}: there are {len(fields)} values, and {width} are needed.")
                for column in columns:
                    _field(fields[column], f"{path}, line {line}, column {column + 1}")
        yield block


def _field(text: str, where: str) -> None:
    try:
        finite = math.isfinite(float(text))
    except ValueError:
        raise UserError(f"{where}: “{text.strip()[:30]}” is not a number.") from None
    if not finite:
        raise UserError(f"{where}: {text.strip()[:30]} is not a finite number.")


# -- JSON and NumPy


def _json(path: Path) -> Blocks:
    value = _load_json(path)
    if isinstance(value, dict):
        if "x" not in value:
            raise UserError(
                f"{path}: “x” is missing. Write rows of numbers, [[3, 1, 0], [4, 1, 0]], or an object with x."
            )
        value = value["x"]
    return Blocks.of(_checked(path, value))


def _load_json(path: Path) -> Any:
    text = read_text(path, JSON_LIMIT)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UserError(f"{path}, {where}: this is not JSON: {error.msg.lower()}.") from None
    except (RecursionError, ValueError):
        raise UserError(
            f"{path} is not JSON that can be read: it is nested too deep, or a number is too long."
        ) from None


def _checked(path: Path, value: Any) -> NDArray[Any]:
    try:
        array = np.asarray(value)
    except ValueError:  # uneven rows
        array = np.zeros(1, object)
    if isinstance(value, list) and value and (array.dtype.kind not in "biuf" or array.ndim == 1):
        _find_fault(path, value)
    if array.size == 0:
        raise UserError(f"{path}: the sequence is empty. Give at least one step.")
    if array.dtype.kind not in "biuf" or array.ndim not in (2, 3):
        raise UserError(f"{path}: rows of numbers are needed, [[3, 1, 0], [4, 1, 0]], one row a step.")
    return array


def _find_fault(path: Path, rows: list[Any]) -> None:
    """Name the step at which rows are no rows of numbers of one length."""
    width = len(rows[0]) if isinstance(rows[0], list) else 0
    for step, row in enumerate(rows, 1):
        if not isinstance(row, list):
            raise UserError(f"{path}, step {step}: this is not a row of numbers such as [3, 1, 0].")
        for column, number in enumerate(row, 1):
            if isinstance(number, str) or number is None:
                raise UserError(f"{path}, step {step}, x{column}: {json.dumps(number)[:30]} is not a number.")
        if len(row) != width:
            raise UserError(f"{path}: step {step} has {len(row)} numbers, and step 1 has {width}.")


def _npy(path: Path) -> Blocks:
    array = _load_numpy(path, "r")
    if not isinstance(array, np.ndarray):
        raise UserError(f"{path} holds several arrays, and one is needed: a .npy file.")
    return Blocks.of(_checked(path, array))


def _load_numpy(path: Path, mode: Any = None) -> Any:
    try:
        return np.load(path, mmap_mode=mode, allow_pickle=False)
    except OSError as error:
        if error.errno is None:
            raise UserError(f"{path} is not a file of NumPy arrays.") from None
        raise UserError(f"{path} cannot be read: {reason(error)}. Check the name and the folder.") from None
    except Exception:  # whatever NumPy and zipfile make of bytes that are none of theirs
        raise UserError(f"{path} is not a file of NumPy arrays of numbers.") from None


_READERS: dict[str, Callable[[Path], Blocks]] = {".csv": _csv, ".json": _json, ".npy": _npy}


# -- states and parameters


def read_initial(text: str) -> dict[str, list[float]]:
    """Read the value of ``--initial``: "c=0.8,-0.6; h=0,0"."""
    found: dict[str, list[float]] = {}
    for part in text.split(";"):
        name, equals, values = part.partition("=")
        if not equals or not name.strip():
            raise UserError(f"--initial “{part.strip()[:30]}” is no state. Write name=numbers, such as c=0.8,-0.6.")
        if name.strip() in found:
            raise UserError(f"--initial gives {name.strip()} twice. Give it once.")
        found[name.strip()] = _numbers(values.split(","), f"--initial, {name.strip()}")
    return found


def read_parameters(text: str) -> dict[str, Any]:
    """Read a file of parameters by name (.json, .npz). A trace that was saved as such a file will do."""
    path = Path(text)
    if path.suffix.lower() == ".json":
        value = _load_json(path)
        if isinstance(value, dict) and isinstance(value.get("parameters"), dict):
            value = value["parameters"]
        if not isinstance(value, dict):
            raise UserError(f'{path}: an object is needed, name to array, such as {{"W": [[1, 0]], "b": [0]}}.')
        return value
    if path.suffix.lower() == ".npz":
        archive = _load_numpy(path)
        if isinstance(archive, np.ndarray):
            raise UserError(f"{path} holds one array, and one for each parameter is needed: a .npz file.")
        prefix = "parameters/" if any(name.startswith("parameters/") for name in archive) else ""
        names = [name for name in archive if name.startswith(prefix)]
        try:
            return {name.removeprefix(prefix): archive[name] for name in names}
        except Exception:  # as in _load_numpy
            raise UserError(f"{path} is damaged, or holds what is no array of numbers.") from None
    raise UserError(f"{path}: parameters are read from a file that ends in .json or .npz.")
