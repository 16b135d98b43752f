"""Find, execute, compare and store the notebooks of the book.

The package runs them as a reader would: in fresh kernels, from top to bottom. It knows
nothing of the mathematics in them.
"""

import sys

# When jsonschema finds this optional package, which comes with JupyterLab, it builds a grammar
# for two seconds, to check addresses that no notebook holds. Every command would wait for it.
sys.modules.setdefault("rfc3987_syntax", None)
