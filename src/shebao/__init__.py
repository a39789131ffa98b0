"""shebao: accountability and operations for China's social-insurance agencies (社会保险经办机构)."""

__version__ = "0.1.0"
