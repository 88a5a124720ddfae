"""Every word that rooms without Qt put on the screen, written out for translators.

Pictures, timelines and edits hold English texts and are given a function that translates them. The tool that collects
texts for translation only sees them where they stand as literals: here. A test draws everything and fails for a word
that is missing.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication


def picture_word(text: str) -> str:
    """Translate a word of a cell diagram."""
    return QCoreApplication.translate("Picture", text) if text in _PICTURE else text


def timeline_word(text: str) -> str:
    """Translate a customary name in the timeline's label column."""
    return QCoreApplication.translate("Timeline", text) if text in _TIMELINE else text


def training_word(text: str) -> str:
    """Translate a word of a picture of training."""
    return QCoreApplication.translate("Training", text) if text in _TRAINING else text


def edit_template(text: str) -> str:
    """Translate the template of an edit's name."""
    return QCoreApplication.translate("Edits", text) if text in _EDITS else text


def initialiser_title(name: str) -> str:
    """Translate what a way to draw parameters is called."""
    title = _INITIALISERS.get(name)
    return name if title is None else QCoreApplication.translate("Initialisers", title)


_INITIALISERS: dict[str, Any] = {  # the marks for translators are text of no declared type
    "uniform": QT_TRANSLATE_NOOP("Initialisers", "Uniform ±1/√units"),
    "pytorch": QT_TRANSLATE_NOOP("Initialisers", "As PyTorch"),
    "keras": QT_TRANSLATE_NOOP("Initialisers", "As Keras"),
    "wildml": QT_TRANSLATE_NOOP("Initialisers", "As WildML"),
    "orthogonal": QT_TRANSLATE_NOOP("Initialisers", "Orthogonal"),
    "identity": QT_TRANSLATE_NOOP("Initialisers", "Identity, others tiny"),
}

_PICTURE = {
    QT_TRANSLATE_NOOP("Picture", "Input gate"),
    QT_TRANSLATE_NOOP("Picture", "Forget gate"),
    QT_TRANSLATE_NOOP("Picture", "Output gate"),
    QT_TRANSLATE_NOOP("Picture", "Update gate"),
    QT_TRANSLATE_NOOP("Picture", "Reset gate"),
    QT_TRANSLATE_NOOP("Picture", "Memory cell"),
    QT_TRANSLATE_NOOP("Picture", "Hidden state"),
    QT_TRANSLATE_NOOP("Picture", "Output"),
    QT_TRANSLATE_NOOP("Picture", "closed"),
    QT_TRANSLATE_NOOP("Picture", "partly open"),
    QT_TRANSLATE_NOOP("Picture", "open"),
    QT_TRANSLATE_NOOP("Picture", "wipes"),
    QT_TRANSLATE_NOOP("Picture", "keeps a part"),
    QT_TRANSLATE_NOOP("Picture", "keeps"),
    QT_TRANSLATE_NOOP("Picture", "hides the old"),
    QT_TRANSLATE_NOOP("Picture", "shows a part"),
    QT_TRANSLATE_NOOP("Picture", "shows the old"),
    QT_TRANSLATE_NOOP("Picture", "new in"),
    QT_TRANSLATE_NOOP("Picture", "old stays"),
    QT_TRANSLATE_NOOP("Picture", "All units (A)"),
    QT_TRANSLATE_NOOP("Picture", "{units} units"),
    QT_TRANSLATE_NOOP("Picture", "strips: units {first} to {last}"),
    QT_TRANSLATE_NOOP("Picture", "Wires"),
    QT_TRANSLATE_NOOP("Picture", "thicker = larger value"),
    QT_TRANSLATE_NOOP("Picture", "positive"),
    QT_TRANSLATE_NOOP("Picture", "negative"),
    QT_TRANSLATE_NOOP("Picture", "zero"),
    QT_TRANSLATE_NOOP("Picture", "weight 0"),
    QT_TRANSLATE_NOOP("Picture", "The same network at every step, with the same weights."),
    QT_TRANSLATE_NOOP("Picture", "Weights"),
    QT_TRANSLATE_NOOP("Picture", "Layer {n}"),
    QT_TRANSLATE_NOOP("Picture", "Readout"),
    QT_TRANSLATE_NOOP("Picture", "forward →"),
    QT_TRANSLATE_NOOP("Picture", "← backward"),
    QT_TRANSLATE_NOOP("Picture", "The output comes back."),
    QT_TRANSLATE_NOOP("Picture", "The hidden layer comes back."),
    QT_TRANSLATE_NOOP("Picture", "The tanks hold its value"),
    QT_TRANSLATE_NOOP("Picture", "of the step before:"),
    QT_TRANSLATE_NOOP("Picture", "no forget gate: all stays"),
    QT_TRANSLATE_NOOP("Picture", "the same at this step"),
    QT_TRANSLATE_NOOP("Picture", "different:"),
    QT_TRANSLATE_NOOP("Picture", "+ {count} more"),
    QT_TRANSLATE_NOOP("Picture", "unit {number} of {units}"),
}

