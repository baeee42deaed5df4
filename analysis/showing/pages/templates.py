"""Values → HTML by the templates beside this file: everything escaped, every control named."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.showing.pages.readable import breakable_date, count, cut, short_date, visible

FOLDER = Path(__file__).with_name("templates")


@cache
def environment() -> Environment:
    """Return the templates; a value that is missing is an error, never an empty place."""
    templates = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        count=count, cut=cut, breakable_date=breakable_date, short_date=short_date
    )
    return templates


@cache
def macros(template: str) -> Any:
    """Return a template whose macros can be called, each for a part of a page."""
    return environment().get_template(template).module


@cache
def read_text(*names: str) -> Markup:
    """Return our own style sheets or scripts, which are not escaped, one after the other."""
    return Markup("").join(Markup((FOLDER / name).read_text("utf-8")) for name in names)
