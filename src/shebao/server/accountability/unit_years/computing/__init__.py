"""What is computed from a unit-year's content: closed tables, scores, execution, findings."""
