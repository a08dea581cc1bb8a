"""Mutation testing: which changes to the code would no test notice?

``make mutants`` makes one small change at a time to a module named in ``targets.toml``, and runs
the tests that concern it. A change that no test notices *survives*: a test is missing, or the code
does nothing. Changes that can't be noticed stand in ``equivalent.toml``, each with the reason.

A script of our own because mutmut and cosmic-ray know no JavaScript, cosmic-ray edits the working
tree, and both start a new Python for each change, which takes most of the time here.
"""
