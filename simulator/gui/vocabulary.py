"""Every word that rooms without Qt put on the screen, written out for translators.

Pictures, timelines and edits hold English texts and are given a function that translates them. The tool that collects
texts for translation only sees them where they stand as literals: here. A test draws everything and fails for a word
that is missing.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def picture_word(text: str) -> str:
    """Translate a word of a cell diagram."""
    return _picture_words().get(text, text)


def timeline_word(text: str) -> str:
    """Translate a customary name in the timeline's label column."""
    return _timeline_words().get(text, text)


def training_word(text: str) -> str:
    """Translate a word of a picture of training."""
    return _training_words().get(text, text)


def edit_template(text: str) -> str:
    """Translate the template of an edit's name."""
    return _edit_templates().get(text, text)


def initialiser_title(name: str) -> str:
    """Translate what a way to draw parameters is called."""
    return _initialiser_titles().get(name, name)


def _initialiser_titles() -> dict[str, str]:
    return {
        "uniform": QCoreApplication.translate("Initialisers", "Uniform ±1/√units"),
        "pytorch": QCoreApplication.translate("Initialisers", "As PyTorch"),
        "keras": QCoreApplication.translate("Initialisers", "As Keras"),
        "wildml": QCoreApplication.translate("Initialisers", "As WildML"),
        "orthogonal": QCoreApplication.translate("Initialisers", "Orthogonal"),
        "identity": QCoreApplication.translate("Initialisers", "Identity, others tiny"),
    }


def _picture_words() -> dict[str, str]:
    return {
        "Input gate": QCoreApplication.translate("Picture", "Input gate"),
        "Forget gate": QCoreApplication.translate("Picture", "Forget gate"),
        "Output gate": QCoreApplication.translate("Picture", "Output gate"),
        "Update gate": QCoreApplication.translate("Picture", "Update gate"),
        "Reset gate": QCoreApplication.translate("Picture", "Reset gate"),
        "Memory cell": QCoreApplication.translate("Picture", "Memory cell"),
        "Hidden state": QCoreApplication.translate("Picture", "Hidden state"),
        "Output": QCoreApplication.translate("Picture", "Output"),
        "closed": QCoreApplication.translate("Picture", "closed"),
        "partly open": QCoreApplication.translate("Picture", "partly open"),
        "open": QCoreApplication.translate("Picture", "open"),
        "wipes": QCoreApplication.translate("Picture", "wipes"),
        "keeps a part": QCoreApplication.translate("Picture", "keeps a part"),
        "keeps": QCoreApplication.translate("Picture", "keeps"),
        "hides the old": QCoreApplication.translate("Picture", "hides the old"),
        "shows a part": QCoreApplication.translate("Picture", "shows a part"),
        "shows the old": QCoreApplication.translate("Picture", "shows the old"),
        "new in": QCoreApplication.translate("Picture", "new in"),
        "old stays": QCoreApplication.translate("Picture", "old stays"),
        "All units (A)": QCoreApplication.translate("Picture", "All units (A)"),
        "{units} units": QCoreApplication.translate("Picture", "{units} units"),
        "strips: units {first} to {last}": QCoreApplication.translate("Picture", "strips: units {first} to {last}"),
        "Wires": QCoreApplication.translate("Picture", "Wires"),
        "thicker = larger value": QCoreApplication.translate("Picture", "thicker = larger value"),
        "positive": QCoreApplication.translate("Picture", "positive"),
        "negative": QCoreApplication.translate("Picture", "negative"),
        "zero": QCoreApplication.translate("Picture", "zero"),
        "weight 0": QCoreApplication.translate("Picture", "weight 0"),
        "The same network at every step, with the same weights.": QCoreApplication.translate(
            "Picture", "The same network at every step, with the same weights."
        ),
        "Weights": QCoreApplication.translate("Picture", "Weights"),
        "Layer {n}": QCoreApplication.translate("Picture", "Layer {n}"),
        "Readout": QCoreApplication.translate("Picture", "Readout"),
        "forward →": QCoreApplication.translate("Picture", "forward →"),
        "← backward": QCoreApplication.translate("Picture", "← backward"),
        "The output comes back.": QCoreApplication.translate("Picture", "The output comes back."),
        "The hidden layer comes back.": QCoreApplication.translate("Picture", "The hidden layer comes back."),
        "The tanks hold its value": QCoreApplication.translate("Picture", "The tanks hold its value"),
        "of the step before:": QCoreApplication.translate("Picture", "of the step before:"),
        "no forget gate: all stays": QCoreApplication.translate("Picture", "no forget gate: all stays"),
        "the same at this step": QCoreApplication.translate("Picture", "the same at this step"),
        "different:": QCoreApplication.translate("Picture", "different:"),
        "+ {count} more": QCoreApplication.translate("Picture", "+ {count} more"),
        "unit {number} of {units}": QCoreApplication.translate("Picture", "unit {number} of {units}"),
    }


