"""From the graph of a cell to numbers: plan, program and trace. NumPy only.

Here stands what every start needs; what trains or explains gradients is imported from its own room.
"""

from simulator.engine.explain import Explained, explain, explain_step
from simulator.engine.model import Model
from simulator.engine.terms import Term, Terms
from simulator.engine.trace import WRITERS, Trace

__all__ = ["WRITERS", "Explained", "Model", "Term", "Terms", "Trace", "explain", "explain_step"]
