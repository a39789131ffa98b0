"""The run over everybody (月度核定): its columns, its controls, whom it changes most, its effects."""
