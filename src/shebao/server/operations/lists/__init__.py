"""Staff lists: many persons of one employer in one upload, checked whole, decided by two people, written as one act."""
