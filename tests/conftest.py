"""No test depends on how fast the machine is: what is timed is timed by `python -m bench`."""

from hypothesis import settings

settings.register_profile("shebao", deadline=None)
settings.load_profile("shebao")
