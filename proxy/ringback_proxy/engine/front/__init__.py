"""The front: accepts connections, and answers those that need no forwarding.

Everything else goes to mitmproxy, with the bytes that have been read so far. What the front serves
is a flow of mitmproxy's, which passes the hooks of every addon. May be imported by
`ringback_proxy.engine.selection` only.
"""
