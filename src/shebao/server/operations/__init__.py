"""The agency's business on the server: a folder is one app."""
