"""Answer texts with other tools, in an environment of their own; see dating.py."""

import json
import sys
from datetime import datetime
from html import escape

from dateparser.search import search_dates
from htmldate import find_date

NOW = datetime(2026, 11, 21)  # tools that fill gaps from the clock get a stated one
LANGUAGES = ["en", "ru", "uk"]


def dateparser(text):
    """Return the first date found, as ISO day."""
    hits = search_dates(text, languages=LANGUAGES, settings={"RELATIVE_BASE": NOW})
    return hits[0][1].date().isoformat() if hits else None


def htmldate(text):
    """Return the date of a page that holds the text under its first line."""
    title = escape(text.split("\n")[0])
    page = f"<html><head><title>{title}</title></head><body><p>{escape(text)}</p></body></html>"
    return find_date(page, max_date=NOW.date().isoformat())


texts = json.load(sys.stdin)
answers = {tool.__name__: [tool(text) for text in texts] for tool in (dateparser, htmldate)}
json.dump(answers, sys.stdout)
