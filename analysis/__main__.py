"""Command line: ``python -m analysis check PATH`` and ``python -m analysis figures``."""

import argparse
import sys
from pathlib import Path

from analysis.tables import InputError

MAX_ROWS = 200  # items shown by `check`
ROOT = Path(__file__).parents[1]


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0, or 1 with one line per problem."""
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="read a corpus and say what was kept and dated")
    check.add_argument("path", type=Path, help="a folder of documents, or one document")
    commands.add_parser("figures", help="run all notebooks and export their figures")
    options = parser.parse_args(arguments)
    try:
        if options.command == "check":
            return _check(options.path)
        return _figures()
    except InputError as error:
        _print_error(error)
        return 1


def _check(path: Path) -> int:
    from analysis import lexicons, load_corpus
    from analysis.counting.ledger import kept_words

    lexicons.check_all()
    corpus = load_corpus(path)
    items = corpus.items
    read = corpus.documents[corpus.documents["error"] == ""]
    print(f"{len(read)} documents, {len(items)} items")
    if len(items):
        print(kept_words(corpus).to_string(index=False, float_format="{:.2f}".format))
        dated = items["event_status"].value_counts()
        print("event dates: " + ", ".join(f"{n} {status}" for status, n in sorted(dated.items())))
        columns = ["item_id", "locator", "event_edtf", "event_status"]
        print(items[columns].to_string(index=False, header=False, max_rows=MAX_ROWS))
    return _report_errors(list(corpus.documents["error"]))


def _figures() -> int:
    from analysis import lexicons, load_corpus
    from analysis.showing.notebooks import make_figures

    lexicons.check_all()
    failed = _report_errors(list(load_corpus(ROOT / "seeds").documents["error"]))
    folder = ROOT / "figures"
    names = make_figures(ROOT / "notebooks", folder)
    print(f"{len(names)} figures in {folder}: png, svg, pdf, csv and caption of")
    for name in names:
        print(f"  {name}")
    return failed


def _report_errors(errors: list[str]) -> int:
    found = [error for error in errors if error]
    for error in found:
        _print_error(error)
    return 1 if found else 0


def _print_error(error: object) -> None:
    """Print a problem on one line; what a terminal would act on is shown as an escape."""
    shown = (c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(error))
    print("error: " + "".join(shown), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
