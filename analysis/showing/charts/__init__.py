"""Tidy tables → charts. Nothing here reads files or counts; one look for all, set in one place."""

from analysis.showing.charts.grids import composition, heat, matrix
from analysis.showing.charts.rows import bars, concordance, ledger_strips, parts, strips, timeline
from analysis.showing.charts.series import specifications, trend
from analysis.showing.charts.theme import legible, outlet_colours, plain

__all__ = ["bars", "composition", "concordance", "heat", "ledger_strips", "legible", "matrix"]
__all__ += ["outlet_colours", "parts", "plain", "specifications", "strips", "timeline", "trend"]
