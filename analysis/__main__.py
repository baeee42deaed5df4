"""Read, check and report on documents; `analysis` and `python -m analysis` are the same.

  analysis new my-project                               a folder to begin with
  analysis check posts.csv --text content --date day    what was read, kept and dated
  analysis report export/ --out report --by month --words "trade, new era"
  analysis figures                                      the figures of the five documents
  analysis site                                         the notebooks as pages to read

Exit status: 0, or 1 with one line per problem, 2 for a wrong option, 130 when interrupted.
"""

import argparse
import io
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from analysis.tables import InputError

MAX_ROWS = 40  # items shown by `check`
COLUMNS = {"text": "texts", "date": "dates", "outlet": "outlets", "id": "ids"}
PERIODS = ("year", "quarter", "month", "week", "day")
DATES = ("event", "publication")
ROOT = Path(__file__).parents[1]
# Exit statuses as a shell has them: 128 + the number of the signal, SIGINT and SIGPIPE.
INTERRUPTED, NOBODY_READS = 130, 141


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status.

    0, or 1 with one line per problem; `INTERRUPTED`; `NOBODY_READS`, as in ``check DIR | head``.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):  # a console in Latin-1 shows 北 as \\u5317
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with warnings.catch_warnings(category=UserWarning, action="ignore"):
            status = _run(arguments)  # that a corpus is empty is printed anyway
        sys.stdout.flush()
        return status
    except InputError as error:
        _print_error(error)
        return 1
    except KeyboardInterrupt:
        _print_error("interrupted; nothing was changed")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at exit
        return NOBODY_READS


def _run(arguments: list[str] | None) -> int:
    from analysis import __version__

    parser = argparse.ArgumentParser(
        prog="analysis", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="read a corpus and say what was kept and dated")
    check.add_argument("path", type=Path, help="a folder of documents, an export, or one file")
    check.add_argument("--json", action="store_true", help="the same for programs")
    figures = commands.add_parser("figures", help="run all notebooks and export their figures")
    figures.add_argument("--out", type=Path, help="a folder for the figures only")
    figures.add_argument("--formats", help="png,svg,pdf or some of them; needs --out")
    figures.add_argument("--width", help="85mm, 3.5in, one-column, two-column; needs --out")
    figures.add_argument("--dpi", help="of PNG, 300 if not given; needs --out")
    report = commands.add_parser(
        "report", help="one page on the seeds from their saved figures, or on any other documents"
    )
    report.add_argument("path", type=Path, nargs="?", help="documents of your own, as for check")
    report.add_argument("--out", type=Path, help="a folder for the page and its figures")
    report.add_argument("--by", choices=PERIODS, help="unit of the figures, chosen if not given")
    report.add_argument("--dates", choices=DATES, help="what is drawn, chosen if not given")
    report.add_argument("--words", default="", help='words to draw over time: "trade, new era"')
    for command in (check, report):
        for name, what in COLUMNS.items():
            command.add_argument(f"--{name}", default="", help=f"the column of {what} in tables")
        command.add_argument("--published", default="", help="when all was published: 2024-05")
        command.add_argument("--between", help="what can be dated to: 2025-12/2026-03")
        command.add_argument("--lexicons", default="", help="a folder of lexicons of your own")
    new = commands.add_parser("new", help="a working folder for documents of your own")
    new.add_argument("path", type=Path, help="the folder to make")
    commands.add_parser("site", help="the notebooks as pages, to be read without Jupyter")
    commands.add_parser("clean-notebook", help="a notebook's plain metadata: a filter for git")
    options = parser.parse_args(arguments)
    if options.command == "check":
        return _check(options)
    if options.command == "report":
        return _report(options)
    if options.command == "new":
        return _new(options.path)
    if options.command == "site":
        return _site()
    if options.command == "clean-notebook":
        return _clean_notebook()
    return _figures(options.out, options.formats, options.width, options.dpi)


def _source(options: argparse.Namespace) -> dict[str, Any]:
    """Return what the command line says of the documents, as `load_corpus` takes it."""
    said = {name: getattr(options, name) for name in (*COLUMNS, "published", "lexicons")}
    return {**said, "between": tuple(options.between.split("/")) if options.between else None}


