"""The training loop, and the trainer that owns a run's weights."""