_TIMELINE = {
    QT_TRANSLATE_NOOP("Timeline", "input gate"),
    QT_TRANSLATE_NOOP("Timeline", "forget gate"),
    QT_TRANSLATE_NOOP("Timeline", "output gate"),
    QT_TRANSLATE_NOOP("Timeline", "update gate"),
    QT_TRANSLATE_NOOP("Timeline", "reset gate"),
    QT_TRANSLATE_NOOP("Timeline", "weighted sum"),
    QT_TRANSLATE_NOOP("Timeline", "hidden state"),
    QT_TRANSLATE_NOOP("Timeline", "memory"),
    QT_TRANSLATE_NOOP("Timeline", "candidate"),
    QT_TRANSLATE_NOOP("Timeline", "gate"),
    QT_TRANSLATE_NOOP("Timeline", "output"),
    QT_TRANSLATE_NOOP("Timeline", "input"),
    QT_TRANSLATE_NOOP("Timeline", "sum"),
    QT_TRANSLATE_NOOP("Timeline", "{count} inputs"),
}

_EDITS = {
    QT_TRANSLATE_NOOP("Edits", "Draw the cell as in the lecture"),
    QT_TRANSLATE_NOOP("Edits", "Draw the cell as a conveyor belt"),
    QT_TRANSLATE_NOOP("Edits", "Draw the cell in another way"),
    QT_TRANSLATE_NOOP("Edits", "Take the parameters of {title}"),
    QT_TRANSLATE_NOOP("Edits", "Move {part} in the diagram"),
    QT_TRANSLATE_NOOP("Edits", "Lay the diagram out by itself"),
    QT_TRANSLATE_NOOP("Edits", "Change {input} at step {step}"),
    QT_TRANSLATE_NOOP("Edits", "Paste a step"),
    QT_TRANSLATE_NOOP("Edits", "Paste {rows} steps"),
    QT_TRANSLATE_NOOP("Edits", "Add a step"),
    QT_TRANSLATE_NOOP("Edits", "Add {count} steps"),
    QT_TRANSLATE_NOOP("Edits", "Delete step {step}"),
    QT_TRANSLATE_NOOP("Edits", "Delete {count} steps"),
    QT_TRANSLATE_NOOP("Edits", "Repeat step {step}"),
    QT_TRANSLATE_NOOP("Edits", "Repeat {count} steps"),
    QT_TRANSLATE_NOOP("Edits", "Reverse {count} steps"),
    QT_TRANSLATE_NOOP("Edits", "Shuffle {count} steps"),
    QT_TRANSLATE_NOOP("Edits", "Set step {step} to {value}"),
    QT_TRANSLATE_NOOP("Edits", "Set {count} steps to {value}"),
    QT_TRANSLATE_NOOP("Edits", "Clear step {step}"),
    QT_TRANSLATE_NOOP("Edits", "Clear {count} steps"),
    QT_TRANSLATE_NOOP("Edits", "Draw step {step} at random"),
    QT_TRANSLATE_NOOP("Edits", "Draw {count} steps at random"),
    QT_TRANSLATE_NOOP("Edits", "Make a ramp of {count} steps"),
    QT_TRANSLATE_NOOP("Edits", "Put a pulse at step {step}"),
    QT_TRANSLATE_NOOP("Edits", "Put {count} pulses"),
    QT_TRANSLATE_NOOP("Edits", "Add the sequence {name}"),
    QT_TRANSLATE_NOOP("Edits", "Copy the sequence {name}"),
    QT_TRANSLATE_NOOP("Edits", "Import the sequence {name}"),
    QT_TRANSLATE_NOOP("Edits", "Rename the sequence {name} to {new}"),
    QT_TRANSLATE_NOOP("Edits", "Delete the sequence {name}"),
    QT_TRANSLATE_NOOP("Edits", "Move the sequence {name}"),
    QT_TRANSLATE_NOOP("Edits", "Show the sequence {name}"),
    QT_TRANSLATE_NOOP("Edits", "Show {row} in the timeline"),
    QT_TRANSLATE_NOOP("Edits", "Hide {row} in the timeline"),
    QT_TRANSLATE_NOOP("Edits", "Choose the units of {row} in the timeline"),
    QT_TRANSLATE_NOOP("Edits", "Show {row} as a heat-map"),
    QT_TRANSLATE_NOOP("Edits", "Show {row} as rows"),
    QT_TRANSLATE_NOOP("Edits", "Move {row} in the timeline"),
    QT_TRANSLATE_NOOP("Edits", "Group {row}"),
    QT_TRANSLATE_NOOP("Edits", "Overlay {row}"),
    QT_TRANSLATE_NOOP("Edits", "Ungroup {row}"),
    QT_TRANSLATE_NOOP("Edits", "Fold {row}"),
    QT_TRANSLATE_NOOP("Edits", "Unfold {row}"),
    QT_TRANSLATE_NOOP("Edits", "Name the group {row}"),
    QT_TRANSLATE_NOOP("Edits", "Show the usual rows"),
    QT_TRANSLATE_NOOP("Edits", "What if {hold}"),
    QT_TRANSLATE_NOOP("Edits", "Hold {hold} as well"),
    QT_TRANSLATE_NOOP("Edits", "Let {hold} go"),
    QT_TRANSLATE_NOOP("Edits", "Compare with {title}"),
    QT_TRANSLATE_NOOP("Edits", "Keep {title}"),
    QT_TRANSLATE_NOOP("Edits", "Drop {title}"),
    QT_TRANSLATE_NOOP("Edits", "Rename {title} to {new}"),
    QT_TRANSLATE_NOOP("Edits", "Show {title} beside"),
    QT_TRANSLATE_NOOP("Edits", "Hide {title}"),
    QT_TRANSLATE_NOOP("Edits", "Change {parameter}"),
    QT_TRANSLATE_NOOP("Edits", "Change the parameters"),
    QT_TRANSLATE_NOOP("Edits", "Change the start of {signal}"),
    QT_TRANSLATE_NOOP("Edits", "Set all of {name} to {value}"),
    QT_TRANSLATE_NOOP("Edits", "Set {count} arrays to {value}"),
    QT_TRANSLATE_NOOP("Edits", "Paste into {name}"),
    QT_TRANSLATE_NOOP("Edits", "Make {name} the identity"),
    QT_TRANSLATE_NOOP("Edits", "Draw {name} at random"),
    QT_TRANSLATE_NOOP("Edits", "Draw {count} parameters at random"),
    QT_TRANSLATE_NOOP("Edits", "Set {name} as it was given"),
    QT_TRANSLATE_NOOP("Edits", "Set {count} arrays as they were given"),
    QT_TRANSLATE_NOOP("Edits", "Set the hardness to {factor}"),
    QT_TRANSLATE_NOOP("Edits", "Play step {step}"),
    QT_TRANSLATE_NOOP("Edits", "Open {title}"),
    QT_TRANSLATE_NOOP("Edits", "Put in “{sentence}”"),
    QT_TRANSLATE_NOOP("Edits", "Set step {step} to “{word}”"),
    QT_TRANSLATE_NOOP("Edits", "Add “{sentence}”"),
    QT_TRANSLATE_NOOP("Edits", "Change the equations"),
    QT_TRANSLATE_NOOP("Edits", "Change a function to {function}"),
    QT_TRANSLATE_NOOP("Edits", "Make {signal} the output"),
    QT_TRANSLATE_NOOP("Edits", "Train: {title}"),
    QT_TRANSLATE_NOOP("Edits", "Train another task"),
    QT_TRANSLATE_NOOP("Edits", "Train another cell"),
    QT_TRANSLATE_NOOP("Edits", "Train {value} units"),
    QT_TRANSLATE_NOOP("Edits", "Train {value} layers"),
    QT_TRANSLATE_NOOP("Edits", "Train in other directions"),
    QT_TRANSLATE_NOOP("Edits", "Train with another readout"),
    QT_TRANSLATE_NOOP("Edits", "Start from other weights"),
    QT_TRANSLATE_NOOP("Edits", "Start with the forget bias {value}"),
    QT_TRANSLATE_NOOP("Edits", "Train with the optimiser {value}"),
    QT_TRANSLATE_NOOP("Edits", "Change the optimiser's settings"),
    QT_TRANSLATE_NOOP("Edits", "Set the learning rate to {value}"),
    QT_TRANSLATE_NOOP("Edits", "Change the schedule of the rate"),
    QT_TRANSLATE_NOOP("Edits", "Change the schedule's settings"),
    QT_TRANSLATE_NOOP("Edits", "Clip gradients at {value}"),
    QT_TRANSLATE_NOOP("Edits", "Clip each gradient at {value}"),
    QT_TRANSLATE_NOOP("Edits", "Train {value} sequences at once"),
    QT_TRANSLATE_NOOP("Edits", "Train sequences of {value} steps"),
    QT_TRANSLATE_NOOP("Edits", "Train in windows of {value} steps"),
    QT_TRANSLATE_NOOP("Edits", "Take the seed {value}"),
    QT_TRANSLATE_NOOP("Edits", "Train in {value}"),
    QT_TRANSLATE_NOOP("Edits", "Judge every {value} updates"),
}

