"""The compiler: it knows nothing of specs."""
