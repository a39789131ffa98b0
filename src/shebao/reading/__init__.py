"""Reading: a file becomes a Document (pages, lines, grids), a Document becomes a Report."""
