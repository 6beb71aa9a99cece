"""The fast engine: mitmproxy with private parts replaced where a response is at hand.

May be imported by `ringback_proxy.engine.selection` only.
"""
