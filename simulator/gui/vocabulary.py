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
    }
