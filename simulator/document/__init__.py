"""The session: what it holds, the named edits that change it, undo and redo, and the trace that keeps up with it."""

from simulator.document.document import Change, Document
from simulator.document.edits import Edit
from simulator.document.entry import parse_block, parse_number
from simulator.document.opening import find, new_state_from_cell, new_state_from_lesson, open_what
from simulator.document.sequence import Sequence
from simulator.document.settings import Settings, load_settings, save_settings
from simulator.document.state import Layer, State
from simulator.document.tracing import Tracer

__all__ = [
    "Change",
    "Document",
    "Edit",
    "Layer",
    "Sequence",
    "Settings",
    "State",
    "Tracer",
    "find",
    "load_settings",
    "new_state_from_cell",
    "new_state_from_lesson",
    "open_what",
    "parse_block",
    "parse_number",
    "save_settings",
]
