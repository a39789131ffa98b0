"""Views of examinations, by what people are doing."""
