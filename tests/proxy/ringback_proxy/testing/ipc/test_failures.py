from ringback_proxy.testing.ipc import failures


def test_messages_name_options_as_a_test_run_has_them() -> None:
    assert failures.rename_options("give another --confdir, please") == (
        "give another RINGBACK_CONFDIR, or serve(confdir=...), please"
    )
