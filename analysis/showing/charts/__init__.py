"""Tidy tables → charts. Nothing here reads files or counts; one look for all, set in one place."""

from analysis.showing.charts.corpus import composition, ledger_shares, ledger_strips
from analysis.showing.charts.series import heat, trend
from analysis.showing.charts.texts import concordance, matrix, strips
from analysis.showing.charts.theme import legible, outlet_colours
from analysis.showing.charts.timeline import timeline
from analysis.showing.charts.words import bars, before_after, parts, specifications

__all__ = ["bars", "before_after", "composition", "concordance", "heat", "legible"]
__all__ += ["ledger_shares", "ledger_strips", "matrix", "outlet_colours", "parts"]
__all__ += ["specifications", "strips", "timeline", "trend"]
