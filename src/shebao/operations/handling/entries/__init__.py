"""Entries (登记、备案、确认): services that need no rule of their own; their file says what they enter in the record, and when."""
