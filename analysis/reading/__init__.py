"""Files → `Corpus`: sources, cleaning, duplicates and dates."""
