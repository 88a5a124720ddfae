"""Trainings that are ready to be run, each of which makes its point in less than a minute."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from simulator.language import parse_cell
from simulator.running.setup import Setup

WITHOUT_MEMORY = "y: outputs = softmax(V @ x + b)"
ONE_WEIGHT = "h = W @ x + U @ h[t-1]"
"""The lecture's network of one recurrent weight, whose effect after so many steps is that weight to their power."""


@dataclass(frozen=True, slots=True)
class Preset:
    """One or several trainings, to be compared, and how many updates of each it takes to see what ``text`` says.

    ``stops``: the first of them ends in a stop, and is meant to.
    """

    id: str
    title: str
    text: str
    setups: tuple[Setup, ...]
    updates: int
    stops: bool = False


@functools.cache
def presets() -> tuple[Preset, ...]:
    """Return them all, in the order in which they are best shown."""
    gates = Setup("lecture-gates", "lecture-lstm", 1, evaluate_every=100)
    plain = Setup("lecture-gates", "elman", 2, evaluate_every=100)
    adding = Setup("adding", "lstm", 16, rate=0.02, length=100, evaluate_every=250)
    adding_plain = Setup("adding", "elman", 16, rate=0.02, length=100, evaluate_every=250)
    slots = Setup("slot-filling", "lstm", 4, evaluate_every=25)
    slots_alone = Setup("slot-filling", parse_cell(WITHOUT_MEMORY, id="no-memory"), 1, rate=0.05, evaluate_every=25)
    one_weight = parse_cell(ONE_WEIGHT, id="one-weight")
    cliff = Setup("adding", one_weight, 1, optimizer="momentum", rate=0.05, clip_norm=None, length=100)
    clipped = Setup("adding", one_weight, 1, optimizer="momentum", rate=0.05, clip_norm=1.0, length=100)
    return (
        Preset(
            "lecture-gates",
            "The lecturer’s gates, learnt",
            "Would it find the gates that were set by hand? One unit of the lecture’s cell, without a readout, does: "
            "its weights end up saying the same.",
            (gates,),
            2000,
        ),
        Preset(
            "lecture-gates-elman",
            "The lecturer’s gates, and a network without gates",
            "Why does the plain network not find them? It has as many weights, but nothing that opens and closes: a "
            "quarter of the trivial loss is left.",
            (gates, plain),
            4000,
        ),
        Preset(
            "echo",
            "Repeat what was shown",
            "A memory that holds three letters at once, in their order, and lets go of the oldest.",
            (Setup("echo", "lstm", 16, evaluate_every=50),),
            800,
        ),
        Preset(
            "parity",
            "One bit that must never slip",
            "Whether the number of ones so far is odd: nothing happens for a while, and then all at once.",
            (Setup("parity", "lstm", 4, evaluate_every=50),),
            800,
        ),
        Preset(
            "adding",
            "A hundred steps of memory",
            "Two numbers far apart are to be added at the end: the LSTM carries them there, and the plain network "
            "learns no more than their mean.",
            (adding, adding_plain),
            2000,
        ),
        Preset(
            "next-character",
            "A sentence learnt by heart",
            "The next character of a short text, wherever reading begins; some words begin alike and go on otherwise.",
            (Setup("next-character", "lstm", 16, evaluate_every=50),),
            600,
        ),
        Preset(
            "slot-filling",
            "Arrive at Taipei, leave Taipei",
            "The same word is the destination or the place of departure: with a memory all are right, and without one "
            "the loss stays at that of the best guess.",
            (slots, slots_alone),
            500,
        ),
        Preset(
            "explosion",
            "Over the cliff, and clipped before it",
            "One recurrent weight over a hundred steps learns well until it is a little too large: then the gradient "
            "is a million times as long from one update to the next, and only clipping keeps the weights.",
            (cliff, clipped),
            600,
            stops=True,
        ),
    )
