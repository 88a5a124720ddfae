"""How the gradient flows back through time: its size at every step, and the factors that made it so.

Nothing here is fast or fused: a plain backward pass through the equations as they are written, so that every number can
be shown. Only single sequences; the gradients that arrive at the states are the training tape's own.
"""

from simulator.engine.flow.contributions import Contributions, Place, contributions
from simulator.engine.flow.flow import Carried, Edge, Flow, flow
from simulator.engine.flow.links import Link
from simulator.engine.flow.paths import Factor, Path
from simulator.engine.flow.reach import Reach, reach, slope_of_last_answer
from simulator.engine.flow.story import Story

__all__ = [
    "Carried",
    "Contributions",
    "Edge",
    "Factor",
    "Flow",
    "Link",
    "Path",
    "Place",
    "Reach",
    "Story",
    "contributions",
    "flow",
    "reach",
    "slope_of_last_answer",
]
