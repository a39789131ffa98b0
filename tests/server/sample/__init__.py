"""A whole app of a few lines, for the test that adding one changes two lines elsewhere: INSTALLED_APPS and the addresses."""
