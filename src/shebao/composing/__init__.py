"""Composing the annual disclosure report: material → manuscript → DOCX, PDF, HTML, XLSX, JSON, data package."""
