"""Strokes of one pixel side by side, as an Envelope holds them."""

from __future__ import annotations

import numpy as np


def spans(first: np.ndarray, last: np.ndarray, height: float) -> bytes:
    """Return strokes in eighths of a pixel; none where there is no number."""
    with np.errstate(invalid="ignore"):
        ends = np.stack([np.clip(first, 0, height), np.clip(last, 0, height)], axis=1)
        eighths = np.where(np.isnan(ends).any(axis=1, keepdims=True), 0.0, np.rint(ends * 8))
    return bytes(eighths.astype(np.uint16).tobytes())
