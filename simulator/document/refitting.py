"""A layer with another cell or other sizes: what keeps its name and its shape stays, the rest begins anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from simulator.document.sequence import Array
from simulator.document.state import Layer, frozen
from simulator.engine import Model
from simulator.language import Cell


def refit(layer: Layer, cell: Cell | None = None, inputs: int | None = None) -> Layer:
    """Return the layer with another cell, with another number of inputs, or with both.

    Parameters that are new, or have another shape than before, come from the seed as if all did; such states begin at
    zero.
    """
    new = replace(layer, cell=cell or layer.cell, inputs=inputs or layer.inputs)
    sizes = new.inputs, new.units, new.outputs
    shapes = new.cell.parameter_shapes(*sizes)
    drawn: Mapping[str, Array] = {}
    if any(_lost(layer.parameters, name, shape) for name, shape in shapes.items()):
        drawn = Model(new.cell, *sizes).parameters
    lengths = new.cell.signal_sizes(*sizes)
    return replace(
        new,
        parameters={
            name: frozen(drawn[name]) if _lost(layer.parameters, name, shape) else layer.parameters[name]
            for name, shape in shapes.items()
        },
        initial={
            name: frozen(np.zeros(lengths[name]))
            if _lost(layer.initial, name, (lengths[name],))
            else layer.initial[name]
            for name in new.cell.states
        },
    )


def _lost(arrays: Mapping[str, Array], name: str, shape: tuple[int, ...]) -> bool:
    return name not in arrays or arrays[name].shape != shape
