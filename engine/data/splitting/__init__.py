"""Which examples are training, validation and test examples."""