_TRAINING = {
    QT_TRANSLATE_NOOP("Training", "Loss"),
    QT_TRANSLATE_NOOP("Training", "Length of the gradient"),
    QT_TRANSLATE_NOOP("Training", "What the gates do now"),
    QT_TRANSLATE_NOOP("Training", "Gradient through time"),
    QT_TRANSLATE_NOOP("Training", "Weights"),
    QT_TRANSLATE_NOOP("Training", "Gradients"),
    QT_TRANSLATE_NOOP("Training", "Last update"),
    QT_TRANSLATE_NOOP("Training", "Error surface"),
    QT_TRANSLATE_NOOP("Training", "In perspective"),
    QT_TRANSLATE_NOOP("Training", "Inside one update"),
    QT_TRANSLATE_NOOP("Training", "smoothed"),
    QT_TRANSLATE_NOOP("Training", "every update"),
    QT_TRANSLATE_NOOP("Training", "clipped"),
    QT_TRANSLATE_NOOP("Training", "cliff"),
    QT_TRANSLATE_NOOP("Training", "held out"),
    QT_TRANSLATE_NOOP("Training", "before clipping"),
    QT_TRANSLATE_NOOP("Training", "after clipping"),
    QT_TRANSLATE_NOOP("Training", "learned"),
    QT_TRANSLATE_NOOP("Training", "set by hand"),
    QT_TRANSLATE_NOOP("Training", "to be answered"),
    QT_TRANSLATE_NOOP("Training", "unit"),
    QT_TRANSLATE_NOOP("Training", "loss"),
    QT_TRANSLATE_NOOP("Training", "gradient"),
    QT_TRANSLATE_NOOP("Training", "trivial answer {value}"),
    QT_TRANSLATE_NOOP("Training", "threshold {value}"),
    QT_TRANSLATE_NOOP("Training", "update {update}"),
    QT_TRANSLATE_NOOP("Training", "Update {update}"),
    QT_TRANSLATE_NOOP("Training", "loss {loss}"),
    QT_TRANSLATE_NOOP("Training", "update {update}: {what} {value}"),
    QT_TRANSLATE_NOOP("Training", "updates {first} to {last}: {what} {low} to {high}"),
    QT_TRANSLATE_NOOP("Training", "Cliff at update {update}"),
    QT_TRANSLATE_NOOP("Training", "Clipped at update {update}"),
    QT_TRANSLATE_NOOP("Training", "gradient {before}, clipped to {after}"),
    QT_TRANSLATE_NOOP("Training", "update {update}: gradient {before}, clipped to {after}"),
    QT_TRANSLATE_NOOP("Training", "after update {update}: {change}"),
    QT_TRANSLATE_NOOP("Training", "set by hand {value}"),
    QT_TRANSLATE_NOOP("Training", "unit {number} of {units}"),
    QT_TRANSLATE_NOOP("Training", "at each step, 1 where it sets out"),
    QT_TRANSLATE_NOOP("Training", "{share} reaches step {step}"),
    QT_TRANSLATE_NOOP("Training", "nothing reaches step {step}"),
    QT_TRANSLATE_NOOP("Training", "overflows at step {step}"),
    QT_TRANSLATE_NOOP("Training", "shrinks"),
    QT_TRANSLATE_NOOP("Training", "grows"),
    QT_TRANSLATE_NOOP("Training", "flies off"),
    QT_TRANSLATE_NOOP("Training", "being computed"),
    QT_TRANSLATE_NOOP("Training", "not computed yet"),
    QT_TRANSLATE_NOOP("Training", "a surface has two points at least each way"),
    QT_TRANSLATE_NOOP("Training", "forward"),
    QT_TRANSLATE_NOOP("Training", "backward"),
    QT_TRANSLATE_NOOP("Training", "sum"),
    QT_TRANSLATE_NOOP("Training", "clip"),
    QT_TRANSLATE_NOOP("Training", "update"),
    QT_TRANSLATE_NOOP("Training", "adds up to"),
    QT_TRANSLATE_NOOP("Training", "Sum of {steps} steps"),
    QT_TRANSLATE_NOOP("Training", "Clip"),
    QT_TRANSLATE_NOOP("Training", "Update"),
    QT_TRANSLATE_NOOP("Training", "length {length}, clipped to {threshold}: × {kept}"),
    QT_TRANSLATE_NOOP("Training", "length {length} ≤ {threshold}: stays"),
    QT_TRANSLATE_NOOP("Training", "nothing is clipped"),
}
