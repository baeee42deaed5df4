"""Tidy tables → charts. Nothing here reads files or counts; one look for all, set in one place."""

from analysis.showing.charts.grids import composition, heat, matrix
from analysis.showing.charts.rows import (
    bars,
    before_after,
    concordance,
    ledger_shares,
    ledger_strips,
    parts,
    strips,
)
from analysis.showing.charts.series import specifications, trend
from analysis.showing.charts.theme import legible, outlet_colours
from analysis.showing.charts.timeline import timeline

__all__ = ["bars", "before_after", "composition", "concordance", "heat", "ledger_shares"]
__all__ += ["ledger_strips", "legible", "matrix", "outlet_colours", "parts", "specifications"]
__all__ += ["strips", "timeline", "trend"]
