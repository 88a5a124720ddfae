"""From the graph of a cell to numbers: plan, program and trace. NumPy only."""

from simulator.engine.explain import Explained, Term, explain, explain_step
from simulator.engine.flow import Contributions, Flow, contributions, flow
from simulator.engine.model import Model
from simulator.engine.networks.layer import Layer
from simulator.engine.networks.network import Network
from simulator.engine.trace import WRITERS, Trace

__all__ = [
    "WRITERS",
    "Contributions",
    "Explained",
    "Flow",
    "Layer",
    "Model",
    "Network",
    "Term",
    "Trace",
    "contributions",
    "explain",
    "explain_step",
    "flow",
]
