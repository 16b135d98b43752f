"""The press: the executed notebooks become one web site and one PDF."""

import sys

# nbformat imports jsonschema, which would compile a grammar of internationalised addresses for
# 1.6 s in each process; no notebook's schema asks for it, and without it jsonschema does the same.
sys.modules.setdefault("rfc3987_syntax", None)
