"""Every word about training that rooms without Qt put on the screen, written out for translators."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def training_text(text: str) -> str:
    """Translate a title or a sentence of a task, a preset, an optimiser or a schedule, or the name of a row."""
    return _texts().get(text, text)


def _texts() -> dict[str, str]:
    tr = QCoreApplication.translate
    return {
        "Learnt": tr("Training", "Learnt"),
        "Set by hand": tr("Training", "Set by hand"),
        "not clipped": tr("Training", "not clipped"),
        "clipped": tr("Training", "clipped"),
        "training so far": tr("Training", "training so far"),
        "The lecture's gates": tr("Training", "The lecture's gates"),
        ("Add x1 to the memory when x2 is 1, empty it when x2 is −1, and give it out when x3 is 1."): tr(
            "Training",
            "Add x1 to the memory when x2 is 1, empty it when x2 is −1, and give it out when x3 is 1.",
        ),
        "Echo": tr("Training", "Echo"),
        ("Repeat the letter of some steps ago: the memory has to hold several at once, in order."): tr(
            "Training",
            "Repeat the letter of some steps ago: the memory has to hold several at once, in order.",
        ),
        "The adding problem": tr("Training", "The adding problem"),
        ("Add the two marked numbers of a long sequence, and say the sum at its end."): tr(
            "Training",
            "Add the two marked numbers of a long sequence, and say the sum at its end.",
        ),
        "Parity": tr("Training", "Parity"),
        ("Say after every bit whether the number of ones so far is odd."): tr(
            "Training",
            "Say after every bit whether the number of ones so far is odd.",
        ),
        "The next character": tr("Training", "The next character"),
        ("Read a short text character by character and foretell the next one."): tr(
            "Training",
            "Read a short text character by character and foretell the next one.",
        ),
        "Slot filling": tr("Training", "Slot filling"),
        ("Find the destination, the place of departure and the time in an order of tickets, word by word."): tr(
            "Training",
            "Find the destination, the place of departure and the time in an order of tickets, word by word.",
        ),
        "Gradient descent": tr("Training", "Gradient descent"),
        "Momentum": tr("Training", "Momentum"),
        "Nesterov’s momentum": tr("Training", "Nesterov’s momentum"),
        "Nesterov’s momentum, looking ahead": tr("Training", "Nesterov’s momentum, looking ahead"),
        "Adagrad": tr("Training", "Adagrad"),
        "RMSProp, the lecture’s": tr("Training", "RMSProp, the lecture’s"),
        "RMSProp, WildML’s": tr("Training", "RMSProp, WildML’s"),
        "RMSProp": tr("Training", "RMSProp"),
        "Adam": tr("Training", "Adam"),
        "AdamW": tr("Training", "AdamW"),
        "Constant": tr("Training", "Constant"),
        "In steps": tr("Training", "In steps"),
        "Half a cosine": tr("Training", "Half a cosine"),
        "Halved when the loss rises": tr("Training", "Halved when the loss rises"),
        "The lecturer’s gates, learnt": tr("Training", "The lecturer’s gates, learnt"),
        (
            "Would it find the gates that were set by hand? One unit of the lecture’s cell, without a "
            "readout, does: its weights end up saying the same."
        ): tr(
            "Training",
            "Would it find the gates that were set by hand? One unit of the lecture’s cell, without a "
            "readout, does: its weights end up saying the same.",
        ),
        ("The lecturer’s gates, and a network without gates"): tr(
            "Training",
            "The lecturer’s gates, and a network without gates",
        ),
        (
            "Why does the plain network not find them? It has as many weights, but nothing that opens "
            "and closes: a quarter of the trivial loss is left."
        ): tr(
            "Training",
            "Why does the plain network not find them? It has as many weights, but nothing that opens "
            "and closes: a quarter of the trivial loss is left.",
        ),
        "Repeat what was shown": tr("Training", "Repeat what was shown"),
        ("A memory that holds three letters at once, in their order, and lets go of the oldest."): tr(
            "Training",
            "A memory that holds three letters at once, in their order, and lets go of the oldest.",
        ),
        "One bit that must never slip": tr("Training", "One bit that must never slip"),
        ("Whether the number of ones so far is odd: nothing happens for a while, and then all at once."): tr(
            "Training",
            "Whether the number of ones so far is odd: nothing happens for a while, and then all at once.",
        ),
        "A hundred steps of memory": tr("Training", "A hundred steps of memory"),
        (
            "Two numbers far apart are to be added at the end: the LSTM carries them there, and the "
            "plain network learns no more than their mean."
        ): tr(
            "Training",
            "Two numbers far apart are to be added at the end: the LSTM carries them there, and the "
            "plain network learns no more than their mean.",
        ),
        "A sentence learnt by heart": tr("Training", "A sentence learnt by heart"),
        (
            "The next character of a short text, wherever reading begins; some words begin alike and go on otherwise."
        ): tr(
            "Training",
            "The next character of a short text, wherever reading begins; some words begin alike and go on otherwise.",
        ),
        "Arrive at Taipei, leave Taipei": tr("Training", "Arrive at Taipei, leave Taipei"),
        (
            "The same word is the destination or the place of departure: with a memory all are right, "
            "and without one the loss stays at that of the best guess."
        ): tr(
            "Training",
            "The same word is the destination or the place of departure: with a memory all are right, "
            "and without one the loss stays at that of the best guess.",
        ),
        "Over the cliff, and clipped before it": tr("Training", "Over the cliff, and clipped before it"),
        (
            "One recurrent weight over a hundred steps learns well until it is a little too large: then"
            " the gradient is a million times as long from one update to the next, and only clipping "
            "keeps the weights."
        ): tr(
            "Training",
            "One recurrent weight over a hundred steps learns well until it is a little too large: then"
            " the gradient is a million times as long from one update to the next, and only clipping "
            "keeps the weights.",
        ),
        "input": tr("Training", "input"),
        "forget": tr("Training", "forget"),
        "output": tr("Training", "output"),
        "update": tr("Training", "update"),
        "reset": tr("Training", "reset"),
        "memory": tr("Training", "memory"),
        "hidden": tr("Training", "hidden"),
        "answer": tr("Training", "answer"),
    }
