"""Read, check and report on documents; `analysis` and `python -m analysis` are the same.

  analysis new my-project                               a folder to begin with
  analysis check posts.csv --text content --date day    what was read, kept and dated
  analysis report export/ --out report --by month --words "trade, new era"
  analysis figures                                      the figures of the five documents
  analysis site                                         the notebooks as pages to read
  analysis verify report                                whether its files are as exported

Exit status: 0, or 1 with one line per problem, 2 for a wrong option, 130 when interrupted.
"""

import argparse
import io
import json
import os
import shutil
import sys
import warnings
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis import __version__

try:
    from analysis.tables import InputError
except KeyboardInterrupt:  # pandas takes a second to load
    print("error: interrupted; nothing was changed", file=sys.stderr)
    raise SystemExit(130) from None

MAX_ROWS = 40  # items shown by `check`
ROOT = Path(__file__).parents[1]
# Exit statuses as a shell has them: 128 + the number of the signal, SIGINT and SIGPIPE.
INTERRUPTED, NOBODY_READS = 130, 141
# Which commands take which option ("[path]" may be left out); the first rows say what each does.
COMMANDS = Path(__file__).with_name("commands.tsv")
# What the command line says of the documents, as `load_corpus` takes it.
SOURCE = "text date outlet id published between lexicons workers dask cache"


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status.

    0, or 1 with one line per problem; `INTERRUPTED`; `NOBODY_READS`, as in ``check DIR | head``.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):  # a console in Latin-1 shows 北 as \\u5317
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        options = _parser().parse_args(arguments)
        with warnings.catch_warnings(category=UserWarning, action="ignore"):
            errors = options.run(options)  # that a corpus is empty is printed anyway
        sys.stdout.flush()
        return _report_errors(errors)
    except InputError as error:
        return _report_errors([error])
    except MemoryError:
        return _report_errors(["not enough memory; nothing was changed; try fewer documents"])
    except KeyboardInterrupt:
        _report_errors(["interrupted; nothing was changed"])
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at exit
        return NOBODY_READS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="analysis", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands, named = parser.add_subparsers(required=True), dict[str, argparse.ArgumentParser]()
    _, *rows = COMMANDS.read_text("utf-8").splitlines()
    for names, option, choices, meaning in (row.split("\t") for row in rows):
        for name in names.split():
            if not option:
                named[name] = commands.add_parser(name, help=meaning, argument_default="")
                named[name].set_defaults(run=globals()[f"_{name.replace('-', '_')}"])
                continue
            kinds: dict[str, dict[str, Any]] = {"flag": {"action": "store_true"}, "": {}}
            kinds["int"] = {"type": int, "default": os.cpu_count() or 1}
            taken = kinds.get(choices, {"choices": choices.split()})
            taken |= {"nargs": "?"} if option == "[path]" else {}
            named[name].add_argument(option.strip("[]"), help=meaning, **taken)
    return parser


def _check(options: Namespace) -> list[str]:
    from analysis import lexicons, load_corpus
    from analysis.counting.dates import contradictions
    from analysis.counting.ledger import by_label, kept_words, repeated_edges

    corpus = load_corpus(options.path, **{name: vars(options)[name] for name in SOURCE.split()})
    lexicons.check_all(corpus.lexicons)
    items, errors = corpus.items, [error for error in corpus.documents["error"] if error]
    edges = repeated_edges(corpus)
    told: dict[str, Any] = {
        "documents": len(corpus.documents) - len(errors),
        "items": len(items),
        "words_kept": int(items["n_words"].sum()),
        "characters": by_label(corpus).set_index("label")["characters"].to_dict(),
        "dates": {
            name: dict(sorted(items[f"{name}_status"].value_counts().items()))
            for name in ("event", "published")
        },
        "lexicons": {str(corpus.lexicons.folder / n): sha for n, sha in corpus.lexicons.hashes},
        "notes": corpus.notes,
        "errors": errors,
        "rows": list(edges["row"]),
    }
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=1, default=int))
        return errors
    print(f"{told['documents']} documents, {told['items']} items")
    print(f"{told['words_kept']:,} words kept of {items['n_raw_words'].sum():,}")
    if len(items):
        sizes = kept_words(corpus).head(MAX_ROWS)
        print(sizes.to_string(index=False, float_format="{:.2f}".format))
    print("characters: " + ", ".join(f"{n:,} {name}" for name, n in told["characters"].items()))
    for name, counts in told["dates"].items():
        print(f"{name} dates: " + ", ".join(f"{n} {status}" for status, n in counts.items()))
    columns = ["item_id", "locator", "event_edtf", "event_status"]
    print(items[columns].head(MAX_ROWS).to_string(index=False, header=False))
    if len(items) > MAX_ROWS:
        print(f"… and {len(items) - MAX_ROWS:,} items more")
    for name, sha256 in told["lexicons"].items():
        print(f"lexicon: {_on_one_line(name)} {sha256}")
    for note in told["notes"]:
        print(f"note: {_on_one_line(note)}")
    for row in contradictions(corpus).itertuples():
        print(f"{row.item_id}, {row.status}: {_on_one_line(row.quotes)} → {row.edtf}")
    for edge in edges.itertuples():
        where = f"{edge.items} of {edge.of} posts of {_on_one_line(edge.outlet)} {edge.edge[:-1]}"
        print(f"{where} with this line; add the row to boilerplate.tsv?\n  {edge.row}")
    return errors


