"""How long a lesson waits before it begins: ``python benchmarks/first_line.py``.

Prints figures; asserts nothing. ``tests/unit/test_first_line.py`` holds what they rest on.
"""

from __future__ import annotations

import subprocess
import sys

FIRST_LINE = "from ketamine_course import Quiz, charts, evidence, models"
FRESH = {
    "import pandas, altair, for comparison": "import pandas, altair",
    "the first line of a lesson": FIRST_LINE,
    "… and the first quiz": f"{FIRST_LINE}; Quiz('lesson-05')",
    "… and the first chart": f"{FIRST_LINE}; Quiz('lesson-05'); charts.icon_array()._ipython_display_()",
}
CLOCK = """
import time
start = time.perf_counter(), time.process_time()
{code}
print(time.perf_counter() - start[0], time.process_time() - start[1])
"""
ROUNDS = 5


def fresh(code: str) -> tuple[float, float]:
    """Seconds by the clock and of the processor that ``code`` takes in a new interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", CLOCK.format(code=code)], capture_output=True, text=True, check=True
    )
    clock, processor = map(float, done.stdout.splitlines()[-1].split())
    return clock, processor


def main() -> None:
    """Print the best of some rounds, taken in turn so that a busy moment meets all alike."""
    rounds = [{name: fresh(code) for name, code in FRESH.items()} for _ in range(ROUNDS)]
    print(f"  {'best of five, in a new Python':44}{'clock':>8}{'processor':>12}")
    for name in FRESH:
        clock, processor = (min(each[name][kind] for each in rounds) for kind in (0, 1))
        print(f"  {name:44}{clock:7.2f} s{processor:10.2f} s")


if __name__ == "__main__":
    main()