def _timeline_words() -> dict[str, str]:
    return {
        "input gate": QCoreApplication.translate("Timeline", "input gate"),
        "forget gate": QCoreApplication.translate("Timeline", "forget gate"),
        "output gate": QCoreApplication.translate("Timeline", "output gate"),
        "update gate": QCoreApplication.translate("Timeline", "update gate"),
        "reset gate": QCoreApplication.translate("Timeline", "reset gate"),
        "weighted sum": QCoreApplication.translate("Timeline", "weighted sum"),
        "hidden state": QCoreApplication.translate("Timeline", "hidden state"),
        "memory": QCoreApplication.translate("Timeline", "memory"),
        "candidate": QCoreApplication.translate("Timeline", "candidate"),
        "gate": QCoreApplication.translate("Timeline", "gate"),
        "output": QCoreApplication.translate("Timeline", "output"),
        "input": QCoreApplication.translate("Timeline", "input"),
        "sum": QCoreApplication.translate("Timeline", "sum"),
        "{count} inputs": QCoreApplication.translate("Timeline", "{count} inputs"),
    }


def _edit_templates() -> dict[str, str]:
    return {
        "Draw the cell as in the lecture": QCoreApplication.translate("Edits", "Draw the cell as in the lecture"),
        "Draw the cell as a conveyor belt": QCoreApplication.translate("Edits", "Draw the cell as a conveyor belt"),
        "Draw the cell in another way": QCoreApplication.translate("Edits", "Draw the cell in another way"),
        "Take the parameters of {title}": QCoreApplication.translate("Edits", "Take the parameters of {title}"),
        "Move {part} in the diagram": QCoreApplication.translate("Edits", "Move {part} in the diagram"),
        "Lay the diagram out by itself": QCoreApplication.translate("Edits", "Lay the diagram out by itself"),
        "Change {input} at step {step}": QCoreApplication.translate("Edits", "Change {input} at step {step}"),
        "Paste a step": QCoreApplication.translate("Edits", "Paste a step"),
        "Paste {rows} steps": QCoreApplication.translate("Edits", "Paste {rows} steps"),
        "Add a step": QCoreApplication.translate("Edits", "Add a step"),
        "Add {count} steps": QCoreApplication.translate("Edits", "Add {count} steps"),
        "Delete step {step}": QCoreApplication.translate("Edits", "Delete step {step}"),
        "Delete {count} steps": QCoreApplication.translate("Edits", "Delete {count} steps"),
        "Repeat step {step}": QCoreApplication.translate("Edits", "Repeat step {step}"),
        "Repeat {count} steps": QCoreApplication.translate("Edits", "Repeat {count} steps"),
        "Reverse {count} steps": QCoreApplication.translate("Edits", "Reverse {count} steps"),
        "Shuffle {count} steps": QCoreApplication.translate("Edits", "Shuffle {count} steps"),
        "Set step {step} to {value}": QCoreApplication.translate("Edits", "Set step {step} to {value}"),
        "Set {count} steps to {value}": QCoreApplication.translate("Edits", "Set {count} steps to {value}"),
        "Clear step {step}": QCoreApplication.translate("Edits", "Clear step {step}"),
        "Clear {count} steps": QCoreApplication.translate("Edits", "Clear {count} steps"),
        "Draw step {step} at random": QCoreApplication.translate("Edits", "Draw step {step} at random"),
        "Draw {count} steps at random": QCoreApplication.translate("Edits", "Draw {count} steps at random"),
        "Make a ramp of {count} steps": QCoreApplication.translate("Edits", "Make a ramp of {count} steps"),
        "Put a pulse at step {step}": QCoreApplication.translate("Edits", "Put a pulse at step {step}"),
        "Put {count} pulses": QCoreApplication.translate("Edits", "Put {count} pulses"),
        "Add the sequence {name}": QCoreApplication.translate("Edits", "Add the sequence {name}"),
        "Copy the sequence {name}": QCoreApplication.translate("Edits", "Copy the sequence {name}"),
        "Import the sequence {name}": QCoreApplication.translate("Edits", "Import the sequence {name}"),
        "Rename the sequence {name} to {new}": QCoreApplication.translate(
            "Edits", "Rename the sequence {name} to {new}"
        ),
        "Delete the sequence {name}": QCoreApplication.translate("Edits", "Delete the sequence {name}"),
        "Move the sequence {name}": QCoreApplication.translate("Edits", "Move the sequence {name}"),
        "Show the sequence {name}": QCoreApplication.translate("Edits", "Show the sequence {name}"),
        "Show {row} in the timeline": QCoreApplication.translate("Edits", "Show {row} in the timeline"),
        "Hide {row} in the timeline": QCoreApplication.translate("Edits", "Hide {row} in the timeline"),
        "Choose the units of {row} in the timeline": QCoreApplication.translate(
            "Edits", "Choose the units of {row} in the timeline"
        ),
        "Show {row} as a heat-map": QCoreApplication.translate("Edits", "Show {row} as a heat-map"),
        "Show {row} as rows": QCoreApplication.translate("Edits", "Show {row} as rows"),
        "Move {row} in the timeline": QCoreApplication.translate("Edits", "Move {row} in the timeline"),
        "Group {row}": QCoreApplication.translate("Edits", "Group {row}"),
        "Overlay {row}": QCoreApplication.translate("Edits", "Overlay {row}"),
        "Ungroup {row}": QCoreApplication.translate("Edits", "Ungroup {row}"),
        "Fold {row}": QCoreApplication.translate("Edits", "Fold {row}"),
        "Unfold {row}": QCoreApplication.translate("Edits", "Unfold {row}"),
        "Name the group {row}": QCoreApplication.translate("Edits", "Name the group {row}"),
        "Show the usual rows": QCoreApplication.translate("Edits", "Show the usual rows"),
        "What if {hold}": QCoreApplication.translate("Edits", "What if {hold}"),
        "Hold {hold} as well": QCoreApplication.translate("Edits", "Hold {hold} as well"),
        "Let {hold} go": QCoreApplication.translate("Edits", "Let {hold} go"),
        "Compare with {title}": QCoreApplication.translate("Edits", "Compare with {title}"),
        "Keep {title}": QCoreApplication.translate("Edits", "Keep {title}"),
        "Drop {title}": QCoreApplication.translate("Edits", "Drop {title}"),
        "Rename {title} to {new}": QCoreApplication.translate("Edits", "Rename {title} to {new}"),
        "Show {title} beside": QCoreApplication.translate("Edits", "Show {title} beside"),
        "Hide {title}": QCoreApplication.translate("Edits", "Hide {title}"),
        "Change {parameter}": QCoreApplication.translate("Edits", "Change {parameter}"),
        "Change the parameters": QCoreApplication.translate("Edits", "Change the parameters"),
        "Change the start of {signal}": QCoreApplication.translate("Edits", "Change the start of {signal}"),
        "Set all of {name} to {value}": QCoreApplication.translate("Edits", "Set all of {name} to {value}"),
        "Set {count} arrays to {value}": QCoreApplication.translate("Edits", "Set {count} arrays to {value}"),
        "Paste into {name}": QCoreApplication.translate("Edits", "Paste into {name}"),
        "Make {name} the identity": QCoreApplication.translate("Edits", "Make {name} the identity"),
        "Draw {name} at random": QCoreApplication.translate("Edits", "Draw {name} at random"),
        "Draw {count} parameters at random": QCoreApplication.translate("Edits", "Draw {count} parameters at random"),
        "Set {name} as it was given": QCoreApplication.translate("Edits", "Set {name} as it was given"),
        "Set {count} arrays as they were given": QCoreApplication.translate(
            "Edits", "Set {count} arrays as they were given"
        ),
        "Set the hardness to {factor}": QCoreApplication.translate("Edits", "Set the hardness to {factor}"),
        "Play step {step}": QCoreApplication.translate("Edits", "Play step {step}"),
        "Open {title}": QCoreApplication.translate("Edits", "Open {title}"),
        "Put in “{sentence}”": QCoreApplication.translate("Edits", "Put in “{sentence}”"),
        "Set step {step} to “{word}”": QCoreApplication.translate("Edits", "Set step {step} to “{word}”"),
        "Add “{sentence}”": QCoreApplication.translate("Edits", "Add “{sentence}”"),
        "Change the equations": QCoreApplication.translate("Edits", "Change the equations"),
        "Change a function to {function}": QCoreApplication.translate("Edits", "Change a function to {function}"),
        "Make {signal} the output": QCoreApplication.translate("Edits", "Make {signal} the output"),
        "Train: {title}": QCoreApplication.translate("Edits", "Train: {title}"),
        "Train another task": QCoreApplication.translate("Edits", "Train another task"),
        "Train another cell": QCoreApplication.translate("Edits", "Train another cell"),
        "Train {value} units": QCoreApplication.translate("Edits", "Train {value} units"),
        "Train {value} layers": QCoreApplication.translate("Edits", "Train {value} layers"),
        "Train in other directions": QCoreApplication.translate("Edits", "Train in other directions"),
        "Train with another readout": QCoreApplication.translate("Edits", "Train with another readout"),
        "Start from other weights": QCoreApplication.translate("Edits", "Start from other weights"),
        "Start with the forget bias {value}": QCoreApplication.translate("Edits", "Start with the forget bias {value}"),
        "Train with the optimiser {value}": QCoreApplication.translate("Edits", "Train with the optimiser {value}"),
        "Change the optimiser's settings": QCoreApplication.translate("Edits", "Change the optimiser's settings"),
        "Set the learning rate to {value}": QCoreApplication.translate("Edits", "Set the learning rate to {value}"),
        "Change the schedule of the rate": QCoreApplication.translate("Edits", "Change the schedule of the rate"),
        "Change the schedule's settings": QCoreApplication.translate("Edits", "Change the schedule's settings"),
        "Clip gradients at {value}": QCoreApplication.translate("Edits", "Clip gradients at {value}"),
        "Clip each gradient at {value}": QCoreApplication.translate("Edits", "Clip each gradient at {value}"),
        "Train {value} sequences at once": QCoreApplication.translate("Edits", "Train {value} sequences at once"),
        "Train sequences of {value} steps": QCoreApplication.translate("Edits", "Train sequences of {value} steps"),
        "Train in windows of {value} steps": QCoreApplication.translate("Edits", "Train in windows of {value} steps"),
        "Take the seed {value}": QCoreApplication.translate("Edits", "Take the seed {value}"),
        "Train in {value}": QCoreApplication.translate("Edits", "Train in {value}"),
        "Judge every {value} updates": QCoreApplication.translate("Edits", "Judge every {value} updates"),
    }


