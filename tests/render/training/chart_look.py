"""The ways a picture is shown that tests go through."""

from __future__ import annotations

from simulator.render.training.chart import Look

LOOKS = {0: Look(), 1: Look(projected=True), 2: Look(projected=True, scale=0.7)}
