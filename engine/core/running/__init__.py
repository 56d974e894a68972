"""From printed text to callables, and what they call."""
