"""What a run can be written as for other programs: a room for each format."""
