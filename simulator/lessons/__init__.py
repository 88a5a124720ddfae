"""Lessons as files: a cell, sequences, the weights, and what to look at; read, checked, and listed in order."""

from simulator.lessons.lesson import Lesson, lesson_ids, lesson_titles, load_lesson, read_lesson
from simulator.lessons.play import Play
from simulator.lessons.sequences import SEQUENCE_NAME, LessonSequence
from simulator.lessons.sides import LessonHold, LessonSide

__all__ = [
    "SEQUENCE_NAME",
    "Lesson",
    "LessonHold",
    "LessonSequence",
    "LessonSide",
    "Play",
    "lesson_ids",
    "lesson_titles",
    "load_lesson",
    "read_lesson",
]
