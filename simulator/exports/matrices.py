"""All parameters of a network as maps, or as many gradients or changes: which there are, and how they stand."""

from __future__ import annotations

import numpy as np

from simulator.engine.networks.network import Network
from simulator.render.training.matrices import Matrix

_HUES = {"gate": "gate", "memory": "mem", "output": "out", "input": "inp", "candidate": "inp"}


def matrices_of(network: Network, flat: np.ndarray | None = None) -> tuple[Matrix, ...]:
    """Return the parameters gate by gate, named as in the network; ``flat``: other numbers in their places.

    The order is that of the layers, and within a layer that in which the gates come; the matrices of one gate follow
    one another.
    """
    found: dict[tuple[str, str], list[Matrix]] = {}
    start = 0
    for name, array in network.parameters.items():
        part, _, own = name.rpartition(".")
        letter = own.partition("_")[2]
        values = array if flat is None else flat[start : start + array.size].reshape(array.shape)
        start += array.size
        hue = _HUES.get(network.models[part].cell.roles.get(letter, ""), "ink2")
        matrix = Matrix(name, np.asarray(values, float), hue, f"{part}.{letter}")
        found.setdefault((part, letter), []).append(matrix)
    return tuple(matrix for group in found.values() for matrix in group)
