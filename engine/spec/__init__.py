"""The whole spec: reading it, checking it, writing it out."""
