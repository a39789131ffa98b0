"""Tables flattened to lines of text: cells follow each other with spaces, and empty cells are gone."""
