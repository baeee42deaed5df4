"""When an item's event happened and when it was published, by the evidence in its text."""

from analysis.reading.dating.days import Horizon, aoristic_weights
from analysis.reading.dating.item import date_item, date_text
from analysis.reading.dating.solver import Dated, Dating

__all__ = ["Dated", "Dating", "Horizon", "aoristic_weights", "date_item", "date_text"]
