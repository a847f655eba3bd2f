"""Work done apart: within limits of time and memory, behind a wall, in a process of its own."""
