"""Read, check and report on documents; `analysis` and `python -m analysis` are the same."""

import sys

try:
    import argparse
    import io
    import json
    import os
    import shutil
    import warnings
    from _thread import interrupt_main
    from pathlib import Path
    from threading import Timer
    from typing import Any

    from analysis import __version__
    from analysis.showing.settings import ROOT, read_export
    from analysis.tables import InputError, printable, read_tsv, refusal, refuse
except KeyboardInterrupt:  # pandas takes a second to load
    print("error: interrupted; nothing was changed", file=sys.stderr)
    raise SystemExit(130) from None
EXIT = "Exit status: 0, or 1 with one line per problem, 2 for a wrong option, 130 when interrupted."
MAX_ROWS = 40  # items shown by `check`
SOURCE = "text date outlet id published between lexicons workers dask cache"  # as `load_corpus`


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0, or 1 with one line per problem."""
    # 130 and 141 are 128 + the number of the signal, SIGINT and SIGPIPE, as a shell has them.
    if isinstance(sys.stdout, io.TextIOWrapper):  # a console in Latin-1 shows 北 as \\u5317
        sys.stdout.reconfigure(errors="backslashreplace")
    hook, sys.unraisablehook = sys.unraisablehook, _send_again
    try:
        options = _parser().parse_args(arguments)
        with warnings.catch_warnings(category=UserWarning, action="ignore"):
            errors = options.run(options) or []  # that a corpus is empty is printed anyway
        sys.stdout.flush()
        return _report_errors(errors)
    except InputError as error:
        return _report_errors([error])
    except MemoryError:
        return _report_errors(["not enough memory; nothing was changed; try fewer documents"])
    except KeyboardInterrupt:
        return _report_errors(["interrupted; nothing was changed"], 130)
    except BrokenPipeError:  # ``check DIR | head``
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at exit
        return 141
    finally:
        sys.unraisablehook = hook


def _send_again(dropped: Any) -> None:
    """Send an interrupt again that came in a callback, from where Python can raise nothing."""
    if dropped.exc_type is KeyboardInterrupt:
        Timer(0.01, interrupt_main).start()  # when the callback is over
    else:
        sys.__unraisablehook__(dropped)


def _parser() -> argparse.ArgumentParser:
    _, *rows = read_tsv("commands.tsv")  # a row without an option says what a command does
    told = (f"  analysis {n:44} {meaning}" for n, option, _, meaning in rows if option == "example")
    about = "\n".join([f"{__doc__}\n", *map(str.rstrip, told), "", EXIT])
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("analysis", description=about, formatter_class=form)
    parser.add_argument("--version", action="version", version=__version__)
    known = {"workers": os.cpu_count() or 1}
    commands, named = parser.add_subparsers(required=True), dict[str, argparse.ArgumentParser]()
    for names, option, choices, meaning in rows:
        for name in names.split() if option != "example" else ():
            if not option:
                named[name] = commands.add_parser(name, help=meaning, argument_default="")
                named[name].set_defaults(run=globals()[f"_{name.replace('-', '_')}"], **known)
                continue
            kinds = {"flag": {"action": "store_true"}, "": dict[str, Any](), "int": {"type": int}}
            taken = kinds.get(choices, {"choices": choices.split()})
            taken |= {"nargs": "?"} if option == "[path]" else {}
            named[name].add_argument(option.strip("[]"), help=meaning, **taken)
    return parser


def _check(options: argparse.Namespace) -> list[str]:
    from analysis import lexicons, load_corpus
    from analysis.counting import chronology, ledger
    from analysis.showing.pages.readable import environment

    corpus = load_corpus(options.path, **{name: vars(options)[name] for name in SOURCE.split()})
    lexicons.check_all(corpus.lexicons)
    items, errors = corpus.items, [error for error in corpus.documents["error"] if error]
    statuses = {n: items[f"{n}_status"].value_counts() for n in ("event", "published")}
    edges = ledger.repeated_edges(corpus)
    told: dict[str, Any] = {"documents": len(corpus.documents) - len(errors), "items": len(items)}
    told["words_kept"] = int(items["n_words"].sum())
    told["characters"] = ledger.by_label(corpus).set_index("label")["characters"].to_dict()
    told["dates"] = {name: dict(sorted(counts.items())) for name, counts in statuses.items()}
    hashes = {str(corpus.lexicons.folder / name): sha256 for name, sha256 in corpus.lexicons.hashes}
    told |= {"lexicons": hashes, "notes": corpus.notes, "errors": errors, "rows": [*edges["row"]]}
    if options.json:
        print(json.dumps(told, ensure_ascii=False, indent=1, default=int))
        return errors
    sizes = ledger.kept_words(corpus).head(MAX_ROWS) if len(items) else items.iloc[:0]
    columns = ["item_id", "locator", "event_edtf", "event_status"]
    shown: dict[str, Any] = {"told": told, "raw_words": items["n_raw_words"].sum()}
    shown["sizes"] = sizes.to_string(index=False, float_format="{:.2f}".format) * (len(items) > 0)
    shown["listed"] = items[columns].head(MAX_ROWS).to_string(index=False, header=False)
    shown |= {"more": len(items) - MAX_ROWS, "edges": edges.to_dict("records")}
    shown["contradictions"] = chronology.contradictions(corpus).to_dict("records")
    print(environment().get_template("check.txt").render(shown), end="")
    return errors


def _new(options: argparse.Namespace) -> None:
    """Copy a working folder: its lexicons hold headers alone, so that no row changes anything."""
    folder = Path(options.path)
    try:
        shutil.copytree(Path(__file__).parent / "showing" / "new", folder)
        readme = (folder / "README.md").read_text("utf-8")
        (folder / "README.md").write_text(readme.replace("{name}", folder.name), "utf-8")
    except OSError as error:
        name = "there already" if isinstance(error, FileExistsError) else "not made"
        raise refusal(name, folder, error.strerror) from None
    print(*(path for path in sorted(folder.rglob("*")) if path.is_file()), sep="\n")


def _figures(options: argparse.Namespace) -> list[str]:
    from analysis import lexicons, load_corpus
    from analysis.showing.notebooks import make_figures

    out, asked = options.out, (options.formats, options.width, options.dpi)
    refuse(any(asked) and not out, "copy only")
    export = read_export(Path(out or ROOT / "figures").absolute(), *asked)
    refuse(not (ROOT / "notebooks").is_dir(), "checkout", "figures", ROOT)
    lexicons.check_all()
    errors = load_corpus(ROOT / "seeds").documents["error"]
    names, notes = make_figures(ROOT / "notebooks", export, keep=not out)
    kinds = ", ".join(export.formats)
    done = f"{len(names)} figures in {export.folder}: {kinds}, csv, evidence and caption of"
    print(*map(printable, notes), done, *(f"  {name}" for name in names), sep="\n")
    return list(errors)


def _report(options: argparse.Namespace) -> list[str]:
    from analysis.showing import files
    from analysis.showing.pages.report import report_on
    from analysis.showing.rendering import REPORT

    out = Path(options.out or ROOT / "figures")
    errors: list[str] = []
    if not options.path:
        from analysis.showing import notebooks  # and Jupyter with it, which takes a second

        refuse(not (ROOT / "notebooks").is_dir(), "checkout", "report without a path", ROOT)
        with files.scratch_folder(out, [REPORT]):
            saved = notebooks.read_notebooks(ROOT / "notebooks")
            page = notebooks.report_on_seeds(saved, ROOT / "figures")
        files.replace_export(out, {REPORT: page.encode()}, whole=False)
    else:
        refuse(not options.out, "no folder", options.path)
        way: dict[str, Any] = {name: vars(options)[name] for name in f"{SOURCE} by dates".split()}
        way["terms"] = list(filter(None, map(str.strip, options.words.split(","))))
        errors, notes = report_on(Path(options.path), out, **way)
        print(*(f"{printable(note)}\n" for note in notes), sep="", end="")
    print(f"report in {out / REPORT}: {(out / REPORT).absolute().as_uri()}")
    return errors


def _verify(options: argparse.Namespace) -> list[str]:
    from analysis.showing.files import verify_export

    n, wrong = verify_export(Path(options.path))
    print(f"{n} files of the last export into {printable(options.path)}, {len(wrong)} problems")
    return wrong


def _site(options: argparse.Namespace) -> None:
    refuse(not (ROOT / "notebooks").is_dir(), "checkout", "site", ROOT)
    from analysis.showing.notebooks import read_notebooks, write_site

    page = write_site(read_notebooks(ROOT / "notebooks"), ROOT / "figures")
    print(f"notebooks in {page}: {page.absolute().as_uri()}")  # which a terminal opens at a click


def _clean_notebook(options: argparse.Namespace) -> None:
    from analysis.showing.notebooks import read_notebook, write_notebook

    notebook = read_notebook(sys.stdin.buffer.read(), "standard input")
    sys.stdout.buffer.write(write_notebook(notebook))


def _report_errors(errors: list[Any], status: int = 1) -> int:
    found = [f"error: {printable(error)}\n" for error in errors if error]
    print("".join(found), end="", file=sys.stderr)
    return status if found else 0


if __name__ == "__main__":
    sys.exit(main())
