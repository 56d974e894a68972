"""From a spec to the arrays that a network learns from."""
