"""The press: the executed notebooks become one web site and one PDF."""

import bpbook.notebooks  # noqa: F401 -- before nbformat: it spares jsonschema a slow grammar
