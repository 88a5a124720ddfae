"""Error surfaces: the loss over a plane through the parameters, and what gradient descent does on it.

SOURCE: Li, Xu, Taylor, Studer and Goldstein 2018, Visualizing the loss landscape of neural nets; Pascanu, Mikolov and
Bengio 2013, On the difficulty of training recurrent neural networks, for the cliff.
"""

from simulator.engine.surface.directions import along_weights, main_directions, random_directions
from simulator.engine.surface.evaluation import Row, Surface, evaluate, sweep
from simulator.engine.surface.landscape import Landscape, NetworkLandscape, landscape_of
from simulator.engine.surface.plane import Axis, Slice
from simulator.engine.surface.toy import Toy
from simulator.engine.surface.trails import Trail, descend, record

__all__ = [
    "Axis",
    "Landscape",
    "NetworkLandscape",
    "Row",
    "Slice",
    "Surface",
    "Toy",
    "Trail",
    "along_weights",
    "descend",
    "evaluate",
    "landscape_of",
    "main_directions",
    "random_directions",
    "record",
    "sweep",
]
