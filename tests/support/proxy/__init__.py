"""Parts of a proxy inside the test process."""
