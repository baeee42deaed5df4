"""Answer titles with other tools, in an environment of their own; see dating.py."""

import json
import sys
from datetime import datetime

from dateparser.search import search_dates
from htmldate import find_date

NOW = datetime(2026, 11, 21)  # tools that fill gaps from the clock get a stated one


def dateparser(title):
    """Return the first date found, as ISO day."""
    hits = search_dates(title, languages=["en"], settings={"RELATIVE_BASE": NOW})
    return hits[0][1].date().isoformat() if hits else None


def htmldate(title):
    """Return the date of a page that holds the title."""
    page = f"<html><head><title>{title}</title></head><body><p>{title}</p></body></html>"
    return find_date(page, max_date=NOW.date().isoformat())


titles = json.load(sys.stdin)
answers = {tool.__name__: [tool(title) for title in titles] for tool in (dateparser, htmldate)}
json.dump(answers, sys.stdout)
