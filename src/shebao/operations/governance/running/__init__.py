"""Runs a check set over data: engines, passes, units of work, results that survive a kill."""
