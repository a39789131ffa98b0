"""The HTML page of an audit: one self-contained file with the report's text, findings marked in place."""

from shebao.rendering.html.page import audit_page

__all__ = ["audit_page"]
