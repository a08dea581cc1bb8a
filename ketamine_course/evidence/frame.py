"""Evidence as a data frame that shows its sentences whole."""

from __future__ import annotations

from typing import cast

import pandas as pd


class EvidenceFrame(pd.DataFrame):
    """A data frame like any other, but pandas would cut what was measured after 50 characters.

    What is selected or turned from it shows the same way; frames of other makers keep pandas' own.
    """

    @property
    def _constructor(self) -> type[EvidenceFrame]:
        return EvidenceFrame

    def __repr__(self) -> str:
        with pd.option_context("display.max_colwidth", None):
            return super().__repr__()

    def _repr_html_(self) -> str | None:
        with pd.option_context("display.max_colwidth", None):
            html = super()._repr_html_()  # type: ignore[misc]  # pandas' stubs leave it out
            return cast("str | None", html)
