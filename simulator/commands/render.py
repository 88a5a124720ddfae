"""The command render: a picture of a view, without a display."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.commands.options import WHAT, Options, whole
from simulator.commands.progress import Progress
from simulator.errors import UserError

if TYPE_CHECKING:
    from simulator.render.primitives import Picture

SUFFIXES = (".png",)
TRAINING = "training"
"""The view of a training, which is no view of a lesson or a cell."""


def render(arguments: list[str]) -> None:
    """Draw a view of a lesson or cell at a step and phase."""
    from simulator.exports.views import VIEWS, in_layout, picture_of
    from simulator.render.theme import load_theme, theme_ids

    parser = Options("render", "Draw a view of a lesson or a cell, or a training.")
    parser.add_argument("what", metavar="WHAT", help=f"{WHAT}; of the view training a task, or a preset of its view")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help=f"{', '.join(SUFFIXES)}")
    parser.add_argument("--step", metavar="N", type=whole(1), help="which step, from 1; or after how many updates")
    parser.add_argument("--phase", metavar="P", type=float, default=1.0, help="how far the step has come, 0 to 1")
    parser.add_argument("--view", default="cell", help=", ".join((*VIEWS, TRAINING)))
    parser.add_argument("--layout", metavar="NAME", help="how the cell is drawn, such as lecture or conveyor")
    parser.add_argument("--unit", metavar="N", type=_unit, default=1, help="which unit of the cell, from 1, or all")
    parser.add_argument("--size", metavar="WxH", type=_size, help="in pixels, such as 1600x900")
    parser.add_argument("--theme", default="light", choices=theme_ids())
    parser.add_argument("--lang", metavar="LANGUAGE", default="en", help="en")
    options = parser.read(arguments)
    if options.lang != "en":
        raise UserError(f"the language “{options.lang}” is not there: this version speaks English. Leave --lang out.")
    if options.output.suffix.lower() not in SUFFIXES:
        raise UserError(f"{options.output}: a picture's name must end in {', '.join(SUFFIXES)}.")
    theme = load_theme(options.theme)
    if options.view == TRAINING:
        picture = _training(options, theme.projected)
    else:
        from simulator.document import open_what

        state = open_what(options.what)
        if options.layout is not None:
            state = in_layout(state, options.layout)
        where = options.step or 1, options.phase, options.size
        picture = picture_of(state, options.view, *where, projected=theme.projected, unit=options.unit)
    from simulator.preflight import check

    check(window=False)
    from simulator.exports.picture import save_picture

    save_picture(picture, theme, options.output, options.size)


def _training(options: argparse.Namespace, projected: bool) -> Picture:
    """Train, with a progress bar, and return the picture of it."""
    from simulator.exports.training_picture import setups_of, train, training_picture

    if options.layout is not None or options.unit is None or options.phase != 1:
        raise UserError("a training has no layout and no phase, and shows one unit. Leave those out.")
    setups, updates = setups_of(options.what, options.step)
    trained = []
    for setup in setups:
        with Progress(updates) as progress:
            trained.append(train(setup, updates, progress.show))
    return training_picture(trained, options.size, projected, options.unit)


def _unit(text: str) -> int | None:
    return None if text == "all" else whole(1)(text)


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9]\d{0,4})[x×]([1-9]\d{0,4})", text)
    if not found:
        raise argparse.ArgumentTypeError(f"“{text}” is not a size such as 1600x900")
    return int(found[1]), int(found[2])
