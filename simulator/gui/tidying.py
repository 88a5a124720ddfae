"""When Python looks for reference cycles: at rest, never in the middle of a movement.

A full pass over all that pictures keep takes 20 to 60 ms, several frames. Pictures have no cycles, so nothing piles up
while the passes wait.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QTimer

from simulator.gui.cursor import Cursor

REST = 2000  # ms without movement


def tidy_at_rest(cursor: Cursor) -> None:
    """Turn the automatic passes off for good, and make one whenever the cursor has rested for a while."""
    gc.collect()
    gc.freeze()  # what the start has made stays anyway
    gc.disable()
    timer = QTimer(cursor)
    timer.setSingleShot(True)
    timer.setInterval(REST)
    timer.timeout.connect(gc.collect)
    cursor.moved.connect(timer.start)
