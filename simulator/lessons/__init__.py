"""Lessons as files: a cell, a sequence, the weights, and what to look at; read, checked, and listed in order."""

from simulator.lessons.lesson import Lesson, lesson_ids, lesson_titles, load_lesson, read_lesson

__all__ = ["Lesson", "lesson_ids", "lesson_titles", "load_lesson", "read_lesson"]
