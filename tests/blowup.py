"""Texts that programs choke on, and every stage and reader that must not: used to count steps."""

import json
import tempfile
from contextlib import suppress
from html import escape
from pathlib import Path

import pandas as pd

from analysis import load_corpus
from analysis.finding.lexicon import name_hits, topic_hits
from analysis.finding.search import concordance, search
from analysis.finding.voices import voices
from analysis.finding.words import words
from analysis.reading.cleaning import content, label_spans
from analysis.reading.dating.item import date_text
from analysis.reading.sources.files import Text
from analysis.reading.sources.html import read_html
from analysis.reading.sources.items import read_stamp, split_items
from analysis.reading.sources.tables import read_json, read_table
from analysis.showing.charts.theme import legible
from analysis.showing.files import to_csv
from analysis.showing.pages.readable import _styled_line, cut, visible
from analysis.tables import InputError

# Name → what is repeated, between an "x" on either side.
UNITS = {
    "digits": "1",
    "stops": ".",
    "spaces": " ",
    "tabs": "\t",
    "marks": "\u0301",
    "dots": "1.",
    "brackets": "(",
    "square": "[",
    "braces": "{",
    "tags": "<b>",
    "comments": "<!--",
    "closed": "</b>",
    "quotes": '"',
    "typographic": "“",
    "guillemets": "«",
    "apostrophes": "'",
    "dashes": "–",
    "hyphens": "a-",
    "hashtags": "#a",
    "hashes": "#",
    "at": "@",
    "underscores": "_",
    "stars": "*",
    "backslashes": "\\",
    "ampersands": "&",
    "entities": "&amp;",
    "addresses": "http://a.b/?c=",
    "pipes": " | News",
    "zero width": "\u200b",
    "emoji": "🇷🇺",
    "ellipses": "…",
    "colons": "a: ",
    "lines": "a\n",
    "blank lines": "\n",
    "returns": "\r",
    "headers": "\nForwarded from A\nx",
    "stamps": "\n19.11.2020 139 просмотров",
    "same line": "\nRussia needs a prosperous China.",
    "dates": "May 2, 2024 ",
    "numeric dates": "02.04.24 ",
    "iso dates": "2024-04-02, ",
    "months": "may ",
    "days": "On 31 February ",
    "ranges": "from May 2 to ",
    "years": "in 2021 ",
    "relative": "last year, ",
    "weekdays": "Monday, ",
    "versions": "version 1.2.",
    "anniversaries": "75th anniversary ",
    "initials": "A. ",
    "said": "said ",
    "names": "Lavrov ",
    "reports": "Lavrov said that ",
    "according": "according to Wang Yi, ",
    "topics": "trade BRICS ",
    "words": "a ",
    "one word": "a",
    "sentences": "They met. ",
    "questions": "Why?! ",
    "capitals": "US",
    "mixed": "aа",
    "Russian": "и ",
    "phone": "+7 (495) ",
    "percent": "12.5 percent, ",
    "clock": "14:35 ",
    "views": "1.2K ",
}


def hostile(name: str, characters: int) -> str:
    """Return a text of about so many characters."""
    unit = UNITS[name]
    return "x" + unit * (characters // len(unit)) + "x"


def _file(text: str) -> Text:
    return Text(Path("a"), text, "utf-8", "", "")


def _table(text: str, ending: str) -> None:
    with suppress(InputError):
        read_table(_file(text), ending, {"text": "text", "date": "", "outlet": "", "id": ""})


def _corpus(*texts: str):
    with tempfile.TemporaryDirectory() as folder:
        for n, text in enumerate(texts):
            (Path(folder) / f"{n}.txt").write_bytes(text.encode("utf-8"))
        return load_corpus(Path(folder))


def _json(text: str) -> None:
    with suppress(InputError):
        read_json(text, Path("a"))


def _names(text: str) -> list[str]:
    return [str(n) for n in range(len(text) // 4)]


def _verbs(*texts: str) -> None:
    corpus = _corpus(*texts)
    counted = words(corpus)
    topic_hits(counted)
    name_hits(counted)
    voices(corpus)
    concordance(counted, "x")
    search(counted, "x y")
    words(corpus, lemmatize=True)


MESSAGE = '<div class="history"><div class="message" id="message1"><div class="text">{}</div></div>'
# Of one line, one post, or one file of a format.
LIGHT = {
    "content": content,
    "legible": legible,
    "visible": visible,
    "cut": lambda text: cut(text, 80),
    "_styled_line": _styled_line,
    "read_stamp": read_stamp,
    "split_items": split_items,
    "csv written": lambda text: to_csv(_frame(text)),
    "csv": lambda text: _table("text\n" + text, ".csv"),
    "tsv": lambda text: _table("text\n" + text, ".tsv"),
    "json lines": lambda text: _table(json.dumps({"text": text}), ".jsonl"),
    "json": lambda text: _json(json.dumps([text])),
    "json raw": _json,
    "json keys": lambda text: _json("{" + "".join(f'"{n}":1,' for n in _names(text)) + '"0":1}'),
    "csv columns": lambda text: _table("text," + ",".join(_names(text)) + ",text\n", ".csv"),
    "telegram html": lambda text: read_html(_file(MESSAGE.format(escape(text)))),
    "telegram raw": lambda text: telegram_page(MESSAGE.format(text)),
}
STAGES = {
    "cleaning of a post": lambda text: label_spans(text, "post"),
    "cleaning of an article": lambda text: label_spans(text, "article"),
    "dating": date_text,
    "page": lambda text: web_page(f"<html><body><article><p>{escape(text)}</p></article>"),
    "page raw": lambda text: web_page(f"<html><body><article>{text}</article>"),
    "load_corpus": _corpus,
    "verbs": _verbs,
}


def _frame(text: str):
    return pd.DataFrame({"text": [text]})


def telegram_page(text: str) -> None:
    """Read an export of Telegram, or find that it is none."""
    with suppress(InputError):
        read_html(_file(text))


def web_page(text: str) -> None:
    """Read a web page, or find that it shows nothing."""
    with suppress(InputError):
        read_html(_file(text))
