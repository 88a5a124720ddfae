"""The margins of the whole sequence: how near each gate came to its ends, what leaks, what would flip a gate."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from simulator.engine.margins import Distance, Flip, GateMargin, Leak, gate_margins, leaks
from simulator.engine.trace import Trace
from simulator.gui.controls.buttons import Chip
from simulator.gui.controls.picture_label import PictureLabel
from simulator.gui.session import LANGUAGE, Session
from simulator.gui.words import signal_words
from simulator.paint.fonts import font
from simulator.paint.text import text_width
from simulator.render import card
from simulator.render.format import small
from simulator.render.kit import symbol
from simulator.render.primitives import Run


class MarginsPage(QWidget):
    """One part a gate: sentences, each with the step that it speaks of."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._parts: list[QWidget] = []
        self._chips: list[Chip] = []
        self._several = False  # whether the gate has several units
        self._seen: object = None  # what was shown last
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addStretch(1)

    def refresh(self) -> None:
        """Show the margins of all steps that are computed."""
        session = self.session
        margins, lost = gate_margins(trace_of(session)), leaks(trace_of(session))
        seen = (session.theme.name, session.cell, margins, lost)
        if seen == self._seen:
            return
        self._seen = seen
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts, self._chips = [], []
        if not margins:
            self._say(QCoreApplication.translate("Margins", "This cell has no gates."))
        for margin in margins:
            self._gate(margin)
            for leak in lost:
                if leak.gate == margin.gate:
                    self._leak(leak)

    def keyboard(self) -> list[QWidget]:
        """Return what takes the keyboard, in order."""
        return [*self._chips]

    def _gate(self, margin: GateMargin) -> None:
        tr = QCoreApplication.translate
        session, name = self.session, margin.gate
        self._several = session.sizes[name] > 1
        title = signal_words(session.cell, name, session.state.labels, LANGUAGE).title
        heading = PictureLabel()
        runs = (*symbol(name, colour="gate"), Run(f"   {title}"))
        heading.show_picture(card.line_of_text(runs, 14, 700, text_width), session.theme, f"{name}, {title}")
        self._add(heading)
        far, near = margin.farthest, margin.nearest
        self._row(tr("Margins", "at most {distance} from 0 or 1").format(distance=small(far.value)), far)
        if near.step != far.step:
            self._row(tr("Margins", "at least {distance}").format(distance=small(near.value)), near)
        if margin.flip is not None:
            flip = margin.flip
            text = tr("Margins", "half open at {input} = {value}, which is {given} there")
            given, value = small(flip.given), small(flip.value)
            self._row(text.format(input=f"x{flip.input + 1}", value=value, given=given), flip)

    def _leak(self, leak: Leak) -> None:
        tr = QCoreApplication.translate
        if leak.most.value == 0:
            self._say(tr("Margins", "while it keeps, nothing of the memory is lost"))
            return
        half = leak.half_life
        text = tr("Margins", "the memory loses {share} of itself a step, half of it in {steps} steps")
        steps = f"{half:,.0f}" if half < 1e9 else small(half)
        self._row(text.format(share=small(leak.most.value), steps=steps), leak.most)
        text = tr("Margins", "over the {count} steps at which it is to keep: {kept} is left")
        self._say(text.format(count=leak.steps, kept=f"{leak.kept:.6f}".rstrip("0").rstrip(".")))

    def _row(self, sentence: str, place: Distance | Flip) -> None:
        """Say something, with the step that it speaks of at its right."""
        runs: tuple[Run, ...] = (Run("t", italic=True), Run(f" = {place.step}"))
        words = QCoreApplication.translate("Margins", "Step {step}").format(step=place.step)
        if self._several:
            own = QCoreApplication.translate("Margins", ", unit {unit}").format(unit=place.unit + 1)
            sentence, words = sentence + own, words + own
        chip = Chip()
        chip.show_runs(runs, self.session.theme, f"{sentence}: {words}")
        chip.clicked.connect(lambda: self.session.clock.jump(place.step))
        self._chips.append(chip)
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(_label(sentence), 1)
        layout.addWidget(chip)
        self._add(row)

    def _say(self, sentence: str) -> None:
        self._add(_label(sentence))

    def _add(self, widget: QWidget) -> None:
        self._column.insertWidget(len(self._parts), widget)
        self._parts.append(widget)


def _label(sentence: str) -> QLabel:
    label = QLabel(sentence)
    label.setWordWrap(True)
    label.setFont(font(13, 500))
    return label


def trace_of(session: Session) -> Trace:
    """Return what is computed of the sequence as a trace."""
    layer, ready = session.layer, session.ready
    values = {name: session.signal(name, 0, ready) for name in session.cell.signals}
    return Trace(
        cell=session.cell,
        sizes={"inputs": layer.inputs, "units": layer.units, "outputs": layer.outputs},
        parameters=layer.parameters,
        x=session.inputs(0, ready),
        values=values,
        initial=layer.initial,
        final={name: values[name][-1] for name in layer.initial},
    )
