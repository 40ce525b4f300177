"""The version of summit-kg."""

__version__ = "0.1.0"
