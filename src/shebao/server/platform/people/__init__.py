"""Users, memberships, permissions, signing in."""
