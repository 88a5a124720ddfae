"""Diagrams that lay themselves out: a cell's graph taken apart, set in ranks by dependence, wired and drawn."""
