"""Edits of what is to be trained: what the next training begins with, and what one under way goes on with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator.document.edits import Edit
from simulator.document.state import State
from simulator.running.setup import Setup

TRAIN = "Train: {title}"
SETTINGS = {
    "task": "Train another task",
    "cell": "Train another cell",
    "units": "Train {value} units",
    "layers": "Train {value} layers",
    "bidirectional": "Train in other directions",
    "readout": "Train with another readout",
    "initialisation": "Start from other weights",
    "forget_bias": "Start with the forget bias {value}",
    "optimizer": "Train with the optimiser {value}",
    "optimizer_settings": "Change the optimiser's settings",
    "rate": "Set the learning rate to {value}",
    "schedule": "Change the schedule of the rate",
    "schedule_settings": "Change the schedule's settings",
    "clip_norm": "Clip gradients at {value}",
    "clip_value": "Clip each gradient at {value}",
    "batch": "Train {value} sequences at once",
    "length": "Train sequences of {value} steps",
    "window": "Train in windows of {value} steps",
    "seed": "Take the seed {value}",
    "dtype": "Train in {value}",
    "evaluate_every": "Judge every {value} updates",
}
"""Field of a Setup -> the name of the edit that changes it."""

TEMPLATES = (TRAIN, *SETTINGS.values())
"""The names these edits have, for translators."""


def set_training(state: State, setup: Setup, title: str) -> Edit:
    """Choose what is to be trained: a preset, or data of one's own."""
    new = state if state.training == setup else replace(state, training=setup)
    return Edit(TRAIN, new, {"title": title}, None, state.sequence.steps)


def change_training(state: State, gesture: str | None = None, **settings: Any) -> Edit:
    """Change fields of the training; the edit is named by the first of them."""
    old = state.training or Setup()
    setup = replace(old, **settings)
    name, value = next(iter(settings.items()))
    new = state if setup == old else replace(state, training=setup)
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return Edit(SETTINGS[name], new, {"value": shown}, gesture, state.sequence.steps)
