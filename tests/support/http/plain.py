"""What clients of plain HTTP trust: nothing, as loading CAs takes longer than most requests."""

import ssl

NO_CAS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
