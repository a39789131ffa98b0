"""The public REST interface."""
