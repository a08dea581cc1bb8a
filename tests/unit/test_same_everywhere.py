"""What is written down is the same on every machine: whatever its processor, whatever its fonts.

Linear algebra (OpenBLAS) and NumPy's own loops have other code for each kind of processor, and what
they give differs in the last digits. A newer processor can run the code of older ones.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

pytestmark = pytest.mark.slow

KERNELS = ("Prescott", "Haswell", "SkylakeX")  # SSE3 of 2004, AVX2 of 2013, AVX-512 of 2017
WRITTEN = """
import json
import scipy.linalg
from threadpoolctl import threadpool_info
from ketamine_course import charts
from ketamine_course.models import validation

made = {}
for name in charts.__all__:
    if name != "Figure":
        shown = getattr(charts, name)()
        # The specification holds caption and table, too.
        made[name] = shown.spec() if isinstance(shown, charts.Figure) else shown.data
made["jurisdictions, by question"] = charts.jurisdictions(view="question").spec()
made["validation"] = str(validation.report())
kernels = sorted({lib["architecture"] for lib in threadpool_info() if lib["user_api"] == "blas"})
print(json.dumps({"kernels": kernels, "made": made}))
"""


def switched_off() -> str:
    """All that NumPy does in another way on a newer processor, as its own switch takes it."""
    has = np._core._multiarray_umath.__cpu_features__
    return " ".join(name for name in np._core._multiarray_umath.__cpu_dispatch__ if has[name])


def test_charts_captions_and_the_validation_table_are_the_same_on_every_processor():
    oldest = {"NPY_DISABLE_CPU_FEATURES": switched_off()}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITTEN],
            env=os.environ
            | {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": "1"}
            | (oldest if kernel == KERNELS[0] else {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for kernel in KERNELS
    ]
    said = [program.communicate() for program in running]
    assert [program.returncode for program in running] == [0] * len(KERNELS), said
    found = [json.loads(out) for out, _ in said]
    used = {kernel for one in found for kernel in one["kernels"]}
    assert len(used) > 1, f"only one kernel was compared: {used}"
    for one, other in combinations(found, 2):
        apart = [name for name, made in one["made"].items() if made != other["made"][name]]
        assert not apart, f"differ between {one['kernels']} and {other['kernels']}"


PICTURES = """
import json
from ketamine_course import charts
from ketamine_course.charts.picture import preview

drawn = ("alternatives", "history_timeline", "icon_array", "routes_dots")
print(json.dumps([preview(getattr(charts, name)().spec()) for name in drawn]))
"""
FONTS = "<?xml version='1.0'?><fontconfig><dir>{}</dir></fontconfig>"


def wide_font(folder: Path, family: str) -> None:
    """A font whose every letter is twice as wide as any other's."""
    letters = {number: f"letter{number}" for number in range(32, 127)}
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", *letters.values()])
    font.setupCharacterMap(letters)
    pen = TTGlyphPen(None)
    for corner, to in (((0, 0), pen.moveTo), ((0, 700), pen.lineTo), ((1900, 0), pen.lineTo)):
        to(corner)
    pen.closePath()
    font.setupGlyf(dict.fromkeys(font.font.getGlyphOrder(), pen.glyph()))
    font.setupHorizontalMetrics(dict.fromkeys(font.font.getGlyphOrder(), (2000, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family})
    font.setupOS2()
    font.setupPost()
    font.save(folder / f"{family}.ttf")


def test_pictures_are_the_same_whatever_fonts_are_installed(tmp_path: Path):
    """Roboto stands in the charts' list of fonts before the one that pictures are measured with."""
    for name in ("none", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / f"{name}.conf").write_text(FONTS.format(tmp_path / name), encoding="utf-8")
    wide_font(tmp_path / "other", "Roboto")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PICTURES],
            env=os.environ | {"FONTCONFIG_FILE": str(tmp_path / f"{name}.conf")},
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for name in ("none", "other")
    ]
    without, other = [program.communicate()[0] for program in running]
    assert json.loads(without) and without == other
