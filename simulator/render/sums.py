"""A weighted sum as a table: weight times value is a product, row under row, and their total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulator.engine import Term, Terms
from simulator.render import format as fmt
from simulator.render.card import Measure, Runs, source_symbol
from simulator.render.primitives import Canvas, Line, Picture, Primitive, Run, Text

ROW = 38.0  # px: height of a row
FIELD = (42.0, 80.0)  # px: where the field of a weight stands, and how wide it is
_WEIGHT, _VALUE = FIELD[0] + FIELD[1], 184.0  # px: right ends of the columns
_LONGEST = 7  # signs of a number in a column


def by_size(terms: Terms, places: Sequence[int]) -> list[int]:
    """Return places of terms, that of the largest product (whatever its sign) first; what is no number leads."""
    sizes = np.abs(terms.products[list(places)])
    sizes[np.isnan(sizes)] = np.inf
    return [places[place] for place in np.argsort(-sizes, kind="stable")]


def sum_heading(words: tuple[str, str, str], width: float) -> Picture:
    """Return the heading of the columns: weight, value, product."""
    weight, value, product = words
    canvas = Canvas()
    for name, text, x in (("weight", weight, _WEIGHT - 26), ("value", value, _VALUE), ("product", product, width - 10)):
        canvas.add(name, Text(x, 9, (Run(text),), 11.5, "ink2", 500, "right"))
    return Picture(width, 18, canvas.items, background="pane")


def sum_rows(terms: Sequence[Term], sizes: Mapping[str, int], bias: str, width: float, measure: Measure) -> Picture:
    """Return the rows of a sum without its weights, which are fields; those that are none are written.

    ``bias`` is the word that stands where a weight is added by itself.
    """
    canvas = Canvas()
    for number, term in enumerate(terms):
        y = ROW * (number + 0.5)
        source: Runs = source_symbol(term.source, sizes) or (Run(bias, colour="ink2"),)
        parts: list[Primitive] = [Line(((0, y + ROW / 2), (width - 10, y + ROW / 2)), "hair")]
        parts.append(Text(2, y, _cut(source, measure), 13, "ink", 600))
        if not term.parameter:
            parts.append(Text(_WEIGHT - 26, y, (Run(number_text(term.weight)),), 13, "ink2", 600, "right"))
        parts.append(Text(_WEIGHT + 3, y, (Run("×"),), 12, "ink2", 500))
        parts.append(Text(_VALUE, y, (Run(number_text(term.value)),), 13, "ink", 500, "right"))
        parts.append(Text(_VALUE + 4, y, (Run("="),), 12, "ink2", 500))
        colour = "neg" if term.product < 0 else "ink3" if term.product == 0 else "ink"
        parts.append(Text(width - 10, y, (Run(number_text(term.product)),), 13, colour, 600, "right"))
        canvas.add(f"row {number}", *parts)
    return Picture(width, ROW * len(terms), canvas.items, background="pane")


def sum_total(name: Runs, total: float, count: str, width: float) -> Picture:
    """Return the last line: what all products make together."""
    canvas = Canvas()
    canvas.add("rule", Line(((0, 1), (width, 1)), "ink2", 1.5))
    canvas.add("count", Text(2, 17, (Run(count),), 11.5, "ink2", 500))
    canvas.add("total", Text(width - 10, 17, (*name, Run(f" = {fmt.four(total)}")), 14.5, "ink", 700, "right"))
    return Picture(width, 30, canvas.items, background="pane")


def number_text(value: float) -> str:
    """Write a number in a column: in full if there is room, else with four decimals or a few digits."""
    for text in (fmt.exact(value), fmt.four(value)):
        if len(text) <= _LONGEST:
            return text
    return fmt.small(value)


def _cut(runs: Runs, measure: Measure) -> Runs:
    """Shorten what does not fit before the field."""
    if measure(runs, 13, 600) <= FIELD[0] - 4:
        return runs
    text = "".join(run.text for run in runs)
    while text and measure((Run(f"{text}…"),), 13, 600) > FIELD[0] - 4:
        text = text[:-1]
    return (Run(f"{text}…"),)
