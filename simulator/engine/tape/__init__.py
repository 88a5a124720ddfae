"""Trains a cell: its equations lowered to a flat tape of NumPy calls, forward and backward through time."""

from simulator.engine.tape.tape import Tape

__all__ = ["Tape"]
