"""Every figure of running text as {whole noun, unit, value, year, role}, and the relations of its sentences."""

from shebao.reading.quantities.reader import Known, read_indicators, read_passage, read_texts

__all__ = ["Known", "read_indicators", "read_passage", "read_texts"]
