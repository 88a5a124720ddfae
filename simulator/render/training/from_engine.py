"""Numbers of the engine as the pictures take them; nothing of what trains is loaded here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from simulator.render.training.surface import Surface, Trail
from simulator.render.training.through_time import Reach
from simulator.render.training.update_story import Inside

if TYPE_CHECKING:
    from simulator.engine import surface as measured
    from simulator.engine.flow.reach import Reach as Reached
    from simulator.engine.inside import UpdateStory


def reach_of(reached: Reached, name: str, hue: str = "mem") -> Reach:
    """Return how far a gradient reaches in a network of that name."""
    part, _, state = reached.state.rpartition(".")
    return Reach(name, state, reached.norms, reached.factors, hue, part.endswith("backward"))


def surface_of(found: measured.Surface) -> Surface:
    """Return a slice as far as it is known."""
    plane = found.plane
    return Surface(plane.x, plane.y, found.losses, plane.across.name, plane.up.name, found.complete)


def trail_of(
    trail: measured.Trail, plane: measured.Slice, name: str, say: Callable[[str], str] = str, first: int = 0
) -> Trail:
    """Return a trail on a slice; ``first`` is how many updates had been made where it starts."""
    x, y = plane.project(trail.points).T
    losses = np.full(len(trail.points), np.nan)
    losses[: trail.updates] = trail.losses  # an update knows the loss at the point that it leaves
    updates = first + np.arange(len(trail.points))
    return Trail(name, x, y, losses, updates, say("flies off") if trail.ended else "")


def inside_of(
    story: UpdateStory, state: str, unit: int, rule: str = "", words: tuple[str, ...] | None = None
) -> Inside:
    """Return the story of an update, with one unit (from 0) of a state of the network, "1.h", of the sequence shown.

    Losses and what the steps give are those of the whole batch, so that they add up to the loss and to the gradient.
    """
    clip, move = story.clip, story.move
    lengths = (abs(clip.before), clip.limit) if clip.kind == "value" else (clip.norm_before, clip.limit)
    return Inside(
        weight=story.element,
        state=state.rpartition(".")[2],
        states=story.values[state][:, unit],
        gradients=story.gradients[state][:, unit],
        losses=story.losses.sum(axis=1),
        given=story.contributions.sum(axis=1),
        length=lengths[0],
        kept=clip.after / clip.before if clip.before else 1.0,
        old=move.old,
        new=move.new,
        threshold=None if clip.kind is None else lengths[1],
        rule=rule,
        words=words,
        from_the_end=story.split.backward,
    )
