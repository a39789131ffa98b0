"""待遇测算: what people, employers and clerks ask of the law, answered without signing in; nothing is stored."""
