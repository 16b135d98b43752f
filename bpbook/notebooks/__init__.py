"""Find, execute, compare and store the notebooks of the book.

The package runs them as a reader would: in fresh kernels, from top to bottom. It knows
nothing of the mathematics in them.
"""
