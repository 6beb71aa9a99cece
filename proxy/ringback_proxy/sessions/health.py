"""Whether a proxy serves: what Docker, a load balancer or a script asks first."""

from ringback_proxy.sessions.registry.registry import SessionRegistry


def check_health(sessions: SessionRegistry) -> tuple[int, dict[str, object]]:
    """Return a status and a document: 503 while the database of the state cannot be used."""
    session = sessions.current
    mode = session.mode.name if session is not None else "fake"
    state = session.mode.state if session is not None else None
    if state is None or state.is_usable:
        return 200, {"status": "ok", "mode": mode}
    return 503, {"status": "the state cannot be used", "mode": mode}
