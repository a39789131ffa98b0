"""Intake (收件受理): the services that are open, one or several of them started, with form, materials and what they would change."""
