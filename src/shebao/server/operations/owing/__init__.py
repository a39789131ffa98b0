"""What is owed, as acts change it: the months that the agency has assessed, and what an act changes in them at once."""
