"""Documents made of a manuscript: pages (PDF, DOCX)."""
