"""The command gradcheck: the engine's gradients of a cell against numerical ones, parameter by parameter."""

from __future__ import annotations

import argparse
import json
import math
import sys
from typing import Any

from simulator.commands.options import Options, positive, whole
from simulator.engine.gradcheck import MARGIN, TOLERANCE, Compared, GradientCheck, check_gradients
from simulator.language import load_cell

_TEXT = (
    "Compare the gradients that training uses with numerical ones (central differences, in float64): every number of"
    " every parameter, of the inputs and of the initial states, at a point drawn from the seed. Printed is the worst"
    " relative error of each, and where it is: [row, column] of a matrix, [step, sequence, input] of x,"
    " [sequence, unit] of a state, all counted from 1."
)
_STATUS = (
    "Exit status: 0 all agree; 1 some do not: the program's failure, unless the point lies near a kink of relu, abs or"
    " hard_sigmoid (then it says so) or the cell is so steep that rounding decides; 2 the request or a file is wrong."
)


def gradcheck(arguments: list[str]) -> int:
    """Check, print, and return 1 if a gradient does not agree."""
    parser = Options("gradcheck", _TEXT)
    parser.epilog = _STATUS
    parser.add_argument("cell", metavar="CELL", help="a cell's id, or a cell file")
    parser.add_argument("--inputs", metavar="N", type=whole(1), default=3)
    parser.add_argument("--units", metavar="N", type=whole(1), default=4)
    parser.add_argument("--outputs", metavar="N", type=whole(1), default=2)
    parser.add_argument("--steps", metavar="N", type=whole(1), default=5)
    parser.add_argument("--batch", metavar="N", type=whole(1), default=2, help="how many sequences at once")
    parser.add_argument("--seed", metavar="N", type=whole(0), default=0)
    parser.add_argument(
        "--tolerance", metavar="R", type=positive, default=TOLERANCE, help="of the relative error (1e-6)"
    )
    parser.add_argument("--json", action="store_true", help="as a JSON object")
    options = parser.read(arguments)
    names = ("inputs", "units", "outputs", "steps", "batch", "seed", "tolerance")
    asked = {name: getattr(options, name) for name in names}
    cell = load_cell(options.cell)
    found = check_gradients(cell, **asked)
    if options.json:
        sys.stdout.write(json.dumps({"cell": cell.id} | asked | _described(found), indent=2) + "\n")
    else:
        _table(cell.id, options, found)
    if found.passed:
        return 0
    sys.stdout.flush()
    sys.stderr.write(f"gatesim: {_complaint(found)}\n")
    return 1


def _title(row: Compared) -> str:
    return f"initial {row.name}" if row.kind == "initial" else row.name


def _place(row: Compared) -> str:
    return f"[{', '.join(str(number + 1) for number in row.place)}]"


def _table(cell: str, options: argparse.Namespace, found: GradientCheck) -> None:
    lines = [("", "shape", "worst error", "at", "analytic", "numerical")]
    for row in found.rows:
        shape = " x ".join(map(str, row.shape))
        numbers = f"{row.error:.1e}", _place(row), f"{row.analytic:.9g}", f"{row.numerical:.9g}"
        lines.append((_title(row), shape, *numbers))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    sys.stdout.write(f"{cell}: {options.steps} steps, batch {options.batch}, seed {options.seed}\n\n")
    for line in lines:
        cells = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        sys.stdout.write(f"    {'   '.join(cells).rstrip()}\n")
    if found.passed:
        sys.stdout.write(f"\nAll agree: no relative error is above {found.tolerance:g}.\n")


def _complaint(found: GradientCheck) -> str:
    worst = max(found.wrong, key=lambda row: row.error)
    others = f" (and {len(found.wrong) - 1} more)" if len(found.wrong) > 1 else ""
    near = ""
    if found.kink < MARGIN:
        near = f" The point lies {found.kink:.1e} from a kink: fewer units, steps or sequences, or another seed may do."
    off = f"off by {worst.error:.1e}" if math.isfinite(worst.error) else "not a finite number"
    return (
        f"the gradient of {_title(worst)} is {off} at {_place(worst)}{others},"
        f" and the tolerance is {found.tolerance:g}.{near}"
    )


def _described(found: GradientCheck) -> dict[str, Any]:
    def number(value: float) -> float | None:
        return value if math.isfinite(value) else None

    return {
        "passed": found.passed,
        "kink_distance": number(found.kink),
        "gradients": [
            {
                "name": row.name,
                "kind": row.kind,
                "shape": row.shape,
                "error": number(row.error),
                "place": [place + 1 for place in row.place],
                "analytic": number(row.analytic),
                "numerical": number(row.numerical),
            }
            for row in found.rows
        ],
    }
