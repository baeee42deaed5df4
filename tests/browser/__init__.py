"""What a reader sees: the notebooks in JupyterLab and the pages, in Debian's Chromium."""
