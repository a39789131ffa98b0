"""Rendering: an audit result as terminal text, JSON, SARIF, HTML, a rectification workbook or a marked PDF."""
