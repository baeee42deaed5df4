"""Text of a document → HTML by the templates beside this file: escaped, every control named."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

FOLDER = Path(__file__).with_name("templates")
ELLIPSIS = "…"
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z*`])")  # "Five files. They hold *ten* items."
_UNSEEN = re.compile(
    # A browser would act on these: "a\u202eb" turns the direction of what follows -> "a‹U+202E›b".
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
    # What no font has and XML forbids, line ends and tabs apart: "a\x1b[31m" -> "a␛[31m".
    "|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
)
# A cell of a CSV to be read: "17.119838" -> "17.12"; a count "12" and a name "a.5" stay.
_DECIMAL = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
# The Markdown that opens a notebook: "five *files*" -> "five <em>files</em>".
_STYLED = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*]+)\*|`(?P<code>[^`]+)`")


def visible(value: Any) -> Any:
    """Return text with its controls named, line ends and tabs apart, before a page escapes it."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    codes = {*map(ord, _UNSEEN.findall(value))}
    names = {code: chr(0x2400 + code) if code < 0x20 else f"‹U+{code:04X}›" for code in codes}
    return value.translate(names) if names else value


def cut(text: str, width: int) -> str:
    """Return text as one line: "one  two three" in 8 characters as "one two…"."""
    line = " ".join(text[: 4 * width].split())
    whole = len(line) <= width and len(text) <= 4 * width
    return line if whole else line[: width - 1].rstrip() + ELLIPSIS


def short_date(edtf: str) -> str:
    """Return an EDTF date in eleven characters: "[2021-03-22..2021-03-23]" as "2021-03-22…"."""
    first, *others = re.split(r"\.\.|[/,]", edtf.strip("[]{}"))
    if not others:
        return first or "no date"
    return f"{first}{ELLIPSIS}" if first else f"{ELLIPSIS}{others[-1]}"


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the plural: "1,204 passages"; of 1 "1 hit"."""
    single = noun.replace("articles and posts", "article or posts").removesuffix("s")
    return f"{number:,} {single if number == 1 else noun}"


def styled_line(markdown: str) -> Markup:
    """Return a line of a notebook with its *emphasis*, **strong** words and `code`."""
    escaped = str(escape(visible(markdown)))  # which leaves stars and backquotes as they are
    tagged = "<{0.lastgroup}>{1}</{0.lastgroup}>".format
    return Markup(_STYLED.sub(lambda found: tagged(found, found[str(found.lastgroup)]), escaped))


@cache
def environment() -> Environment:
    """Return the templates; a value that is missing is an error, never an empty place."""
    files = FileSystemLoader(FOLDER)
    how: dict[str, Any] = {"autoescape": True, "finalize": visible, "undefined": StrictUndefined}
    templates = Environment(loader=files, trim_blocks=True, lstrip_blocks=True, **how)
    templates.filters |= {of.__name__: of for of in (count, cut, short_date, styled_line)}
    templates.filters["first_sentence"] = lambda text: _SENTENCE_END.split(text)[0]
    templates.filters["tidy"] = lambda n: f"{float(n):.4g}" if _DECIMAL.fullmatch(n) else n
    return templates


@cache
def macros(template: str) -> Any:
    """Return a template whose macros can be called, each for a part of a page."""
    return environment().get_template(template).module


@cache
def read_text(*names: str) -> Markup:
    """Return our own style sheets or scripts, which are not escaped, one after the other."""
    return Markup("").join(Markup((FOLDER / name).read_text("utf-8")) for name in names)
