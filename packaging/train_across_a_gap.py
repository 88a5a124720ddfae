"""Trains the two cells of the lesson “across-a-gap” and writes their weights, with two decimals, into its file.

    python packaging/train_across_a_gap.py

Both learn the same in the same way: a number with a mark beside it comes at the second step, other numbers follow, and
thirty steps later the cell is to say which it was. Seed and rate of each are the best of those listed here.
"""

from __future__ import annotations

import itertools
import re
import sys

import numpy as np

from simulator import Model, Trainer, load_cell
from simulator.engine.tasks import Batch
from simulator.files import write_whole
from simulator.resources import assets

LESSON, GAP = "across-a-gap", 30
UPDATES, SEEDS, RATES = 3000, range(4), (0.01, 0.03)
KEPT, SAID = (-0.8, -0.4, 0.4, 0.8), 0.75  # what is to be kept, and how much of it is to be said at the end


def main() -> int:
    path = assets("lessons", f"{LESSON}.toml")
    text = path.read_text(encoding="utf-8")
    for cell, header in (("elman", r"^\[parameters\].*\n"), ("lstm", r"^\[lesson\.beside\.parameters\].*\n")):
        parameters, error = trained(cell)
        lines = "".join(f"{name} = {np.round(array, 2).tolist()}\n" for name, array in parameters.items())
        text = re.sub(f"(?m)({header})(?:^\\w+ = .*\\n)*", rf"\g<1>{lines}", text)
        print(f"{cell}: mean squared error {error:.4f}, and {guessing():.4f} of who always says 0")
    with write_whole(path) as file:
        file.write(text)
    return 0


def trained(cell: str) -> tuple[dict[str, np.ndarray], float]:
    """Return the parameters after the best of several trainings, and the error on other sequences."""
    tried = []
    for seed, rate in itertools.product(SEEDS, RATES):
        trainer = Trainer(
            sequences(1024, 0), cell, 1, "adam", rate, 1.0, 64, seed=seed, readout=None, loss="squared",
            forget_bias=2.0 if cell == "lstm" else None,
        )
        for _ in trainer.reports(UPDATES, UPDATES):
            pass
        parameters = {name.removeprefix("1."): array.copy() for name, array in trainer.network.parameters.items()}
        tried.append((error_of(cell, parameters), seed, rate, parameters))
    error, _, _, parameters = min(tried, key=lambda one: one[0])
    return parameters, error


def sequences(count: int, seed: int) -> Batch:
    """Return sequences side by side; only the last answer is judged."""
    random = np.random.default_rng(seed)
    steps = GAP + 2
    x = np.zeros((steps, count, 2))
    kept = random.choice(KEPT, size=count)
    x[:, :, 0] = random.uniform(-1, 1, size=(steps, count))
    x[1, :, 0], x[1, :, 1] = kept, 1.0
    target, weight = np.zeros((steps, count, 1)), np.zeros((steps, count))
    target[-1, :, 0], weight[-1] = SAID * kept, 1.0
    return Batch(x, target, weight)


def error_of(cell: str, parameters: dict[str, np.ndarray]) -> float:
    batch = sequences(512, 1)
    model = Model(load_cell(cell), 2, 1, parameters={name: np.round(array, 2) for name, array in parameters.items()})
    return float(np.mean((model.run(batch.x)["h"][-1, :, 0] - batch.target[-1, :, 0]) ** 2))


def guessing() -> float:
    return float(np.mean(np.square(SAID * np.array(KEPT))))


if __name__ == "__main__":
    sys.exit(main())
