"""Trains beside whoever watches: what is to be trained, the process that does it, and what a run has been.

Nothing is imported here: the process begins with this package, and has something to do before NumPy is loaded.
"""
