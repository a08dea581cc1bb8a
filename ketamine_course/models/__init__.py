"""What follows from the evidence: pure functions, no drawing, no I/O."""

from . import pharmacokinetics, risk

__all__ = ["pharmacokinetics", "risk"]
