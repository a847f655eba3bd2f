"""Commands: one module each; its docstring is its help, and it only calls the library."""