def _training_words() -> dict[str, str]:
    return {
        "Loss": QCoreApplication.translate("Training", "Loss"),
        "Length of the gradient": QCoreApplication.translate("Training", "Length of the gradient"),
        "What the gates do now": QCoreApplication.translate("Training", "What the gates do now"),
        "Gradient through time": QCoreApplication.translate("Training", "Gradient through time"),
        "Weights": QCoreApplication.translate("Training", "Weights"),
        "Gradients": QCoreApplication.translate("Training", "Gradients"),
        "Last update": QCoreApplication.translate("Training", "Last update"),
        "Error surface": QCoreApplication.translate("Training", "Error surface"),
        "In perspective": QCoreApplication.translate("Training", "In perspective"),
        "Inside one update": QCoreApplication.translate("Training", "Inside one update"),
        "smoothed": QCoreApplication.translate("Training", "smoothed"),
        "every update": QCoreApplication.translate("Training", "every update"),
        "clipped": QCoreApplication.translate("Training", "clipped"),
        "cliff": QCoreApplication.translate("Training", "cliff"),
        "held out": QCoreApplication.translate("Training", "held out"),
        "before clipping": QCoreApplication.translate("Training", "before clipping"),
        "after clipping": QCoreApplication.translate("Training", "after clipping"),
        "learned": QCoreApplication.translate("Training", "learned"),
        "set by hand": QCoreApplication.translate("Training", "set by hand"),
        "to be answered": QCoreApplication.translate("Training", "to be answered"),
        "unit": QCoreApplication.translate("Training", "unit"),
        "loss": QCoreApplication.translate("Training", "loss"),
        "gradient": QCoreApplication.translate("Training", "gradient"),
        "trivial answer {value}": QCoreApplication.translate("Training", "trivial answer {value}"),
        "threshold {value}": QCoreApplication.translate("Training", "threshold {value}"),
        "update {update}": QCoreApplication.translate("Training", "update {update}"),
        "Update {update}": QCoreApplication.translate("Training", "Update {update}"),
        "loss {loss}": QCoreApplication.translate("Training", "loss {loss}"),
        "update {update}: {what} {value}": QCoreApplication.translate("Training", "update {update}: {what} {value}"),
        "updates {first} to {last}: {what} {low} to {high}": QCoreApplication.translate(
            "Training", "updates {first} to {last}: {what} {low} to {high}"
        ),
        "Cliff at update {update}": QCoreApplication.translate("Training", "Cliff at update {update}"),
        "Clipped at update {update}": QCoreApplication.translate("Training", "Clipped at update {update}"),
        "gradient {before}, clipped to {after}": QCoreApplication.translate(
            "Training", "gradient {before}, clipped to {after}"
        ),
        "update {update}: gradient {before}, clipped to {after}": QCoreApplication.translate(
            "Training", "update {update}: gradient {before}, clipped to {after}"
        ),
        "after update {update}: {change}": QCoreApplication.translate("Training", "after update {update}: {change}"),
        "set by hand {value}": QCoreApplication.translate("Training", "set by hand {value}"),
        "unit {number} of {units}": QCoreApplication.translate("Training", "unit {number} of {units}"),
        "at each step, 1 where it sets out": QCoreApplication.translate(
            "Training", "at each step, 1 where it sets out"
        ),
        "{share} reaches step {step}": QCoreApplication.translate("Training", "{share} reaches step {step}"),
        "nothing reaches step {step}": QCoreApplication.translate("Training", "nothing reaches step {step}"),
        "overflows at step {step}": QCoreApplication.translate("Training", "overflows at step {step}"),
        "shrinks": QCoreApplication.translate("Training", "shrinks"),
        "grows": QCoreApplication.translate("Training", "grows"),
        "flies off": QCoreApplication.translate("Training", "flies off"),
        "being computed": QCoreApplication.translate("Training", "being computed"),
        "not computed yet": QCoreApplication.translate("Training", "not computed yet"),
        "a surface has two points at least each way": QCoreApplication.translate(
            "Training", "a surface has two points at least each way"
        ),
        "forward": QCoreApplication.translate("Training", "forward"),
        "backward": QCoreApplication.translate("Training", "backward"),
        "sum": QCoreApplication.translate("Training", "sum"),
        "clip": QCoreApplication.translate("Training", "clip"),
        "update": QCoreApplication.translate("Training", "update"),
        "adds up to": QCoreApplication.translate("Training", "adds up to"),
        "Sum of {steps} steps": QCoreApplication.translate("Training", "Sum of {steps} steps"),
        "Clip": QCoreApplication.translate("Training", "Clip"),
        "Update": QCoreApplication.translate("Training", "Update"),
        "length {length}, clipped to {threshold}: × {kept}": QCoreApplication.translate(
            "Training", "length {length}, clipped to {threshold}: × {kept}"
        ),
        "length {length} ≤ {threshold}: stays": QCoreApplication.translate(
            "Training", "length {length} ≤ {threshold}: stays"
        ),
        "nothing is clipped": QCoreApplication.translate("Training", "nothing is clipped"),
    }
