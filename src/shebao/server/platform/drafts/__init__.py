"""What somebody typed into a form and has not sent: kept by itself, given back when they return."""
