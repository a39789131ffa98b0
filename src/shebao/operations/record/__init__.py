"""The record (权益记录): what the agency holds about a person or an employer, and the only way in which it changes.

Rows are insert-only and have two times: when something holds (`valid`) and since when the agency knows it (`known_from`,
`known_to`). An act says who, when and on which authority; its effects say what changes; `changes` turns effects into rows.
"""
