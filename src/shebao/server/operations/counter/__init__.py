"""The counter: a person or an employer is found, and everything that the agency knows about them stands on one page."""
