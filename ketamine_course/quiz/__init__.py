"""How the course is practised: banks of questions, grading, and the quiz that asks them in every
host.
"""
