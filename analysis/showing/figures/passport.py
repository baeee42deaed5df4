"""Corpus and a comparison → the figure of its specification curve."""

from analysis.counting.passport import CHOICES, PLACEBOS, Passport
from analysis.counting.passport import passport as try_comparison
from analysis.reading.corpus import Corpus
from analysis.reading.dating.aoristic import Period
from analysis.showing import charts
from analysis.showing.export import Figure
from analysis.showing.figures.facts import CannotDraw, facts_of, make, short

SHOWN = [choice for choice in CHOICES if choice != "draw"]
MAX_SPECIFICATIONS = 480  # dots; of more, every second, third, … is drawn


def passport(
    corpus: Corpus, term: str, *, higher: int | str, lower: int | str, by: Period = "year"
) -> Figure:
    """Draw in how many ways of counting one period has more of a word than another."""
    claim: Passport = try_comparison(corpus, term, higher=higher, lower=lower, by=by)
    table = claim.table.dropna(subset=["holds"])
    if not len(table):
        raise CannotDraw(f"{higher} and {lower} cannot be compared")
    every = -(-len(table) // MAX_SPECIFICATIONS)
    shown = table.iloc[::every].reset_index(drop=True)
    which = (
        f"{len(shown):,} of {len(table):,} specifications"
        if every > 1
        else (f"all {len(table):,} specifications")
    )
    return make(
        charts.specifications(shown, choices=SHOWN, higher=str(higher), lower=str(lower)),
        "03-passport",
        shown,
        f"{short(term)} in {higher} and in {lower}, counted in every way. Dots: {which}, by the "
        "difference of the two values over their sum; below, what each chose. It holds in "
        f"{claim.held:,} of {claim.tried:,} ({claim.held / claim.tried:.0%}) and is above "
        f"{claim.beaten:.0%} of {PLACEBOS} placebos, in which the dates of each outlet's items are "
        f"exchanged. {facts_of(corpus).n}.",
        f"A curve of {len(shown):,} dots from {shown['relative'].iloc[0]:.2f} to "
        f"{shown['relative'].iloc[-1]:.2f}.",
        value="difference",
    )
