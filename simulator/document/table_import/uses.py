"""What the columns of a table may be to a network that learns it, guessed from their names and from what they hold."""

from __future__ import annotations

import re
from itertools import pairwise

from simulator.document.entry import read_number
from simulator.document.table_import.columns import column_names, holds_numbers, sample_of
from simulator.document.table_import.preview import STEP, Preview

INPUT, ANSWER, SEQUENCE, UNUSED = "input", "answer", "sequence", "unused"
"""What a column may be: read, to be answered, saying which sequence a row is of, left out."""

_BEGINS = r"(?:{})(?![^\W\d_])"  # the word, then a number, a mark or nothing: y, y1, y_true, Class (A-C), no “year”
_INPUT = re.compile(_BEGINS.format("x|inputs?|features?"), re.IGNORECASE)
_ANSWER = re.compile(
    _BEGINS.format("y|targets?|labels?|class|classes|answers?|outputs?|outcomes?|wanted"), re.IGNORECASE
)
_SEQUENCE = re.compile(
    _BEGINS.format("sequences?|seq|ids?|series|groups?|subjects?|sessions?|trials?|episodes?|runs?"), re.IGNORECASE
)
_COUNTED = re.compile(r"(?:steps?|time|timestamp|date|index|row|t|no|nr)\.?", re.IGNORECASE)


def guess_uses(table: Preview) -> tuple[str, ...]:
    """Return for each column INPUT, ANSWER, SEQUENCE or UNUSED.

    Where no name is that of an answer, the last column is one: of texts, if there is one, else of numbers. What only
    counts rows is left out, and texts are no inputs.
    """
    names = column_names(table)
    numbers = [holds_numbers(table, place) for place in range(len(names))]
    uses = [_by_name(table, place, name) for place, name in enumerate(names)]
    for place, use in enumerate(uses):
        if use == SEQUENCE and SEQUENCE in uses[:place]:
            uses[place] = UNUSED
    free = [place for place, use in enumerate(uses) if use is None]
    if ANSWER not in uses and free:
        texts = [place for place in free if not numbers[place]]
        if texts or len(free) > 1 or INPUT in uses:
            uses[(texts or free)[-1]] = ANSWER
    answers = [place for place, use in enumerate(uses) if use == ANSWER]
    if not all(numbers[place] for place in answers):  # classes stand in one column
        kept = next(place for place in answers if not numbers[place])
        uses = [UNUSED if place in answers and place != kept else use for place, use in enumerate(uses)]
    return tuple(
        (INPUT if numbers[place] else UNUSED) if use is None or (use == INPUT and not numbers[place]) else use
        for place, use in enumerate(uses)
    )


def _by_name(table: Preview, place: int, name: str) -> str | None:
    """Return what a column is by its name; None if that says nothing."""
    if table.uses[place] == STEP or _COUNTED.fullmatch(name):
        return UNUSED
    if _SEQUENCE.match(name):
        return SEQUENCE if _comes_again(sample_of(table, place)) else UNUSED
    if _ANSWER.match(name):
        return ANSWER
    return INPUT if _INPUT.match(name) else None


def _comes_again(column: list[str]) -> bool:
    """Return whether some rows belong together; where each row has a value of its own, it only numbers them."""
    values = [read_number(text) if read_number(text) is not None else text for text in column]
    return any(one == two for one, two in pairwise(values))
