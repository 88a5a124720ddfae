"""Trains the cell of the lesson “two-memories” and writes its weights, with two decimals, into the lesson's file.

    python packaging/train_two_memories.py

The lesson says which words the cell knows; the sentences are those of the task “slot-filling” whose cities, months and
days are among them. Weight decay keeps the weights small enough to be read, and the seed is one whose first unit
remembers the verb.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from simulator import Model, Trainer
from simulator.engine.tasks import Batch
from simulator.engine.tasks.slot_filling import DRAWN, PATTERNS, SLOTS
from simulator.files import write_whole
from simulator.lessons import Lesson, load_lesson
from simulator.resources import assets
from simulator.words import Encoding, OneOfN, encode

LESSON = "two-memories"
SEED, UPDATES, RATE, WEIGHT_DECAY = 356, 1500, 0.03, 0.2

Sentence = tuple[tuple[str, ...], tuple[int, ...]]
"""Words, and the slot of each."""


def main() -> int:
    lesson = load_lesson(LESSON)
    parameters = trained(lesson)
    path = assets("lessons", f"{LESSON}.toml")
    text = with_parameters(path.read_text(encoding="utf-8"), parameters)
    with write_whole(path) as file:
        file.write(text)
    print(f"{path} is written. The least likely of the right slots has {least(lesson, parameters):.3f}.")
    return 0


def trained(lesson: Lesson) -> dict[str, NDArray[np.float64]]:
    """Return the parameters after training, with two decimals."""
    encoding = encoding_of(lesson)
    trainer = Trainer(
        batch_of(list(sentences(encoding.lexicon)), encoding),
        lesson.cell,
        lesson.units,
        optimizer="adamw",
        rate=RATE,
        clip_norm=None,
        seed=SEED,
        loss="categorical",
        optimizer_settings={"weight_decay": WEIGHT_DECAY},
    )
    for _ in trainer.reports(UPDATES, UPDATES):
        pass
    return {name.removeprefix("1."): array.round(2) + 0.0 for name, array in trainer.network.parameters.items()}


def encoding_of(lesson: Lesson) -> OneOfN:
    assert isinstance(lesson.encoding, OneOfN)
    return lesson.encoding


def sentences(lexicon: Collection[str]) -> Iterator[Sentence]:
    """Yield every sentence of the task whose cities, months and days are in a lexicon, with the slots of its words."""
    for pattern in PATTERNS:
        choices = []
        for word in pattern.split():
            drawn, slot = DRAWN.get(word, ([word], 0))
            choices.append([(other, slot) for other in drawn if other in lexicon or word not in DRAWN])
        for chosen in itertools.product(*choices):
            words, slots = zip(*chosen, strict=True)
            yield words, slots


def batch_of(chosen: list[Sentence], encoding: Encoding) -> Batch:
    """Return sentences side by side, padded to the longest."""
    lengths = np.array([len(words) for words, _ in chosen])
    shape = (int(lengths.max()), len(chosen))
    x, target, weight = np.zeros((*shape, encoding.size)), np.zeros((*shape, len(SLOTS))), np.zeros(shape)
    for number, (words, slots) in enumerate(chosen):
        x[: len(words), number] = encode(words, encoding)
        target[range(len(words)), number, slots] = 1
        weight[: len(words), number] = 1
    return Batch(x, target, weight, lengths)


def least(lesson: Lesson, parameters: dict[str, NDArray[np.float64]]) -> float:
    """Return the smallest probability that any word's right slot is given."""
    encoding = encoding_of(lesson)
    model = Model(lesson.cell, lesson.inputs, lesson.units, lesson.outputs, parameters=parameters)
    return min(
        float(model.run(encode(words, encoding))["y"][range(len(words)), slots].min())
        for words, slots in sentences(encoding.lexicon)
    )


def with_parameters(text: str, parameters: dict[str, NDArray[np.float64]]) -> str:
    """Return the text of a lesson with other parameters, which stand at its end."""
    before, header, _ = re.split(r"(?m)^(\[parameters\].*\n)", text)
    return before + header + "".join(written(name, array) for name, array in parameters.items())


def written(name: str, array: NDArray[np.float64]) -> str:
    """Return a parameter as TOML, one row a line."""
    rows = [f"[{', '.join(f'{number:g}' for number in row)}]" for row in np.atleast_2d(array)]
    if array.ndim == 1:
        return f"{name} = {rows[0]}\n"
    return f"{name} = [\n" + "".join(f"  {row},\n" for row in rows) + "]\n"


if __name__ == "__main__":
    sys.exit(main())
