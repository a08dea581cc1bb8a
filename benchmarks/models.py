"""How quick evidence and models are: ``python benchmarks/models.py``.

Prints figures; asserts nothing.
"""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np

FRESH = {
    "import pandas, for comparison": "import pandas",
    "import ketamine_course": "import ketamine_course",
    "import ketamine_course.evidence": "from ketamine_course import evidence",
}


def fresh(code: str) -> float:
    """Seconds that ``code`` takes in a new interpreter: the best of five."""
    clock = f"import time; start = time.perf_counter(); {code}; print(time.perf_counter() - start)"
    return min(
        float(
            subprocess.run(
                [sys.executable, "-c", clock], capture_output=True, text=True, check=True
            ).stdout
        )
        for _ in range(5)
    )


def tables() -> float:
    """Seconds to read and check every evidence table."""
    from ketamine_course.evidence import tables

    start = time.perf_counter()
    for table in (
        tables.sources,
        tables.findings,
        tables.claims,
        tables.trials,
        tables.study_rows,
        tables.jurisdictions,
        tables.timeline,
    ):
        table()
    return time.perf_counter() - start


def patients(n: int = 10_000, points: int = 1_000) -> float:
    """Seconds for an infusion's curve in ``n`` bodies that differ in every volume and clearance, at
    ``points`` minutes.
    """
    from ketamine_course.models.compartments import Compartments
    from ketamine_course.models.pharmacokinetics import PUBLISHED

    body = PUBLISHED["stanpumpr"].for_weight(70).body()
    spread = np.random.default_rng(2026).lognormal(0, 0.2, (3, n, 1))
    minutes = np.linspace(0, 240, points)
    start = time.perf_counter()
    bodies = Compartments(
        body.volumes * spread[0], body.flows * spread[1], body.clearances * spread[2]
    )
    (bodies.infusion(40) * 35)(minutes)
    return time.perf_counter() - start


def sessions(n: int = 10_000, points: int = 1_000) -> float:
    """Seconds to draw ``n`` people and their levels after a spray, at ``points`` minutes."""
    from ketamine_course.models import nasal_esketamine as nasal

    minutes = np.linspace(0, 240, points)
    start = time.perf_counter()
    nasal.virtual_people(n, np.random.default_rng(1)).session(3)(minutes)
    return time.perf_counter() - start


def main() -> None:
    """Print the figures."""
    for name, code in FRESH.items():
        print(f"  {name:44}{1000 * fresh(code):8.0f} ms")
    print(f"  {'all evidence tables read and checked':44}{1000 * tables():8.0f} ms")
    print(f"  {'1,000 points for 10,000 bodies':44}{1000 * patients():8.0f} ms")
    print(f"  {'1,000 points for 10,000 spray sessions':44}{1000 * sessions():8.0f} ms")


if __name__ == "__main__":
    main()
