"""Command line: ``python -m analysis check PATH``, ``figures`` and ``report [PATH --out DIR]``."""

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
    figures = commands.add_parser("figures", help="run all notebooks and export their figures")
    figures.add_argument("--out", type=Path, help="a folder for the figures only")
    figures.add_argument("--formats", help="png,svg,pdf or some of them; needs --out")
    figures.add_argument("--width", help="85mm, 3.5in, one-column, two-column; needs --out")
    figures.add_argument("--dpi", help="of PNG, 300 if not given; needs --out")
    report = commands.add_parser(
        "report", help="one page on the seeds from their saved figures, or on any other documents"
    )
    report.add_argument("path", type=Path, nargs="?", help="a folder of documents, or one document")
    report.add_argument("--out", type=Path, help="a folder for the page and its figures")
    options = parser.parse_args(arguments)
    try:
        if options.command == "check":
            return _check(options.path)
        if options.command == "report":
            return _report(options.path, options.out)
        return _figures(options.out, options.formats, options.width, options.dpi)
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
    for note in corpus.notes:
        print(f"note: {_on_one_line(note)}")
    return _report_errors(list(corpus.documents["error"]))


def _figures(out: Path | None, formats: str | None, width: str | None, dpi: str | None) -> int:
    from analysis import lexicons, load_corpus
    from analysis.showing.notebooks import make_figures
    from analysis.showing.settings import DPI, IMAGES, Export, read_dpi, read_formats, read_width

    if out is None and (formats or width or dpi):
        raise InputError("--formats, --width and --dpi are for a copy; give its folder with --out")
    export = Export(
        (out or ROOT / "figures").absolute(),
        read_formats(formats) if formats else IMAGES,
        read_width(width) if width else None,
        read_dpi(dpi or str(DPI)),
    )
    lexicons.check_all()
    failed = _report_errors(list(load_corpus(ROOT / "seeds").documents["error"]))
    names = make_figures(ROOT / "notebooks", export, keep=out is None)
    shown = ", ".join(export.formats)
    print(f"{len(names)} figures in {export.folder}: {shown}, csv, evidence and caption of")
    for name in names:
        print(f"  {name}")
    return failed


def _report(path: Path | None, out: Path | None) -> int:
    from analysis import lexicons
    from analysis.showing.export import REPORT
    from analysis.showing.files import scratch_folder, write_all
    from analysis.showing.notebooks import read_notebooks, report_on_seeds
    from analysis.showing.reporting import report_on

    if path is not None:
        if out is None:
            raise InputError(f"{path}: give a folder for the report with --out DIR")
        lexicons.check_all()
        errors, notes = report_on(path, out)
        for note in notes:
            print(note)
        print(f"report in {out / REPORT}")
        return _report_errors(errors)
    folder = out or ROOT / "figures"
    with scratch_folder(folder):
        page = report_on_seeds(read_notebooks(ROOT / "notebooks"), ROOT / "figures")
    write_all({folder / REPORT: page.encode()})
    print(f"report in {folder / REPORT}")
    return 0


def _report_errors(errors: list[str]) -> int:
    found = [error for error in errors if error]
    for error in found:
        _print_error(error)
    return 1 if found else 0


def _print_error(error: object) -> None:
    print(f"error: {_on_one_line(error)}", file=sys.stderr)


def _on_one_line(text: object) -> str:
    """Show what a terminal would act on as an escape."""
    shown = (c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))
    return "".join(shown)


if __name__ == "__main__":
    sys.exit(main())
