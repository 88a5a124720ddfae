"""Puts cells together: layers in one or both directions, a readout, a loss, and sequences of unequal length."""
