"""The synthetic population as an agency's business system holds it, columns named by their codes; with planted faults."""
