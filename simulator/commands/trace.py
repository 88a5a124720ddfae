"""The command trace: run a sequence and write every signal at every step, as it runs."""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from pathlib import Path
from typing import Any

from simulator.commands.inputs import Blocks, read_initial, read_parameters, read_sequence
from simulator.commands.options import WHAT, Options, whole
from simulator.document import Layer, open_what
from simulator.engine import Model
from simulator.errors import UserError
from simulator.exports import FORMATS, write_trace


def trace(arguments: list[str]) -> None:
    """Run and write."""
    options = _parser().read(arguments)
    path: Path | None = options.output
    if options.long and path is not None and path.suffix.lower() != ".csv":
        raise UserError(f"{path}: --long is for CSV. Choose a name that ends in .csv.")
    state = open_what(options.what)
    blocks = Blocks.of(state.sequence.array()) if options.input is None else read_sequence(options.input)
    model, initial = _model(state.layer, blocks, options)
    signals = None if options.signals is None else [name.strip() for name in options.signals.split(",")]
    pieces = model.stream(iter(blocks), initial, signals)
    long: dict[str, Any] = {"long": True} if options.long else {}
    if path is not None:
        write_trace(pieces, path, **long)
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        with contextlib.suppress(io.UnsupportedOperation):  # lines end alike on every system
            sys.stdout.reconfigure(newline="\n")
    FORMATS[".csv"].write(sys.stdout, pieces, **long)


def _parser() -> Options:
    parser = Options("trace", "Run a sequence and write every signal at every step.")
    parser.add_argument("what", metavar="WHAT", help=WHAT)
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help=f"{', '.join(FORMATS)}; CSV on standard output without it"
    )
    parser.add_argument("--input", metavar="X", help='"3,1,0; 4,1,0", or a file (.csv, .json, .npy)')
    parser.add_argument("--initial", metavar="STATES", help='states before the first step: "c=0.8,-0.6"')
    parser.add_argument("--parameters", metavar="FILE", help="name -> array (.json, .npz)")
    parser.add_argument("--units", metavar="N", type=whole(1))
    parser.add_argument("--outputs", metavar="N", type=whole(1))
    parser.add_argument("--seed", metavar="N", type=whole(0), help="draw the parameters from this seed")
    parser.add_argument("--dtype", choices=("float64", "float32"), default="float64")
    parser.add_argument("--signals", metavar="A,B", help="only these")
    parser.add_argument("--long", action="store_true", help="one row a value (CSV)")
    return parser


def _model(layer: Layer, blocks: Blocks, options: argparse.Namespace) -> tuple[Model, dict[str, Any]]:
    """Return the model and the states to start from: those of the file as far as they fit what is asked for."""
    cell = layer.cell
    sizes = {
        "inputs": blocks.width,
        "units": options.units or layer.units,
        "outputs": options.outputs or layer.outputs,
    }
    shapes = {name: array.shape for name, array in layer.parameters.items()}
    fits = cell.parameter_shapes(**sizes) == shapes and options.seed is None
    if options.parameters is not None:
        parameters: Any = read_parameters(options.parameters)
    else:
        parameters = layer.parameters if fits else None
    try:
        model = Model(cell, **sizes, parameters=parameters, seed=options.seed or 0, dtype=options.dtype)
    except UserError as error:
        if options.parameters is None:
            raise
        raise UserError(f"{options.parameters}: {error}") from None
    initial: dict[str, Any] = {
        name: value for name, value in layer.initial.items() if value.shape == (model.signal_sizes[name],)
    }
    if options.initial is not None:
        initial |= read_initial(options.initial)
    return model, initial
