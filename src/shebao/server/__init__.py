"""The Django project: what people use in a browser."""
