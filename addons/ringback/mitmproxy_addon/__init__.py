"""The mitmproxy addon: flows in, flows out.

The only place in this package that imports mitmproxy.
"""
