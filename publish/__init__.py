"""The press: the executed notebooks become one web site and one PDF."""