def _new(options: Namespace) -> list[str]:
    """Copy a working folder: its lexicons hold headers alone, so that no row changes anything."""
    folder = Path(options.path)
    try:
        shutil.copytree(Path(__file__).parent / "showing" / "new", folder)
        readme = (folder / "README.md").read_text("utf-8")
        (folder / "README.md").write_text(readme.replace("{name}", folder.name), "utf-8")
    except FileExistsError:
        raise InputError(f"{folder}: is there already; choose another name") from None
    except OSError as error:
        raise InputError(f"{folder}: cannot be made ({error.strerror}); choose another") from None
    print(*(path for path in sorted(folder.rglob("*")) if path.is_file()), sep="\n")
    return []


def _figures(options: Namespace) -> list[str]:
    from analysis import lexicons, load_corpus
    from analysis.showing.notebooks import make_figures
    from analysis.showing.settings import DPI, IMAGES, Export, read_dpi, read_formats, read_width

    out, formats, width, dpi = options.out, options.formats, options.width, options.dpi
    if (formats or width or dpi) and not out:
        raise InputError("--formats, --width and --dpi are for a copy; give its folder with --out")
    export = Export(
        Path(out or ROOT / "figures").absolute(),
        read_formats(formats) if formats else IMAGES,
        read_width(width) if width else None,
        read_dpi(dpi or str(DPI)),
    )
    _need_checkout("figures")
    lexicons.check_all()
    errors = load_corpus(ROOT / "seeds").documents["error"]
    names, notes = make_figures(ROOT / "notebooks", export, keep=not out)
    shown = ", ".join(export.formats)
    print(*notes, f"{len(names)} figures in {export.folder}: {shown}, csv, evidence and caption of",
          *(f"  {name}" for name in names), sep="\n")  # fmt: skip
    return list(errors)


def _report(options: Namespace) -> list[str]:
    from analysis.showing.files import check_free, replace_export, scratch_folder
    from analysis.showing.notebooks import read_notebooks, report_on_seeds
    from analysis.showing.rendering import REPORT
    from analysis.showing.reporting import report_on

    out = Path(options.out or ROOT / "figures")
    errors: list[str] = []
    if not options.path:
        _need_checkout("report without a path")
        check_free(out, [REPORT])
        with scratch_folder(out):
            page = report_on_seeds(read_notebooks(ROOT / "notebooks"), ROOT / "figures")
        replace_export(out, {REPORT: page.encode()}, whole=False)
    elif not options.out:
        raise InputError(f"{options.path}: give a folder for the report with --out DIR")
    else:
        way: dict[str, Any] = {name: vars(options)[name] for name in SOURCE.split()}
        way |= {"by": options.by or None, "dates": options.dates or None}
        way["terms"] = list(filter(None, map(str.strip, options.words.split(","))))
        errors, notes = report_on(Path(options.path), out, **way)
        print(*(f"{note}\n" for note in notes), sep="", end="")
    _say_where("report", out / REPORT)
    return errors


def _verify(options: Namespace) -> list[str]:
    from analysis.showing.files import verify_export

    number, wrong = verify_export(Path(options.path))
    place = _on_one_line(options.path)
    print(f"{number} files of the last export into {place}, {len(wrong)} problems")
    return wrong


def _site(options: Namespace) -> list[str]:
    _need_checkout("site")
    from analysis.showing.notebooks import read_notebooks, write_site

    _say_where("notebooks", write_site(read_notebooks(ROOT / "notebooks"), ROOT / "figures"))
    return []


def _clean_notebook(options: Namespace) -> list[str]:
    from analysis.showing.notebooks import read_notebook, write_notebook

    cleaned = write_notebook(read_notebook(sys.stdin.buffer.read(), "standard input"))
    sys.stdout.buffer.write(cleaned)
    return []


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


def _report_errors(errors: Iterable[object]) -> int:
    found = [f"error: {_on_one_line(error)}" for error in errors if error]
    print("".join(f"{line}\n" for line in found), end="", file=sys.stderr)
    return 1 if found else 0


def _on_one_line(text: object) -> str:
    """Show what a terminal would act on as an escape."""
    shown = (c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(text))
    return "".join(shown)


if __name__ == "__main__":
    sys.exit(main())
