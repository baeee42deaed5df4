"""When an item's event happened and when it was published, by the evidence in its text."""
