"""Finds the steps of a sequence where a condition holds, counts them, and says why there are none."""

from simulator.engine.finding.evaluation import holds
from simulator.engine.finding.reasons import never
from simulator.engine.finding.search import count, find
from simulator.engine.source import Source

__all__ = ["Source", "count", "find", "holds", "never"]
