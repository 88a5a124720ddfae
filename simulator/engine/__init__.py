"""From the graph of a cell to numbers: plan, program and trace, and to a network that learns. NumPy only."""

from simulator.engine.diagnosis import TrainingStopped
from simulator.engine.explain import Explained, Term, explain, explain_step
from simulator.engine.flow import Contributions, Flow, contributions, flow
from simulator.engine.layer import Layer
from simulator.engine.model import Model
from simulator.engine.network import Network
from simulator.engine.snapshot import Snapshot
from simulator.engine.trace import WRITERS, Trace
from simulator.engine.trainer import Trainer

__all__ = [
    "WRITERS",
    "Contributions",
    "Explained",
    "Flow",
    "Layer",
    "Model",
    "Network",
    "Snapshot",
    "Term",
    "Trace",
    "Trainer",
    "TrainingStopped",
    "contributions",
    "explain",
    "explain_step",
    "flow",
]
