"""Documents that a service gives, made from the record as it was known when the case was decided: nothing is stored."""
