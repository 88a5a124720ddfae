"""See a recurrent network think: the public interface of the LSTM Gate Simulator.

Names are loaded on first use, so that ``import simulator`` costs nothing and needs neither NumPy nor Qt.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.engine import Model, Trace, explain
    from simulator.engine.gradcheck import check_gradients
    from simulator.engine.networks.layer import Layer
    from simulator.engine.networks.network import Network
    from simulator.engine.tasks import Batch
    from simulator.engine.training.diagnosis import TrainingStopped
    from simulator.engine.training.snapshot import Snapshot
    from simulator.engine.training.trainer import Trainer
    from simulator.errors import CellError, UserError
    from simulator.language import Cell, load_cell, parse_cell

__version__ = "0.1.0"

__all__ = [
    "Batch",
    "Cell",
    "CellError",
    "Layer",
    "Model",
    "Network",
    "Snapshot",
    "Trace",
    "Trainer",
    "TrainingStopped",
    "UserError",
    "__version__",
    "check_gradients",
    "explain",
    "load_cell",
    "parse_cell",
]

_HOME = {
    "Batch": "simulator.engine.tasks",
    "Cell": "simulator.language",
    "CellError": "simulator.errors",
    "Layer": "simulator.engine.networks.layer",
    "Model": "simulator.engine",
    "Network": "simulator.engine.networks.network",
    "Snapshot": "simulator.engine.training.snapshot",
    "Trace": "simulator.engine",
    "Trainer": "simulator.engine.training.trainer",
    "TrainingStopped": "simulator.engine.training.diagnosis",
    "UserError": "simulator.errors",
    "check_gradients": "simulator.engine.gradcheck",
    "explain": "simulator.engine",
    "load_cell": "simulator.language",
    "parse_cell": "simulator.language",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'simulator' has no attribute {name!r}")
    importlib.import_module("simulator.exports")  # makes the file formats known to Trace.save
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
