"""What is open and what runs: the file, the session, the worker."""
