"""A short text learnt by heart, one character after the other."""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict

import numpy as np

from simulator.engine.memory import Array
from simulator.engine.tasks.task import Batch, Preset, Score, Task, draw_whole, most_likely_right, percent

# “ one ” and “s ” come again and again, each time with something else behind them: the last letter is not enough.
TEXT = "one gate lets numbers in, one keeps them, one lets them out. "
CHARACTERS = tuple(sorted(set(TEXT)))
SOLVED = 0.99  # of what can be known

_ONE_HOT = np.array([[float(character == other) for other in CHARACTERS] for character in TEXT])


class NextCharacter(Task):
    """Windows of a text that is read as a loop, one-hot; the answer is the character that comes next.

    A window may begin anywhere, so that its first characters cannot always be foretold: the score is measured against
    the best that can be known. The held-out windows are all there are, one from each character, since the text is
    to be learnt by heart.
    """

    id = "next-character"
    title = "The next character"
    text = "Read a short text character by character and foretell the next one."
    trivial = "The characters as often as they occur in the text."
    loss = "categorical"
    preset = Preset(cell="lstm", units=16, rate=0.02, updates=600, length=30)
    input_names = output_names = CHARACTERS

    def held_out(self, length: int | None = None) -> Batch:
        """Return the windows that begin at each character of the text, in order."""
        return _windows(np.arange(len(TEXT)), self._steps(length))

    def probe(self, length: int | None = None) -> Batch:
        """Return the window from the beginning of the text."""
        return _windows(np.zeros(1, np.intp), self._steps(length))

    def trivial_loss(self, length: int | None = None) -> float:
        """Return the entropy of the characters of the text."""
        self._steps(length)
        shares = [count / len(TEXT) for count in Counter(TEXT).values()]
        return -sum(share * math.log(share) for share in shares)

    def score(self, y: Array, batch: Batch) -> Score:
        """Judge by the share of characters that are right, the most likely one taken, against the best possible."""
        share, best = most_likely_right(y, batch), best_share(len(y))
        text = f"{percent(share)} of characters right, where {percent(best)} can be known"
        return Score(text, share, share >= SOLVED * best)

    def _draw(self, random: np.random.Generator, size: int, length: int) -> Batch:
        return _windows(draw_whole(random, len(TEXT), (size,)), length)


def _windows(starts: Array, length: int) -> Batch:
    """Return the windows that begin at the places ``starts`` (batch,)."""
    places = starts + np.arange(length)[:, None]
    labels = tuple(TEXT[place % len(TEXT)] for place in places[:, 0]) if len(starts) == 1 else None
    x, target = (_ONE_HOT.take(p, axis=0, mode="wrap") for p in (places, places + 1))
    return Batch(x, target, np.ones(places.shape), labels=labels)


@functools.cache
def best_share(length: int) -> float:
    """Return the share of characters, over all windows, that can be foretold from what was read of the window."""
    right = 0
    for read in range(1, length + 1):
        following: dict[str, Counter[str]] = defaultdict(Counter)
        for start in range(len(TEXT)):
            window = "".join(TEXT[(start + k) % len(TEXT)] for k in range(read + 1))
            following[window[:-1]][window[-1]] += 1
        right += sum(max(counts.values()) for counts in following.values())
    return right / (length * len(TEXT))
