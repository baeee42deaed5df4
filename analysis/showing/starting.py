"""A name → a working folder for documents of one's own, with a notebook that is ready to run."""

from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.lexicons.rows import FOLDER
from analysis.showing.notebooks import write_notebook
from analysis.tables import InputError

LEXICONS = ("boilerplate.tsv", "topics.tsv", "stopwords.tsv", "aliases.tsv", "names.tsv")
README = """# {name}

1. Put documents into corpus/: text files, web pages, tables, or an export of Telegram Desktop.
2. What you know of a file goes into corpus/manifest.csv: outlet, published, event (as EDTF).
3. `analysis check corpus --lexicons lexicons` says what was read, kept and dated.
4. Rows in lexicons/ are added to those of the package; a first line `# replace` replaces them.
5. `analysis report corpus --lexicons lexicons --out report` writes report/report.html.
6. `jupyter lab notebook.ipynb` explores: every number leads to its passages.

Nothing in corpus/ is ever changed.
"""
CELLS = (
    "# What do my documents say, and when?\n\nRun the cells from top to bottom.",
    'import analysis as an\n\ncorpus = an.load_corpus("corpus", lexicons="lexicons")\ncorpus',
    "an.save_figure(an.figures.composition(corpus))",
    "an.save_figure(an.figures.frequent_words(corpus))",
    "an.save_figure(an.figures.formulas(corpus))",
    'an.show(an.chronology(corpus).set_index("item_id"), "edtf", "occasion", "outlet", "quote")',
    "an.explorer(corpus)",
)


def make_working_folder(folder: Path) -> list[Path]:
    """Make a folder with corpus/, lexicons/, a notebook and a README; return what was written.

    Lexicons hold the header alone: no row changes anything. Raises `InputError` when the folder
    is there already or cannot be made.
    """
    note, *code = CELLS
    cells = [new_markdown_cell(note), *map(new_code_cell, code)]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # nbformat draws ids at random
    headers = {
        f"lexicons/{name}": (FOLDER / name).read_text("utf-8").partition("\n")[0] + "\n"
        for name in LEXICONS
    }
    files = {
        "README.md": README.format(name=folder.name),
        "corpus/manifest.csv": "file,outlet,published,event,language,note\n",
        **headers,
        "notebook.ipynb": write_notebook(new_notebook(cells=cells)).decode(),
    }
    try:
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, "utf-8")
    except FileExistsError:
        raise InputError(f"{folder}: is there already; choose another name") from None
    except OSError as error:
        raise InputError(f"{folder}: cannot be made ({error.strerror}); choose another") from None
    return [folder / name for name in files]
