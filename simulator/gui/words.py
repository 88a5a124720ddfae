"""What the window says about a signal: what it is called, where it sits, what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from simulator.gui.vocabulary import edit_template
from simulator.language import Cell
from simulator.tables import Words, words


@dataclass(frozen=True)
class SignalWords:
    """What it is called ("Forget gate"), where it sits ("valve on the memory loop"), and what it means."""

    title: str
    place: str
    sentence: str


def signal_words(cell: Cell, name: str, labels: Mapping[str, Words] | None = None, language: str = "en") -> SignalWords:
    """Return the words about a signal: by its customary name if it is a gate, else by its role."""
    role = cell.roles[name]
    found = _gate(cell, name) if role == "gate" else _by_role(name, role)
    label = words((labels or {}).get(name, {}), language)
    if label and role != "gate":
        return SignalWords(label[:1].upper() + label[1:], found.place, found.sentence)
    return found


def _gate(cell: Cell, name: str) -> SignalWords:
    tr = QCoreApplication.translate
    if name == "i":
        return SignalWords(
            tr("Signals", "Input gate"),
            tr("Signals", "valve before the memory"),
            tr("Signals", "1 lets the new value in, 0 keeps it out."),
        )
    if name == "f":
        return SignalWords(
            tr("Signals", "Forget gate"),
            tr("Signals", "valve on the memory loop"),
            tr("Signals", "1 keeps the old memory, 0 wipes it."),
        )
    if name == "o":
        return SignalWords(
            tr("Signals", "Output gate"),
            tr("Signals", "valve behind the memory"),
            tr("Signals", "1 lets the memory out, 0 holds it back."),
        )
    if name == "z":
        keeps = _multiplies_the_past(cell, name)
        return SignalWords(
            tr("Signals", "Update gate"),
            tr("Signals", "shares out old and new"),
            tr("Signals", "1 keeps the old state, 0 takes the candidate.")
            if keeps
            else tr("Signals", "1 takes the candidate, 0 keeps the old state."),
        )
    if name == "r":
        return SignalWords(
            tr("Signals", "Reset gate"),
            tr("Signals", "valve before the candidate"),
            tr("Signals", "1 shows the old state to the candidate, 0 hides it."),
        )
    return SignalWords(
        tr("Signals", "Gate"),
        tr("Signals", "valve"),
        tr("Signals", "1 lets everything through, 0 lets nothing through."),
    )


def _by_role(name: str, role: str) -> SignalWords:
    tr = QCoreApplication.translate
    if role == "memory" and name == "h":
        return SignalWords(
            tr("Signals", "Hidden state"),
            tr("Signals", "kept for the next step"),
            tr("Signals", "What the cell says at this step, and reads again at the next."),
        )
    if role == "memory":
        return SignalWords(
            tr("Signals", "Memory"),
            tr("Signals", "kept for the next step"),
            tr("Signals", "What the cell remembers from one step to the next."),
        )
    if role == "sum":
        return SignalWords(
            tr("Signals", "Weighted sum"),
            tr("Signals", "before the activation"),
            tr("Signals", "Every input times its weight, added up, with the bias."),
        )
    if role == "candidate":
        return SignalWords(
            tr("Signals", "Candidate"),
            tr("Signals", "what may be written"),
            tr("Signals", "The new value on its way to the memory; a gate decides how much of it arrives."),
        )
    if role == "output":
        return SignalWords(
            tr("Signals", "Output"),
            tr("Signals", "what leaves the cell"),
            tr("Signals", "What the cell says at this step."),
        )
    return SignalWords(tr("Signals", "Input"), tr("Signals", "what comes in"), tr("Signals", "What the cell is given."))


def _multiplies_the_past(cell: Cell, name: str) -> bool:
    """Whether a gate itself, not 1 - gate, is a factor of a state at t-1: conventions for the update gate differ."""
    nodes = cell.graph.nodes
    index = cell.graph.signals[name]
    return any(
        nodes[reader].op == "mul" and any(nodes[arg].op == "previous" for arg in nodes[reader].args)
        for reader in cell.graph.readers[index]
    )


def edit_name(template: str, values: dict[str, object]) -> str:
    """Return the name of an edit in the language of the window."""
    return edit_template(template).format(**values)
