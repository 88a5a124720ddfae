"""Every word about training that rooms without Qt put on the screen, written out for translators."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication


def training_text(text: str) -> str:
    """Translate a text of a task, a preset, an optimiser or a schedule, the name of a row, or part of a training's."""
    return QCoreApplication.translate("Training", text) if text in _TEXTS else text


_TEXTS = {
    QT_TRANSLATE_NOOP("Training", "Learnt"),
    QT_TRANSLATE_NOOP("Training", "Set by hand"),
    QT_TRANSLATE_NOOP("Training", "not clipped"),
    QT_TRANSLATE_NOOP("Training", "clipped"),
    QT_TRANSLATE_NOOP("Training", "training so far"),
    QT_TRANSLATE_NOOP("Training", "The lecture's gates"),
    QT_TRANSLATE_NOOP(
        "Training",
        "Add x1 to the memory when x2 is 1, empty it when x2 is −1, and give it out when x3 is 1.",
    ),
    QT_TRANSLATE_NOOP("Training", "Echo"),
    QT_TRANSLATE_NOOP(
        "Training",
        "Repeat the letter of some steps ago: the memory has to hold several at once, in order.",
    ),
    QT_TRANSLATE_NOOP("Training", "The adding problem"),
    QT_TRANSLATE_NOOP("Training", "Add the two marked numbers of a long sequence, and say the sum at its end."),
    QT_TRANSLATE_NOOP("Training", "Parity"),
    QT_TRANSLATE_NOOP("Training", "Say after every bit whether the number of ones so far is odd."),
    QT_TRANSLATE_NOOP("Training", "The next character"),
    QT_TRANSLATE_NOOP("Training", "Read a short text character by character and foretell the next one."),
    QT_TRANSLATE_NOOP("Training", "Slot filling"),
    QT_TRANSLATE_NOOP(
        "Training",
        "Find the destination, the place of departure and the time in an order of tickets, word by word.",
    ),
    QT_TRANSLATE_NOOP("Training", "Gradient descent"),
    QT_TRANSLATE_NOOP("Training", "Momentum"),
    QT_TRANSLATE_NOOP("Training", "Nesterov’s momentum"),
    QT_TRANSLATE_NOOP("Training", "Nesterov’s momentum, looking ahead"),
    QT_TRANSLATE_NOOP("Training", "Adagrad"),
    QT_TRANSLATE_NOOP("Training", "RMSProp, the lecture’s"),
    QT_TRANSLATE_NOOP("Training", "RMSProp, WildML’s"),
    QT_TRANSLATE_NOOP("Training", "RMSProp"),
    QT_TRANSLATE_NOOP("Training", "Adam"),
    QT_TRANSLATE_NOOP("Training", "AdamW"),
    QT_TRANSLATE_NOOP("Training", "Constant"),
    QT_TRANSLATE_NOOP("Training", "In steps"),
    QT_TRANSLATE_NOOP("Training", "Half a cosine"),
    QT_TRANSLATE_NOOP("Training", "Halved when the loss rises"),
    QT_TRANSLATE_NOOP("Training", "The lecturer’s gates, learnt"),
    QT_TRANSLATE_NOOP(
        "Training",
        "Would it find the gates that were set by hand? One unit of the lecture’s cell, without a readout, does: "
        "its weights end up saying the same.",
    ),
    QT_TRANSLATE_NOOP("Training", "The lecturer’s gates, and a network without gates"),
    QT_TRANSLATE_NOOP(
        "Training",
        "Why does the plain network not find them? It has as many weights, but nothing that opens and closes: a "
        "quarter of the trivial loss is left.",
    ),
    QT_TRANSLATE_NOOP("Training", "Repeat what was shown"),
    QT_TRANSLATE_NOOP(
        "Training",
        "A memory that holds three letters at once, in their order, and lets go of the oldest.",
    ),
    QT_TRANSLATE_NOOP("Training", "One bit that must never slip"),
    QT_TRANSLATE_NOOP(
        "Training",
        "Whether the number of ones so far is odd: nothing happens for a while, and then all at once.",
    ),
    QT_TRANSLATE_NOOP("Training", "A hundred steps of memory"),
    QT_TRANSLATE_NOOP(
        "Training",
        "Two numbers far apart are to be added at the end: the LSTM carries them there, and the plain network "
        "learns no more than their mean.",
    ),
    QT_TRANSLATE_NOOP("Training", "A sentence learnt by heart"),
    QT_TRANSLATE_NOOP(
        "Training",
        "The next character of a short text, wherever reading begins; some words begin alike and go on otherwise.",
    ),
    QT_TRANSLATE_NOOP("Training", "Arrive at Taipei, leave Taipei"),
    QT_TRANSLATE_NOOP(
        "Training",
        "The same word is the destination or the place of departure: with a memory all are right, and without "
        "one the loss stays at that of the best guess.",
    ),
    QT_TRANSLATE_NOOP("Training", "Over the cliff, and clipped before it"),
    QT_TRANSLATE_NOOP(
        "Training",
        "One recurrent weight over a hundred steps learns well until it is a little too large: then the gradient "
        "is a million times as long from one update to the next, and only clipping keeps the weights.",
    ),
    QT_TRANSLATE_NOOP("Training", "input"),
    QT_TRANSLATE_NOOP("Training", "forget"),
    QT_TRANSLATE_NOOP("Training", "output"),
    QT_TRANSLATE_NOOP("Training", "update"),
    QT_TRANSLATE_NOOP("Training", "reset"),
    QT_TRANSLATE_NOOP("Training", "memory"),
    QT_TRANSLATE_NOOP("Training", "hidden"),
    QT_TRANSLATE_NOOP("Training", "answer"),
    QT_TRANSLATE_NOOP("Training", "one layer"),
    QT_TRANSLATE_NOOP("Training", "{layers} layers"),
    QT_TRANSLATE_NOOP("Training", "in one direction"),
    QT_TRANSLATE_NOOP("Training", "in both directions"),
    QT_TRANSLATE_NOOP("Training", "{readout} readout"),
    QT_TRANSLATE_NOOP("Training", "no readout"),
    QT_TRANSLATE_NOOP("Training", "usual readout"),
    QT_TRANSLATE_NOOP("Training", "{initialisation} start"),
    QT_TRANSLATE_NOOP("Training", "forget bias {bias}"),
    QT_TRANSLATE_NOOP("Training", "usual forget bias"),
    QT_TRANSLATE_NOOP("Training", "{optimizer} with {settings}"),
    QT_TRANSLATE_NOOP("Training", "rate {rate}"),
    QT_TRANSLATE_NOOP("Training", "schedule {schedule}"),
    QT_TRANSLATE_NOOP("Training", "schedule {schedule} with {settings}"),
    QT_TRANSLATE_NOOP("Training", "clip norm {limit}"),
    QT_TRANSLATE_NOOP("Training", "clip value {limit}"),
    QT_TRANSLATE_NOOP("Training", "no clipping"),
    QT_TRANSLATE_NOOP("Training", "batch {batch}"),
    QT_TRANSLATE_NOOP("Training", "length {length}"),
    QT_TRANSLATE_NOOP("Training", "window {window}"),
    QT_TRANSLATE_NOOP("Training", "no window"),
    QT_TRANSLATE_NOOP("Training", "seed {seed}"),
    QT_TRANSLATE_NOOP("Training", "from the start"),
    QT_TRANSLATE_NOOP("Training", "from update {update}"),
    QT_TRANSLATE_NOOP("Training", "stopped: {where}"),
}