def _check(options: argparse.Namespace) -> int:
    from analysis import lexicons, load_corpus
    from analysis.counting.dates import contradictions
    from analysis.counting.ledger import by_label, kept_words, repeated_edges

    corpus = load_corpus(options.path, **_source(options))
    lexicons.check_all(corpus.lexicons)
    items, errors = corpus.items, [error for error in corpus.documents["error"] if error]
    statuses = {
        name: dict(sorted(items[f"{name}_status"].value_counts().to_dict().items()))
        for name in ("event", "published")
    }
    labels = by_label(corpus) if len(items) else None
    characters = {} if labels is None else labels.set_index("label")["characters"].to_dict()
    used = {str(corpus.lexicons.folder / name): sha for name, sha in corpus.lexicons.hashes}
    edges = repeated_edges(corpus)
    if options.json:
        told: dict[str, Any] = {
            "documents": len(corpus.documents) - len(errors),
            "items": len(items),
        }
        told |= {"words_kept": int(items["n_words"].sum()), "characters": characters}
        told |= {"dates": statuses, "lexicons": used, "notes": corpus.notes, "errors": errors}
        told |= {"rows": list(edges["row"])}
        print(json.dumps(told, ensure_ascii=False, indent=1, default=int))
        return 1 if errors else 0
    print(f"{len(corpus.documents) - len(errors)} documents, {len(items)} items")
    print(f"{items['n_words'].sum():,} words kept of {items['n_raw_words'].sum():,}")
    if len(items):
        sizes = kept_words(corpus).head(MAX_ROWS)
        print(sizes.to_string(index=False, float_format="{:.2f}".format))
    print("characters: " + ", ".join(f"{n:,} {label}" for label, n in characters.items()))
    for name, counts in statuses.items():
        print(f"{name} dates: " + ", ".join(f"{n} {status}" for status, n in counts.items()))
    columns = ["item_id", "locator", "event_edtf", "event_status"]
    print(items[columns].head(MAX_ROWS).to_string(index=False, header=False))
    if len(items) > MAX_ROWS:
        print(f"… and {len(items) - MAX_ROWS:,} items more")
    for name, sha256 in used.items():
        print(f"lexicon: {_on_one_line(name)} {sha256}")
    for note in corpus.notes:
        print(f"note: {_on_one_line(note)}")
    for row in contradictions(corpus).itertuples():
        print(f"{row.item_id}, {row.status}: {_on_one_line(row.quotes)} → {row.edtf}")
    for edge in edges.itertuples():
        print(f"{edge.items} of {edge.of} posts of {_on_one_line(edge.outlet)} ", end="")
        print(f"{edge.edge[:-1]} with this line; add the row to boilerplate.tsv?")
        print(f"  {edge.row}")
    return _report_errors(errors)


def _new(folder: Path) -> int:
    from analysis.showing.starting import make_working_folder

    for name in make_working_folder(folder):
        print(name)
    return 0


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
    _need_checkout("figures")
    lexicons.check_all()
    failed = _report_errors(list(load_corpus(ROOT / "seeds").documents["error"]))
    names, notes = make_figures(ROOT / "notebooks", export, keep=out is None)
    for note in notes:
        print(note)
    shown = ", ".join(export.formats)
    print(f"{len(names)} figures in {export.folder}: {shown}, csv, evidence and caption of")
    for name in names:
        print(f"  {name}")
    return failed


def _report(options: argparse.Namespace) -> int:
    from analysis.showing.export import REPORT
    from analysis.showing.files import check_free, replace_export, scratch_folder
    from analysis.showing.notebooks import read_notebooks, report_on_seeds
    from analysis.showing.reporting import report_on

    path, out = options.path, options.out
    if path is not None:
        if out is None:
            raise InputError(f"{path}: give a folder for the report with --out DIR")
        terms = [term for term in map(str.strip, options.words.split(",")) if term]
        ways = {"by": options.by, "dates": options.dates, "terms": terms}
        errors, notes = report_on(path, out, **ways, **_source(options))
        for note in notes:
            print(note)
        _say_where("report", out / REPORT)
        return _report_errors(errors)
    _need_checkout("report without a path")
    folder = out or ROOT / "figures"
    check_free(folder, [REPORT])
    with scratch_folder(folder):
        page = report_on_seeds(read_notebooks(ROOT / "notebooks"), ROOT / "figures")
    replace_export(folder, {REPORT: page.encode()}, whole=False)
    _say_where("report", folder / REPORT)
    return 0


def _site() -> int:
    _need_checkout("site")
    from analysis.showing.notebooks import read_notebooks
    from analysis.showing.site import write_site

    _say_where("notebooks", write_site(read_notebooks(ROOT / "notebooks"), ROOT / "figures"))
    return 0


def _clean_notebook() -> int:
    from analysis.showing.notebooks import read_notebook, write_notebook

    cleaned = write_notebook(read_notebook(sys.stdin.buffer.read(), "standard input"))
    sys.stdout.buffer.write(cleaned)
    return 0


def _need_checkout(command: str) -> None:
    if not (ROOT / "notebooks").is_dir():
        raise InputError(
            f"{command} needs the notebooks and documents of the repository, which are not beside "
            f"the package in {ROOT}; run it in a checkout, or make a report of your own documents: "
            "python -m analysis report FOLDER --out DIR"
        )


def _say_where(what: str, path: Path) -> None:
    """Print where a page is, then the address that a terminal opens at a click."""
    print(f"{what} in {path}: {path.absolute().as_uri()}")


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
