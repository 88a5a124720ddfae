"""What became of a gradient, in a sentence: it vanished, it exploded, it was kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.engine.flow.paths import LOSS, Path
from simulator.engine.memory import Array

VANISHED, EXPLODED = 1e-3, 1e3  # of what it was where it set out

Ending = Literal["nothing", "vanished", "exploded", "overflowed", "initial", "kept"]

SENTENCES: dict[str, str] = {
    "nothing": "No gradient comes to {state}: |dL/d{state}| is 0 at every step.",
    "vanished": "Going back from step {last} to step 0, |dL/d{state}| falls from {start:.3g} to {end:.3g}, "
    "{rate:.3g} times a step: by step {step} it has vanished.",
    "exploded": "Going back from step {last} to step 0, |dL/d{state}| grows from {start:.3g} to {end:.3g}, "
    "{rate:.3g} times a step: by step {step} it has exploded.",
    "overflowed": "Going back from step {last}, |dL/d{state}| explodes: at step {step} it is no finite number.",
    "initial": "|dL/d{state}| is {start:.3g} at step 0, and no gradient comes to a later {state}.",
    "kept": "Going back from step {last} to step 0, |dL/d{state}| goes from {start:.3g} to {end:.3g}, "
    "{rate:.3g} times a step.",
    "way": "Most of it comes along {path}, where a step multiplies it by {factors}.",
    "unchanged": "Most of it comes along {path}, unchanged.",
    "shrinks": "What shrinks it most is {factor}, {size:.3g} times a step.",
    "grows": "What makes it grow most is {factor}, {size:.3g} times a step.",
    "losses": "The loss of {losses} steps comes in on the way.",
    "bound": "It has to shrink: whatever the inputs, a step back leaves at most {bound:.3g} of it, in the long run.",
}
"""Templates for str.format with the numbers of a story."""


@dataclass(frozen=True)
class Story:
    """``ending`` and the ``sentences`` to say it with, keys of ``SENTENCES``; ``numbers`` fill them in.

    Numbers: ``state``; ``last``, the latest step with a gradient, and ``start``, its size there; ``end``, its size at
    step 0; ``rate``, the geometric mean of the ratios between; ``step`` where it vanished for good (below ``VANISHED``
    times ``start``), exploded, or was no number any more. Of the path that carries most from step to step: ``path``,
    ``factors`` with the geometric mean of each, and the strongest of them, ``factor`` and ``size``.
    """

    ending: Ending
    sentences: tuple[str, ...]
    numbers: Mapping[str, str | float]

    def __str__(self) -> str:
        return " ".join(SENTENCES[key].format(**self.numbers) for key in self.sentences)


def tell(state: str, norms: Array, paths: tuple[Path, ...], losses: int, bound: float) -> Story:
    """Return the story of a state: ``norms`` (steps + 1,), the paths to it, how many steps have a loss, the bound."""
    there = np.flatnonzero(norms != 0)
    if not there.size:
        return Story("nothing", ("nothing",), {"state": state})
    last = int(there[-1])
    start, end = float(norms[last]), float(norms[0])
    numbers: dict[str, str | float] = {"state": state, "last": last, "start": start, "end": end, "rate": np.nan}
    numbers |= {"losses": losses, "bound": bound}
    ending: Ending = "kept" if last else "initial"
    wild = np.flatnonzero(~np.isfinite(norms))
    if wild.size:
        ending, numbers["step"] = "overflowed", int(wild[-1])
    elif last:
        with np.errstate(all="ignore"):  # log 0 is -inf, and then the rate is 0
            numbers["rate"] = float(np.exp((np.log(end) - np.log(start)) / last))
        beyond: dict[Ending, Array] = {"vanished": norms < VANISHED * start, "exploded": norms > EXPLODED * start}
        for name, far in beyond.items():
            if far[0]:
                ending, numbers["step"] = name, int(np.argmin(far)) - 1
    sentences = [str(ending)]
    if last:
        sentences += _way(ending, paths, numbers)
        if losses > 1:
            sentences.append("losses")
        elif bound < 1:
            sentences.append("bound")
    return Story(ending, tuple(sentences), numbers)


def strongest(paths: tuple[Path, ...]) -> Path | None:
    """Return the path to a state that carries most from step to step, of all steps together; None if none does."""
    candidates = [path for path in paths if path.earlier and path.source != LOSS and path.norm.any()]
    if not candidates:
        return None
    with np.errstate(all="ignore"):
        whole = np.sum([path.norm for path in paths], axis=0)
        shares = [float(np.nansum(path.norm / whole)) for path in candidates]
    return candidates[int(np.argmax(shares))]


def _way(ending: Ending, paths: tuple[Path, ...], numbers: dict[str, str | float]) -> list[str]:
    """Add what is to be said of the path that carries most from step to step, and return the sentences for it."""
    path = strongest(paths)
    if path is None:
        return []
    numbers["path"] = path.text
    sizes = [(_mean(factor.ratio), factor.text) for factor in path.factors if factor.name != "−1"]
    if not sizes:
        return ["unchanged"]
    numbers["factors"] = ", ".join(f"{size:.3g} ({text})" for size, text in sizes)
    shrinks = ending == "vanished"
    size, numbers["factor"] = min(sizes) if shrinks else max(sizes)
    numbers["size"] = size
    grows = ending in ("exploded", "overflowed")
    return ["way"] + ["shrinks"] * (shrinks and size < 1) + ["grows"] * (grows and size > 1)


def _mean(ratio: Array) -> float:
    """Return the geometric mean of the ratios that are there."""
    with np.errstate(all="ignore"):
        logs = np.log(ratio[np.isfinite(ratio)])
        return float(np.exp(logs.mean())) if logs.size else float("nan")
