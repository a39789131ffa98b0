"""Personal accounts: each year of everybody's, closed by a run that another reviews; movements; a person's account and statement."""
