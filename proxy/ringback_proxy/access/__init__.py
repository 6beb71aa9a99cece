"""Access control (`--proxy-auth`), and the company's proxy that requests are sent through."""
