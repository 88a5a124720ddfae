"""The command train: a small model learns a task, with a progress bar."""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from simulator.commands.options import Options, positive, whole
from simulator.commands.progress import Progress
from simulator.engine.memory import Array
from simulator.engine.networks.layer import READOUTS
from simulator.engine.optimisation.initialisers import INITIALISERS
from simulator.engine.optimisation.optimisers import OPTIMISERS
from simulator.engine.optimisation.schedules import SCHEDULES
from simulator.engine.tasks import TASKS, find_task
from simulator.engine.training.archive import write_arrays
from simulator.engine.training.report import Evaluation, Report
from simulator.engine.training.task_network import AUTO
from simulator.engine.training.trainer import Trainer
from simulator.errors import UserError
from simulator.files import write_whole

_TEXT = "Train a small model on a task. What is not said is as the task’s preset has it, which learns it in seconds."
_END = (
    "With --json, standard output has one object a line: every report, with update, loss, gradient_norm, clipped_norm, "
    "update_to_weight and rate; the last also has held_out: loss, trivial_loss, score, solved and text. The same "
    "arguments give the same bytes: times stand on standard error only. The file of -o holds the parameters by name: "
    "those of a single layer without a readout as its cell names them, which “gatesim trace CELL --parameters FILE” "
    "reads; of others with the part before it: 1.W_i, 1.backward.W_i, readout.V."
)


def train(arguments: list[str]) -> None:
    """Train, and say how it goes."""
    options = _parser().read(arguments)
    task = find_task(options.task)
    path: Path | None = options.output
    if path is not None:
        _check_output(path)
    trainer = Trainer(
        task,
        options.cell,
        options.units,
        options.optimizer,
        options.rate,
        {None: "preset", math.inf: None}.get(options.clip_norm, options.clip_norm),
        options.batch,
        options.length,
        options.seed,
        options.dtype,
        layers=options.layers,
        bidirectional=options.bidirectional,
        readout=None if options.readout == "none" else options.readout,
        initialisation=options.initialisation,
        forget_bias=options.forget_bias,
        window=options.window,
        clip_value=options.clip_value,
        schedule=options.schedule,
    )
    updates = options.steps or task.preset.updates
    every = options.every or max(1, updates // 10)
    with Progress(updates) as progress:
        for report in trainer.reports(updates):
            progress.show(report.update, report.loss)
            if report.update % every == 0 and report.update < updates:
                progress.note(report.update, report.loss)
                if options.json:
                    _write_json(_described(report))
        seconds = progress.seconds
        held_out = trainer.evaluate()
    if options.json:
        _write_json(_described(report) | {"held_out": _judged(held_out, trainer.trivial_loss)})
    if path is not None:
        _save(path, _parameters(trainer))
    sys.stderr.write(
        f"{task.id}: {held_out.score.text}; loss {held_out.loss:.3g} on what was held out, where the trivial answer"
        f" has {trainer.trivial_loss:.3g}; {updates:,} updates in {seconds:.1f} s, {updates / seconds:,.0f} a second\n"
    )


def _parser() -> Options:
    parser = Options("train", _TEXT)
    parser.epilog = _END
    parser.add_argument("task", metavar="TASK", help=", ".join(TASKS))
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="save the parameters (.npz, .json)")
    parser.add_argument("--cell", metavar="CELL", help="a cell's id, or a cell file")
    parser.add_argument("--units", metavar="N", type=whole(1))
    parser.add_argument("--layers", metavar="N", type=whole(1), default=1)
    parser.add_argument("--bidirectional", action="store_true", help="each layer reads in both directions")
    parser.add_argument("--readout", choices=(AUTO, *READOUTS, "none"), default=AUTO)
    parser.add_argument("--optimizer", choices=tuple(OPTIMISERS))
    parser.add_argument("--rate", metavar="R", type=positive, help="the learning rate")
    parser.add_argument("--schedule", choices=tuple(SCHEDULES), default="constant", help="of the learning rate")
    clip = parser.add_mutually_exclusive_group()
    clip.add_argument("--clip-norm", metavar="C", type=_limit, help="the longest gradient let through, or off")
    clip.add_argument("--clip-value", metavar="C", type=positive, help="the largest number of a gradient let through")
    parser.add_argument("--steps", metavar="N", type=whole(1), help="how many updates")
    parser.add_argument("--batch", metavar="N", type=whole(1), help="sequences an update")
    parser.add_argument("--length", metavar="N", type=whole(1), help="steps of a sequence")
    parser.add_argument("--window", metavar="N", type=whole(1), help="steps of a window: truncated BPTT")
    parser.add_argument("--initialisation", choices=tuple(INITIALISERS), default="uniform")
    parser.add_argument("--forget-bias", metavar="B", type=float)
    parser.add_argument("--seed", metavar="N", type=whole(0), default=0)
    parser.add_argument("--dtype", choices=("float64", "float32"), default="float64")
    parser.add_argument("--every", metavar="N", type=whole(1), help="report every so many updates (a tenth of them)")
    parser.add_argument("--json", action="store_true", help="reports on standard output")
    return parser


def _limit(text: str) -> float:
    if text == "off":
        return math.inf
    try:
        return positive(text)
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(f"{error}, nor off") from None


# -- what is printed


def _described(report: Report) -> dict[str, Any]:
    return {name: value for name, value in report._asdict().items() if name not in ("seconds", "held_out")}


def _judged(held_out: Evaluation, trivial_loss: float) -> dict[str, Any]:
    score = held_out.score
    return {
        "loss": _number(held_out.loss),
        "trivial_loss": trivial_loss,
        "score": _number(score.value),
        "solved": score.solved,
        "text": score.text,
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None  # JSON has no other word for it


def _write_json(value: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()  # whoever reads along sees it at once


# -- what is saved


def _parameters(trainer: Trainer) -> dict[str, Array]:
    """Return the parameters by the names that “trace” reads where the network is a single model, else by its own."""
    models = trainer.network.models
    return dict(models["1"].parameters if len(models) == 1 else trainer.network.parameters)


def _write_object(file: IO[str], arrays: Mapping[str, Array]) -> None:
    lines = (f"{json.dumps(name)}: {json.dumps(array.tolist())}" for name, array in arrays.items())
    file.write("{" + ",\n ".join(lines) + "}\n")


_WRITERS: dict[str, tuple[str, Callable[[IO[Any], Mapping[str, Array]], None]]] = {
    ".npz": ("wb", write_arrays),
    ".json": ("w", _write_object),
}


def _save(path: Path, arrays: Mapping[str, Array]) -> None:
    mode, write = _WRITERS[path.suffix.lower()]
    with write_whole(path, mode) as file:
        write(file, arrays)


class _Tried(Exception):  # noqa: N818 - it is no error
    """The file could be opened."""


def _check_output(path: Path) -> None:
    """Refuse a file that could not be written in the end."""
    suffix = path.suffix.lower()
    if suffix not in _WRITERS:
        why = "a session cannot be saved yet" if suffix == ".gatesim" else f"“{suffix}” is no format for parameters"
        raise UserError(f"{path}: {why}. Choose a name that ends in {', '.join(_WRITERS)}.")
    with contextlib.suppress(_Tried), write_whole(path):
        raise _Tried
