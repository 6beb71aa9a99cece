from ringback_proxy.engine.front.open_connections import OpenConnections


class Transport:
    closed = False

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


def test_a_connection_is_open_until_it_is_discarded() -> None:
    connections, transport = OpenConnections(), Transport()
    assert not connections
    connections.add(transport)
    connections.close()
    assert transport.closed
    assert connections  # its end has not been reported
    connections.discard(transport)
    connections.discard(transport)
    assert not connections


def test_a_connection_of_the_control_api_is_open_until_it_is_closed() -> None:
    connections, transport = OpenConnections(), Transport()
    connections.add(transport)
    connections.pass_to_control(transport)
    assert connections
    connections.close()
    assert not connections


def test_a_connection_that_the_control_api_let_go_is_forgotten() -> None:
    connections = OpenConnections()
    connections.pass_to_control(Transport())
    assert not connections
