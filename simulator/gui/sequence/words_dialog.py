"""A sentence as a sequence: how its words set the inputs, and what each of them sets."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from simulator.document.word_edits import add_words, set_words
from simulator.errors import UserError
from simulator.gui.session import Session
from simulator.paint.fonts import font
from simulator.words import Encoding, LetterTrigrams, OneOfN, lexicon_of, read_word_vectors, split

_SHOWN = 12  # places of a word that are named


class WordsDialog(QDialog):
    """Reads a sentence with one of three encodings; the one of the document, if there is one, stands first."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._vectors: Encoding | None = None
        tr = QCoreApplication.translate
        self.setWindowTitle(tr("WordsDialog", "Words as a sequence"))
        self.sentence = QLineEdit(" ".join(word for word in session.state.sequence.heads or ()))
        self.sentence.setPlaceholderText(tr("WordsDialog", "arrive Taipei on November 2nd"))
        self.sentence.setAccessibleName(tr("WordsDialog", "Sentence"))
        self.how = QComboBox()
        self.how.setAccessibleName(tr("WordsDialog", "How words set the inputs"))
        if session.state.encoding is not None:
            self.how.addItem(tr("WordsDialog", "As in this document"), "document")
        self.how.addItem(tr("WordsDialog", "1-of-N: an input for each word"), "one")
        self.how.addItem(tr("WordsDialog", "Letter trigrams: 17,576 inputs"), "trigrams")
        self.how.addItem(tr("WordsDialog", "Vectors from a file…"), "vectors")
        self.lexicon = QLineEdit()
        self.lexicon.setPlaceholderText(tr("WordsDialog", "the words of the sentence"))
        self.lexicon.setAccessibleName(tr("WordsDialog", "Lexicon"))
        self.other = QCheckBox(tr("WordsDialog", "One more input for all other words"))
        self.other.setChecked(True)
        self.file = QPushButton(tr("WordsDialog", "Choose a file…"))
        self.described = QLabel()
        self.described.setWordWrap(True)
        self.described.setFont(font(13, 500))
        self.table = QTableWidget(0, 2)
        self.table.setAccessibleName(tr("WordsDialog", "What each word sets"))
        self.table.setHorizontalHeaderLabels([tr("WordsDialog", "Word"), tr("WordsDialog", "Inputs that are not 0")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.verticalHeader().hide()
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setFont(font(13, 500))
        self._arrange()
        for signal in (self.sentence.textEdited, self.lexicon.textEdited, self.other.toggled, self.how.activated):
            signal.connect(self.refresh)
        self.file.clicked.connect(self._choose_file)
        self.refresh()

    def _arrange(self) -> None:
        tr = QCoreApplication.translate
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("WordsDialog", "Cancel"))
        self.add = self.buttons.addButton(
            tr("WordsDialog", "Add as a sequence"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.replace = self.buttons.addButton(
            tr("WordsDialog", "Put in place of this one"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.add.clicked.connect(lambda: self._take(False))
        self.replace.clicked.connect(lambda: self._take(True))
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        self.lexicon_row = QWidget()
        row = QHBoxLayout(self.lexicon_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.lexicon)
        row.addWidget(self.other)
        for widget in (
            self.sentence,
            self.how,
            self.lexicon_row,
            self.file,
            self.described,
            self.table,
            self.message,
            self.buttons,
        ):
            column.addWidget(widget)
        self.resize(640, 520)

    # -- what it would be

    def encoding(self) -> Encoding | None:
        """Return the encoding that is chosen; None while there is none. Raises UserError if it is impossible."""
        kind = self.how.currentData()
        if kind == "document":
            return self.session.state.encoding
        if kind == "trigrams":
            return LetterTrigrams()
        if kind == "vectors":
            return self._vectors
        words = split(self.lexicon.text()) or split(self.sentence.text())
        return OneOfN(lexicon_of(words), self.other.isChecked()) if words else None

    def refresh(self) -> None:
        """Show what every word of the sentence sets."""
        kind = self.how.currentData()
        self.lexicon_row.setVisible(kind == "one")
        self.file.setVisible(kind == "vectors")
        words = split(self.sentence.text())
        self.table.setRowCount(0)
        self.described.setText("")
        try:
            encoding = self.encoding()
            if encoding is not None:
                self.described.setText(encoding.describe())
                self._show(words, encoding)
            self._say("")
        except UserError as error:
            encoding = None
            self._say(str(error))
        for button in (self.add, self.replace):
            button.setEnabled(encoding is not None and bool(words))

    def _show(self, words: tuple[str, ...], encoding: Encoding) -> None:
        rows = []
        for word in words:
            places = encoding.set_places(word)
            names = [encoding.name(place) for place in places[:_SHOWN]]
            told = ", ".join(names) + (", …" if len(places) > _SHOWN else "")
            rows.append((word, told, encoding.remark(word)))
        self.table.setRowCount(len(rows))
        for number, (word, told, remark) in enumerate(rows):
            self.table.setItem(number, 0, QTableWidgetItem(word))
            item = QTableWidgetItem(told if not remark else f"{told}  ({remark})" if told else remark)
            self.table.setItem(number, 1, item)

    def _choose_file(self) -> None:
        tr = QCoreApplication.translate
        title = tr("WordsDialog", "A table of word vectors")
        filters = tr("WordsDialog", "Text files (*.txt *.csv *.vec);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, title, self.session.settings.folder, filters)
        if name:
            try:
                self._vectors = read_word_vectors(name, "zeros")
            except UserError as error:
                self._say(str(error))
                return
            self.refresh()

    def _take(self, in_place: bool) -> None:
        make = set_words if in_place else add_words
        try:
            encoding = self.encoding()
            if encoding is not None:
                self.session.apply(make(self.session.state, self.sentence.text(), encoding))
        except UserError as error:
            self._say(str(error))
        else:
            self.accept()

    def _say(self, sentence: str) -> None:
        palette = self.message.palette()
        palette.setColor(self.message.foregroundRole(), QColor(*self.session.theme.colour("out")))
        self.message.setPalette(palette)
        self.message.setText(sentence[:1].upper() + sentence[1:])
