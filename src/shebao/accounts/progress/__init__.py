"""Monitoring: monthly execution of the budget by item and project, against time and plan, with warnings."""
