"""What ships: the commands cells, cell and lessons."""

from __future__ import annotations

import json
import sys
from typing import Any

from simulator.commands.options import Options
from simulator.language import Cell, cell_ids, load_cell


def cells(arguments: list[str]) -> None:
    """List the cells."""
    parser = Options("cells", "List the cells: id, name, signals, states, parameters, source.")
    parser.add_argument("--json", action="store_true", help="as a JSON list")
    listed = [load_cell(name) for name in cell_ids()]
    if parser.read(arguments).json:
        _json([_summary(cell) for cell in listed])
        return
    for number, cell in enumerate(listed):
        sys.stdout.write("\n" * bool(number) + f"{cell.id}: {cell.title}\n")
        _lines(
            signals=" ".join(cell.signals),
            states=" ".join(cell.states),
            parameters=" ".join(cell.parameters),
            source=cell.source,
        )


def cell(arguments: list[str]) -> None:
    """Show one cell."""
    parser = Options("cell", "Show one cell: equations, sizes, parameters, source.")
    parser.add_argument("cell", metavar="CELL", help="a cell's id, or a cell file")
    parser.add_argument("--json", action="store_true", help="as a JSON object")
    options = parser.read(arguments)
    shown = load_cell(options.cell)
    sizes = {name: shown.graph.nodes[index].size for name, index in shown.graph.signals.items()}
    shapes = {name: list(shape) for name, shape in shown.graph.parameters.items()}
    if options.json:
        more = {"text": shown.text, "equations": shown.equations, "output": shown.output, "roles": dict(shown.roles)}
        _json(_summary(shown) | more | {"sizes": sizes, "shapes": shapes})
        return
    sys.stdout.write(f"{shown.id}: {shown.title}\n{shown.text}\n\n")
    sys.stdout.writelines(f"    {line}\n" for line in shown.equations.strip().splitlines())
    sys.stdout.write("\n")
    _lines(
        output=shown.output,
        sizes=", ".join(f"{name} {size}" for name, size in sizes.items()),
        states=" ".join(shown.states),
        parameters=", ".join(f"{name} {' x '.join(map(str, shape))}" for name, shape in shapes.items()),
        source=shown.source,
    )


def lessons(arguments: list[str]) -> None:
    """List the lessons."""
    from simulator.lessons import lesson_ids, load_lesson

    parser = Options("lessons", "List the lessons.")
    parser.add_argument("--json", action="store_true", help="as a JSON list")
    listed = [load_lesson(name) for name in lesson_ids()]
    if parser.read(arguments).json:
        _json(
            [
                {
                    "id": lesson.id,
                    "title": lesson.title,
                    "text": lesson.text,
                    "cell": lesson.cell.id,
                    "inputs": lesson.inputs,
                    "units": lesson.units,
                    "outputs": lesson.outputs,
                    "steps": lesson.sequences[0].steps,
                }
                for lesson in listed
            ]
        )
        return
    width = max(len(lesson.id) for lesson in listed) + 2
    sys.stdout.writelines(f"{lesson.id:<{width}}{lesson.title}\n" for lesson in listed)


def _summary(shown: Cell) -> dict[str, Any]:
    return {
        "id": shown.id,
        "name": shown.title,
        "signals": shown.signals,
        "states": shown.states,
        "parameters": shown.parameters,
        "source": shown.source,
    }


def _lines(**entries: str) -> None:
    sys.stdout.writelines(f"    {name:<12}{text}\n" for name, text in entries.items())


def _json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, indent=2) + "\n")
