"""From functions of equations to text: the textbook printing and the plan."""
