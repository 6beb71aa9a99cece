"""How bytes become hooks and answers: mitmproxy, with or without its private parts.

Everything that relies on private or undocumented parts of mitmproxy is here, and
`ringback_proxy.engine.internals` lists each of them; `RINGBACK_ENGINE=plain` runs without them.
"""
