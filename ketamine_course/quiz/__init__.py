"""Quizzes: banks of questions, grading, and the widget that asks them in every host."""
