"""How a service's form becomes effects: the situation it is decided on, each condition assessed, the outcome."""
