"""What happens at a moment of an update, in one sentence with its numbers."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from simulator.engine.inside import Moment, UpdateStory
from simulator.engine.optimisation.optimisers import OPTIMISERS
from simulator.gui.training.vocabulary import training_text
from simulator.render.format import small
from simulator.render.training.adding_up import told_apart
from simulator.render.training.update_story import Inside


def rule_words(story: UpdateStory) -> str:
    """Say what moves the weight: Adam, rate 0.003."""
    words = QCoreApplication.translate("Training", "{optimizer}, rate {rate}")
    return words.format(optimizer=training_text(OPTIMISERS[story.move.optimizer].title), rate=small(story.move.rate))


def moment_words(story: UpdateStory, inside: Inside, moment: Moment) -> str:
    """Say what happens at a moment; ``inside`` holds the unit that is shown."""
    match moment.kind:
        case "forward":
            return _forward(inside, (moment.step or 1) - 1)
        case "loss":
            tr = QCoreApplication.translate
            words = tr("Training", "All answers of the batch together have the loss {loss}. The update is to lower it.")
            return words.format(loss=small(story.loss))
        case "backward":
            return _backward(inside, (moment.step or 1) - 1, story.sequences)
        case "sum":
            return _sum(story)
        case "clip":
            return _clip(story)
        case "update":
            return _update(story, inside)


def _forward(inside: Inside, step: int) -> str:
    tr, loss = QCoreApplication.translate, float(inside.losses[step])
    words = tr("Training", "Forward, step {step}: {state} becomes {value}. No answer counts here.")
    if loss != 0:
        words = tr("Training", "Forward, step {step}: {state} becomes {value}. Its answers add {loss} to the loss.")
    return words.format(step=step + 1, state=inside.state, value=small(float(inside.states[step])), loss=small(loss))


def _backward(inside: Inside, step: int, sequences: int) -> str:
    tr = QCoreApplication.translate
    words = tr(
        "Training",
        "Backward, step {step}: ∂L/∂{state} is {gradient} here. The step gives {given} to the gradient of {weight}, "
        "which makes {added} so far.",
    )
    if sequences > 1:
        words = tr(
            "Training",
            "Backward, step {step}: ∂L/∂{state} is {gradient} here. In all {sequences} sequences the step gives "
            "{given} to the gradient of {weight}, which makes {added} so far.",
        )
    return words.format(
        step=step + 1,
        state=inside.state,
        gradient=small(float(inside.gradients[step])),
        given=small(float(inside.given[step])),
        weight=inside.weight,
        added=small(float(inside.added[step])),
        sequences=sequences,
    )


def _sum(story: UpdateStory) -> str:
    tr = QCoreApplication.translate
    words = tr(
        "Training",
        "The same weight stands at every step, so its gradient is the sum of what the {steps} steps give: {total}.",
    )
    if story.sequences > 1:
        words = tr(
            "Training",
            "The same weight stands at every step, so its gradient is the sum of what the {steps} steps of all "
            "{sequences} sequences give: {total}.",
        )
    return words.format(steps=story.steps, sequences=story.sequences, total=small(story.gradient))


def _clip(story: UpdateStory) -> str:
    tr, clip = QCoreApplication.translate, story.clip
    if clip.kind == "value":
        words = tr("Training", "The gradient of this weight lies within ±{limit}, so it stays as it is.")
        if clip.after != clip.before:
            words = tr("Training", "The gradient of this weight is {before}, beyond ±{limit}: it becomes {after}.")
        return words.format(before=small(clip.before), limit=small(clip.limit), after=small(clip.after))
    if clip.kind is None:
        words = tr("Training", "Nothing is clipped. The gradient of all weights together is {length} long.")
    elif clip.norm_after < clip.norm_before:
        words = tr(
            "Training",
            "The gradient of all weights together is {length} long. It is clipped to {limit}: each number is "
            "multiplied by {kept}, and {after} is left of this one.",
        )
    else:
        words = tr(
            "Training",
            "The gradient of all weights together is {length} long, no longer than {limit}, so it stays as it is.",
        )
    kept = clip.norm_after / clip.norm_before if clip.norm_before else math.nan
    return words.format(
        length=small(clip.norm_before), limit=small(clip.limit), kept=small(kept), after=small(clip.after)
    )


def _update(story: UpdateStory, inside: Inside) -> str:
    tr, move = QCoreApplication.translate, story.move
    words = tr("Training", "{rule}: {weight} stays at {old}.")
    if move.step != 0:
        words = tr("Training", "{rule}: {weight} moves by {move}, from {old} to {new}.")
    old, new = told_apart(move.old, move.new)
    text = words.format(rule=rule_words(story), weight=inside.weight, move=small(move.step), old=old, new=new)
    if move.gathered:
        gathered = [f"{symbol} {small(had)} → {small(has)}" for symbol, (had, has) in move.gathered.items()]
        kept = tr("Training", "What it has gathered of this gradient: {gathered}.").format(gathered=", ".join(gathered))
        text = f"{text} {kept}"
    return text
