"""Longhand: neural networks written out in full, as the NumPy that they are."""
