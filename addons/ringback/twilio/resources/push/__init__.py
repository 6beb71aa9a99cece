"""Push credentials of an account, and the bindings of devices that use them."""
