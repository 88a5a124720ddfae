"""Why a condition holds nowhere, in one sentence: where the values that it reads really lie, or what never meets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from simulator.engine.finding.evaluation import evaluated, most_rows, silent_at_first
from simulator.engine.finding.ranges import Range, together
from simulator.engine.source import Source
from simulator.language.condition import Condition, Part

_SPOKEN_OF = 3  # parts in one sentence, at most
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_COMPARES = {
    "<": "below",
    "<=": "at or below",
    ">": "above",
    ">=": "at or above",
    "==": "exactly",
    "!=": "other than",
}
_SAYS = {
    "changes": "changes",
    "rises": "rises",
    "falls": "falls",
    "opens": "goes up through 0.5",
    "closes": "goes down through 0.5",
    "overflows": "overflows",
}


def never(condition: Condition, source: Source) -> str:
    """Return the sentence that says why a condition holds at none of the steps that are ready.

    It is empty where the condition does hold at a step.
    """
    if source.ready == 0:
        return "no step has been computed yet."
    reasons = _Reasons(condition, source)
    whole = len(condition.parts) - 1
    return "" if reasons.held[whole] else f"{reasons.why_never(whole)}."


class _Reasons:
    """Looks at all steps once, and then can say of any part why it never holds."""

    def __init__(self, condition: Condition, source: Source) -> None:
        self.parts, self.ready = condition.parts, source.ready
        self.silent = silent_at_first(condition, source)
        self.held = {index: 0 for index, part in enumerate(self.parts) if not part.size}  # truths: at so many steps
        self.ranges = {index: Range() for index, part in enumerate(self.parts) if part.size}
        rows = most_rows(condition)
        for start in range(0, self.ready, rows):
            values = evaluated(condition, source, start, min(start + rows, self.ready))
            for index, value in enumerate(values):
                if index in self.held:
                    self.held[index] += int(np.count_nonzero(value))
                else:
                    absent = start == 0 and index in self.silent
                    self.ranges[index].look(value[1:] if absent else value)

    def why_never(self, index: int) -> str:
        """Say why a truth holds at no step."""
        part = self.parts[index]
        match part.op:
            case "not":
                return self._why_always(part.args[0])
            case "or":
                more = ["the other parts hold at no step either"] * (len(part.args) > _SPOKEN_OF)
                return "; ".join(dict.fromkeys([*map(self.why_never, part.args[:_SPOKEN_OF]), *more]))
            case "and":
                return self._why_never_together(part.args)
        if self.ready == 1 and index in self.silent:
            return _nothing_before(part)
        return self._never_compares(part) if part.op == "compare" else self._never_says(part)

    def _why_always(self, index: int) -> str:
        part = self.parts[index]
        if part.op == "not":
            return self.why_never(part.args[0])
        if self.ready == 1 and index in self.silent:
            return _nothing_before(part)
        lies = "" if part.op in ("and", "or") else f"{self._lies(part)}, and "
        return f"{lies}“{part.text}” holds at every step{' from 2 on' * (index in self.silent)}"

    def _why_never_together(self, args: Sequence[int]) -> str:
        for arg in args:
            if not self.held[arg]:
                return self.why_never(arg)
        if len(args) > _SPOKEN_OF:
            return f"each of {len(args)} parts holds at some step, but never all of them at the same one"
        first, *rest = (f"“{self.parts[arg].text}”{' holds' * (arg == args[0])} at {self.held[arg]}" for arg in args)
        steps = "step" if self.held[args[0]] == 1 else "steps"
        before = "".join(f", {clause}" for clause in rest[:-1])
        every = "both" if len(args) == 2 else "all"
        return f"{first} {steps}{before} and {rest[-1]}, but never {every} at the same one"

    def _never_compares(self, part: Part) -> str:
        links = list(zip(part.signs, pairwise(part.args), strict=True))
        apart = [link for link in links if not self.ranges[link[1][0]].can(link[0], self.ranges[link[1][1]])]
        if not apart and len(links) > 1:
            return f"{self._lies(part)}, but “{part.text}” holds at no step"
        sign, (left, right) = (apart or links)[0]
        if self.parts[left].constant:
            left, right, sign = right, left, _MIRRORED.get(sign, sign)
        one, two = self.parts[left], self.parts[right]
        subject = f"{one.text} is never"
        if two.constant:
            subject = "it is never" if one.size == 1 else "none is ever"
        lie = self._lie((left, right), bool(apart))
        return f"{lie}, {'so' if apart else 'but'} {subject} {_COMPARES[sign]} {two.text}"

    def _never_says(self, part: Part) -> str:
        lies = together([self.ranges[arg] for arg in part.args])
        still = lies.low == lies.high and part.op in ("changes", "rises", "falls")
        one_side = (lies.high <= 0.5 or lies.low > 0.5) and part.op in ("opens", "closes")
        therefore = "so" if still or one_side or part.op == "overflows" else "but"
        subject = "it never" if self.parts[part.args[0]].size == 1 else "none ever"
        return f"{self._lies(part)}, {therefore} {subject} {_SAYS[part.op]}"

    # -- where values lie

    def _lies(self, test: Part) -> str:
        """Say where the values of a test lie."""
        if test.op == "compare":
            return self._lie(test.args)
        limits = (0.5,) if test.op in ("opens", "closes") else ()
        return together([self.ranges[arg] for arg in test.args]).said(_subject(self.parts[test.args[0]]), limits)

    def _lie(self, args: Sequence[int], apart: bool = False) -> str:
        """Say where each of some values lies: on the right side of all numbers, and of each other if they lie apart."""
        clauses: dict[str, None] = {}
        for arg in args:
            if not self.parts[arg].constant:
                others = (other for other in args if self.parts[other].constant or (apart and other != arg))
                limits = [limit for other in others for limit in (self.ranges[other].low, self.ranges[other].high)]
                clauses[self.ranges[arg].said(_subject(self.parts[arg]), limits)] = None
        return ", ".join(list(clauses)[:_SPOKEN_OF])


def _subject(part: Part) -> str:
    if part.size == 1:
        return part.text
    return f"every {'input' if part.name == 'x' else 'unit'} of {part.text}"


def _nothing_before(part: Part) -> str:
    return f"step 1 is the only one so far, and “{part.text}” asks for the step before it"
