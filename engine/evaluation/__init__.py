"""An honest look at a trained network: by other examples, beside a trivial baseline."""
