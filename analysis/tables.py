"""The tables every wing relies on: column names, dtypes, labels, and errors."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

DAY = "datetime64[s]"


def read_tsv(name: str) -> list[list[str]]:
    """Return the cells of a table of the package, such as lexicons/columns.tsv."""
    text = (Path(__file__).parent / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines()]


_ERRORS = {name: message for name, message in read_tsv("errors.tsv")}
# table, column, dtype, meaning; of `stated`, what a source may say, those that any item has.
_COLUMNS: dict[str, dict[str, str]] = {}
for _of, _column, _dtype, _ in read_tsv("columns.tsv")[1:]:
    _COLUMNS.setdefault(_of, {})[_column] = _dtype
DOCUMENTS, ITEMS, STATED, RESULTS, SPANS, EVIDENCE, RULINGS, LABELS = _COLUMNS.values()
KEPT, SET_ASIDE = (tuple(n for n in LABELS if LABELS[n] == use) for use in ("kept", "set aside"))


class InputError(ValueError):
    """Something in the user's input is wrong: says where, what, and what to do about it."""


def refusal(name: str, *told: object) -> InputError:
    """Return the error that is called so in errors.tsv, with what is told in its places."""
    return InputError(_ERRORS[name].format(*told))


def refuse(is_wrong: object, name: str, *told: object) -> None:
    """Raise the error that is called so in errors.tsv if something is wrong."""
    if is_wrong:
        raise refusal(name, *told)


def need(module: str, name: str, *told: object) -> Any:
    """Import what an extra brings; without it raise the error that says how to get it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise refusal(name, *told, error) from None


def printable(text: object) -> str:
    """Show control and format characters as escapes: what a terminal would act on stays a line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))


def table(columns: Mapping[str, str], rows: Iterable[Any]) -> pd.DataFrame:
    """Build a table of these columns; rows are sequences in their order."""
    cells = zip(columns.items(), list(zip(*rows, strict=True)) or [()] * len(columns), strict=True)
    return pd.DataFrame({n: pd.Series(list(cell), dtype=dtype) for (n, dtype), cell in cells})


def own_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, pd.Series]:
    """Return what sources state, in a fixed order where any item has it, and readers' columns."""
    columns: dict[str, pd.Series] = {}
    for name in dict.fromkeys(chain.from_iterable([STATED, *rows])):
        values = [None if row.get(name) == "" else row.get(name) for row in rows]
        filled = [value for value in values if value is not None]
        if filled or name not in STATED:
            is_whole = filled and all(isinstance(v, int) and abs(v) < 2**63 for v in filled)
            dtype = STATED.get(name) or ("Int64" if is_whole else "str")
            cells = values if dtype == "Int64" else ["" if v is None else str(v) for v in values]
            columns[name] = pd.Series(cells, dtype=dtype)
    return columns


def dates_of(items: pd.DataFrame, dates: str) -> pd.DataFrame:
    """Return edtf, from, to of the dates that are counted, and dated_by: event or publication.

    ``dates`` is event, publication or best: the event's where it is known, else the publication's.
    """
    if dates == "best":
        other = items["event_from"].isna() & items["published_from"].notna()
        return dates_of(items, "event").where(~other, dates_of(items, "publication"))
    names, parts = {"event": "event", "publication": "published"}, ["edtf", "from", "to"]
    refuse(dates not in names, "dates", dates)
    found = items.reindex(columns=[f"{names[dates]}_{p}" for p in parts]).set_axis(parts, axis=1)
    return found.assign(dated_by=found["edtf"].mask(found["edtf"] != "", dates))
