"""Lessons as files: a cell, a sequence, the weights, and what to look at; read, checked, and listed in order."""

from simulator.lessons.lesson import Lesson, lesson_ids, lesson_titles, load_lesson, read_lesson
from simulator.lessons.play import Play

__all__ = ["Lesson", "Play", "lesson_ids", "lesson_titles", "load_lesson", "read_lesson"]
