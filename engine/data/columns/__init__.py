"""Columns of a table: their types, what is learned of them, and their numbers."""
