"""The wing of accountability: unit-years, their review and publication, audit of anything, the public portal."""
