"""Dated parameters of social-insurance law, layered national → province → city, each with its legal basis."""

from shebao.policy.parameters.law import NATIONAL, Area, Law, areas, find_area, law, parameters_of
from shebao.policy.parameters.loader import read_parameters
from shebao.policy.parameters.model import Confidence, Parameter, Value

__all__ = [
    "NATIONAL",
    "Area",
    "Confidence",
    "Law",
    "Parameter",
    "Value",
    "areas",
    "find_area",
    "law",
    "parameters_of",
    "read_parameters",
]
