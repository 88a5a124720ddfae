"""The timeline: a column a step, a row a signal, at every zoom from a single step to a million."""

from simulator.render.timeline.draw import Look, timeline

__all__ = ["Look", "timeline"]
