"""The living city on the server: a population taken into the record, months lived through, everything exported."""
