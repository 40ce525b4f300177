"""Saved queries: their headers, their parameters, and what they answer."""
