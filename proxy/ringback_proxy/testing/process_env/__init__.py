"""What leads the test process's own clients to the proxy."""
