"""What is typed, uploaded or written in a file: dates, numbers that identify, texts as values; mistakes told with place and reason."""
