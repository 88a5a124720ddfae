"""The command check: is a cell or lesson file as it should be?"""

from __future__ import annotations

import sys
from pathlib import Path

from simulator.commands.options import Options
from simulator.document import find
from simulator.errors import UserError, one_line
from simulator.files import read_text
from simulator.language import cell_ids
from simulator.lessons import Lesson, lesson_ids


def check(arguments: list[str]) -> int:
    """Check every file, say of each whether it is fine, and return 2 if one is not."""
    parser = Options("check", "Validate cell and lesson files.")
    parser.add_argument("files", metavar="FILE", nargs="+", help="a cell or lesson file (.toml)")
    status = 0
    for name in parser.read(arguments).files:
        try:
            sys.stdout.write(f"{name}: {_describe(name)}\n")
        except UserError as error:
            sys.stdout.flush()
            sys.stderr.write(f"gatesim: {one_line(str(error))}\n")
            status = 2
    return status


def _describe(name: str) -> str:
    if Path(name).suffix != ".gatesim":
        read_text(name)
    found = find(f"./{name}" if name in (*lesson_ids(), *cell_ids()) else name)  # a file, not what ships by that name
    cell = found.cell if isinstance(found, Lesson) else found
    parts = f"{_count(cell.signals, 'signal')}, {_count(cell.states, 'state')}, {_count(cell.parameters, 'parameter')}"
    if isinstance(found, Lesson):
        steps = f"{found.sequences[0].steps} step{'s' * (found.sequences[0].steps != 1)}"
        if len(found.sequences) > 1:
            steps = f"{len(found.sequences)} sequences, the first of {steps},"
        return f"the lesson “{found.id}” is fine: {steps} of the cell {cell.id}."
    return f"the cell “{cell.id}” is fine: {parts}."


def _count(things: tuple[object, ...], word: str) -> str:
    return f"{len(things)} {word}{'s' * (len(things) != 1)}"
