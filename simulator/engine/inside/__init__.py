"""Inside one update: forward, loss, back through time, the contributions to one weight, the clip and the step.

Back propagation through time is back propagation on the unrolled network: the same weight stands at every step, and
its gradient is the sum of what it would be at each. SOURCE: Werbos 1990.
"""

from simulator.engine.inside.moments import Kind, Moment, moments
from simulator.engine.inside.story import Clip, Move, UpdateStory, update_story

__all__ = ["Clip", "Kind", "Moment", "Move", "UpdateStory", "moments", "update_story"]
