"""What the maps say of one number, in a sentence: the weight, its gradient, and how far the next update moves it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from simulator.engine.networks.network import Network
from simulator.engine.parameters import place_in_flat, say_element
from simulator.engine.training.rehearsal import Rehearsal
from simulator.gui.training.chosen import short
from simulator.render.format import small


def map_words(network: Network, flat: np.ndarray, told: Rehearsal | None, weight: str, index: tuple[int, ...]) -> str:
    """Say what is known of one number of ``flat``, where the next update is ``told`` also its gradient and change."""
    tr = QCoreApplication.translate
    name = short(weight, network)
    shapes = {other: array.shape for other, array in network.parameters.items()}
    number = place_in_flat(shapes, weight, index)
    if told is None:
        return tr("Training", "{weight} is {value}.").format(
            weight=say_element(name, index), value=small(float(flat[number]))
        )
    before, after, gradient = (float(array[number]) for array in (told.before, told.after, told.gradient))
    if before:
        words = tr(
            "Training",
            "{weight} is {value}, its gradient {gradient}. The next update moves it by {change}, {share} of its size.",
        )
    else:
        words = tr("Training", "{weight} is 0, its gradient {gradient}. The next update moves it by {change}.")
    share = abs((after - before) / before) if before else 0.0
    text = words.format(
        weight=say_element(name, index),
        value=small(before),
        gradient=small(gradient),
        change=small(after - before),
        share=percent(share),
    )
    start = place_in_flat(shapes, weight, tuple(0 for _ in index))
    part = slice(start, start + network.parameters[weight].size)
    length, moved = (float(np.linalg.norm(array[part])) for array in (told.before, told.after - told.before))
    if length and index:
        # SOURCE: Karpathy, CS231n, "Neural Networks Part 3", ratio of weights and updates
        words = tr("Training", "{name} as a whole is changed by {share} of its length; about 0.1\u00a0% is usual.")
        text = f"{text} {words.format(name=name, share=percent(moved / length))}"
    return text


def percent(share: float) -> str:
    """Write a share in percent with a few digits."""
    return f"{small(100 * share)}\u00a0%"
