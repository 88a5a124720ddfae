"""A progress bar on standard error: redrawn in place on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import os
import shutil
import sys
import time

REDRAW = 0.1  # seconds
BAR = 24  # characters


class Progress:
    """Says how far some updates have come. On a terminal one line is redrawn; elsewhere ``note`` writes lines.

    To be used in a with statement, which leaves no half of a line behind, also when interrupted.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        term = os.environ.get("TERM", "")
        self.redraws = sys.stderr.isatty() and term != "dumb"
        self.started = self._drawn = time.monotonic()
        self._dirty = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *error: object) -> None:
        if self._dirty:
            self._write("\r\x1b[K")

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.started

    def show(self, done: int, loss: float) -> None:
        """Redraw the bar if there is one and its time has come."""
        now = time.monotonic()
        if self.redraws and now - self._drawn >= REDRAW:
            self._drawn = now
            columns = max(20, shutil.get_terminal_size().columns)
            self._write(f"\r{self.line(done, loss)[: columns - 1]}\x1b[K")
            self._dirty = True

    def note(self, done: int, loss: float) -> None:
        """Write a line, unless there is a bar."""
        if not self.redraws:
            self._write(f"{done:,} of {self.total:,} updates, loss {loss:.4g}\n")

    def line(self, done: int, loss: float) -> str:
        """Return the bar as text: share, updates, loss, speed, time left."""
        share = done / self.total
        full = round(share * BAR)
        speed = done / max(self.seconds, 1e-9)
        left = round((self.total - done) / speed)
        return (
            f"{'█' * full}{'░' * (BAR - full)} {100 * share:3.0f} %  {done:,} of {self.total:,}  loss {loss:.4g}  "
            f"{speed:,.0f} updates/s  {_clock(left)} left"
        )

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def _clock(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
