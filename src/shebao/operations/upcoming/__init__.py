"""What a person may need next: derived from the record and the calendar, for whoever serves them to mention. It decides nothing."""
