"""The one number of a network that is followed: chosen on one page, known to all."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QObject, Signal

from simulator.engine.networks.network import Network

_ELEMENT = re.compile(r"(.+)\[(\d+(?:,\d+)?)\]")
_FIRST = ("U_f", "W_f", "U", "U_z", "W")  # what is looked at unasked: the memory's own gate, or what recurs
_PLACE = {"W_f": (0, 1)}  # of the lecture's three inputs the one that the forget gate listens to


class Chosen(QObject):
    """Holds the name of a parameter in the network ("1.U_f") and the place in it, from 0; ``changed`` tells of others.

    It outlives trainings, so a network may not have it: ``of`` says what is looked at there.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._weight, self._index = "", tuple[int, ...]()

    def choose(self, weight: str, index: tuple[int, ...]) -> None:
        """Follow another number."""
        if (weight, index) != (self._weight, self._index):
            self._weight, self._index = weight, index
            self.changed.emit()

    def of(self, parameters: Mapping[str, np.ndarray]) -> tuple[str, tuple[int, ...]]:
        """Return what is followed in a network with these parameters: the chosen number, or the nearest to it."""
        weight, index = self._weight, self._index
        if weight not in parameters:
            names = {name.rpartition(".")[2]: name for name in reversed(list(parameters))}
            weight = next((names[name] for name in _FIRST if name in names), next(iter(parameters)))
            index = _PLACE.get(weight.rpartition(".")[2], ())
        shape = parameters[weight].shape
        index = (*index, *(0 for _ in shape))[: len(shape)]
        return weight, tuple(min(place, size - 1) for place, size in zip(index, shape, strict=True))


def element_of(target: str) -> tuple[str, tuple[int, ...]] | None:
    """Read the name and place of what a map answers with, such as ``U_f[0,1]``; None if it is something else."""
    found = _ELEMENT.fullmatch(target)
    return None if found is None else (found[1], tuple(int(place) for place in found[2].split(",")))


def target_of(weight: str, index: tuple[int, ...]) -> str:
    """Return what a map calls one number of a parameter: ``U_f[0,1]``."""
    return f"{weight}[{','.join(map(str, index))}]"


def short(name: str, network: Network) -> str:
    """Return a name in a network as it is shown: without the layer where there is only one."""
    return name.removeprefix("1.") if set(network.models) <= {"1", "readout"} else name
