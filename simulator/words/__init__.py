"""Words as inputs: a sentence cut into its words, and the numbers that each word sets."""

from simulator.words.encoding import MAX_NUMBERS, Encoding, InputLabels, Sets, encode
from simulator.words.letter_trigrams import LetterTrigrams
from simulator.words.one_of_n import OneOfN, lexicon_of
from simulator.words.splitting import fold, shortened, single, split
from simulator.words.vector_file import read_word_vectors
from simulator.words.word_vectors import UNKNOWN, WordVectors

__all__ = [
    "MAX_NUMBERS",
    "UNKNOWN",
    "Encoding",
    "InputLabels",
    "LetterTrigrams",
    "OneOfN",
    "Sets",
    "WordVectors",
    "encode",
    "fold",
    "lexicon_of",
    "read_word_vectors",
    "shortened",
    "single",
    "split",
]
