"""The lecture's booking of tickets: which word says where to, where from, and when."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.tasks.task import (
    EXAM,
    HELD_OUT,
    Batch,
    Preset,
    Score,
    Task,
    draw_whole,
    most_likely_right,
    percent,
)

SLOTS = ("other", "destination", "place of departure", "time")
CITIES = ["Taipei", "Tainan", "Tokyo", "London", "Paris", "Boston"]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th"]

# A word in capitals is drawn, and has a slot; the others stand for themselves. Shortest first, and each with its
# counterpart, so that a city is as often the one as the other.
DRAWN = {"TO": (CITIES, 1), "FROM": (CITIES, 2), "MONTH": (MONTHS, 3), "DAY": (DAYS, 3)}
PATTERNS = [
    "arrive TO on MONTH DAY",
    "leave FROM on MONTH DAY",
    "on MONTH DAY arrive TO",
    "on MONTH DAY leave FROM",
    "arrive the airport of TO on MONTH DAY",
    "leave the airport of FROM on MONTH DAY",
    "I would like to arrive TO on MONTH DAY",
    "I would like to leave FROM on MONTH DAY",
    "arrive TO on MONTH DAY and leave FROM on MONTH DAY",
    "leave FROM on MONTH DAY and arrive TO on MONTH DAY",
]
LECTURE = {"arrive Taipei on November 2nd": PATTERNS[0], "leave Taipei on November 2nd": PATTERNS[1]}
VISIT = "arrive Taipei on November 2nd and leave Taipei on November 3rd"  # one word in two slots
VISIT_PATTERN = PATTERNS[8]

_PLAIN = sorted({word for pattern in PATTERNS for word in pattern.split() if word not in DRAWN}, key=str.lower)
WORDS = (*_PLAIN, *CITIES, *MONTHS, *DAYS)
_LENGTHS = np.array([len(pattern.split()) for pattern in PATTERNS])


class SlotFilling(Task):
    """The words of a sentence, one-hot; the answer is the slot of each. Sentences are of unequal length.

    “Taipei” is the destination after “arrive” and the place of departure after “leave”: no function of the word alone
    can tell. ``length`` is the most words a sentence may have; shorter ones are padded. Patterns that fit are equally
    likely, and so are the words at each of their places.
    SOURCE: Hung-yi Lee, lecture on recurrent networks: slot filling; the first two sentences held out are its own.
    """

    id = "slot-filling"
    title = "Slot filling"
    text = "Find the destination, the place of departure and the time in an order of tickets, word by word."
    trivial = "For each word, its slots as often as they occur: the best that can be done without a memory."
    loss = "categorical"
    preset = Preset(cell="lstm", units=4, rate=0.02, updates=500, length=int(_LENGTHS[-1]))
    input_names = WORDS
    output_names = SLOTS
    shortest = int(_LENGTHS[0])

    def held_out(self, length: int | None = None) -> Batch:
        """Return the lecture's sentences, and others behind them."""
        steps = self._steps(length)
        own = [_read(sentence, pattern, steps) for sentence, pattern in LECTURE.items()]
        others = self._draw(self._own_random(EXAM), HELD_OUT - len(own), steps)
        return _beside([*own, others])

    def probe(self, length: int | None = None) -> Batch:
        """Return a sentence in which Taipei is both; the lecture's, its first five words, where that is too long."""
        steps = self._steps(length)
        if steps < self.length:
            sentence, pattern = next(iter(LECTURE.items()))
        else:
            sentence, pattern = VISIT, VISIT_PATTERN
        words = tuple(sentence.split())
        return dataclasses.replace(_read(sentence, pattern, len(words)), lengths=None, labels=words)

    def trivial_loss(self, length: int | None = None) -> float:
        """Return the entropy of the slot of a word that is known: that of the cities alone, who are half and half."""
        fitting = [pattern.split() for pattern in PATTERNS if len(pattern.split()) <= self._steps(length)]
        counts = Counter(word for pattern in fitting for word in pattern)
        ends = [counts["TO"], counts["FROM"]]
        return sum(-count * math.log(count / sum(ends)) for count in ends) / counts.total()

    def score(self, y: Array, batch: Batch) -> Score:
        """Judge by the share of words whose most likely slot is the right one; solved if all are."""
        share = most_likely_right(y, batch)
        return Score(f"{percent(share)} of words right", share, share == 1)

    def _draw(self, random: np.random.Generator, size: int, length: int) -> Batch:
        fitting = int(np.searchsorted(_LENGTHS, length, "right"))
        pattern = draw_whole(random, fitting, (size,))
        words = _FIRST[:, pattern] + draw_whole(random, _CHOICES[:, pattern], (len(_FIRST), size))
        return _batch(words, pattern, length)


def _tables() -> tuple[Array, Array, Array]:
    """Return, as (words, patterns): the first word that may stand at a place, how many may, and the slot there.

    Behind the end of a sentence stand the place behind the last word and the place behind the last slot.
    """
    shape = (int(_LENGTHS[-1]), len(PATTERNS))
    first, choices, slots = np.full(shape, len(WORDS)), np.ones(shape, int), np.full(shape, len(SLOTS))
    for column, pattern in enumerate(PATTERNS):
        for row, word in enumerate(pattern.split()):
            drawn, slot = DRAWN.get(word, ([word], 0))
            first[row, column], choices[row, column], slots[row, column] = WORDS.index(drawn[0]), len(drawn), slot
    return first, choices, slots


_FIRST, _CHOICES, _SLOTS = _tables()
_WORD_ROWS = np.eye(len(WORDS) + 1, len(WORDS))  # the last row, of no word, is zero
_SLOT_ROWS = np.eye(len(SLOTS) + 1, len(SLOTS))


def _batch(words: Array, pattern: Array, length: int) -> Batch:
    """Return sentences as a batch; ``words`` (longest pattern, batch), ``pattern`` (batch,)."""
    size, used = len(pattern), min(length, len(words))
    x, target = np.zeros((length, size, len(WORDS))), np.zeros((length, size, len(SLOTS)))
    x[:used] = _WORD_ROWS[words[:used]]
    target[:used] = _SLOT_ROWS[_SLOTS[:used, pattern]]
    lengths = _LENGTHS[pattern]
    return Batch(x, target, (np.arange(length)[:, None] < lengths).astype(float), lengths)


def _read(sentence: str, pattern: str, length: int) -> Batch:
    """Return one sentence of a pattern as a batch."""
    words = np.full((len(_FIRST), 1), len(WORDS))
    words[: len(sentence.split()), 0] = [WORDS.index(word) for word in sentence.split()]
    return _batch(words, np.array([PATTERNS.index(pattern)]), length)


def _beside(batches: list[Batch]) -> Batch:
    """Return batches of the same length as one."""
    x, target, weight = (np.concatenate([getattr(b, name) for b in batches], 1) for name in ("x", "target", "weight"))
    return Batch(x, target, weight, np.concatenate([b.lengths for b in batches if b.lengths is not None]))
