"""Background jobs that people can see."""
