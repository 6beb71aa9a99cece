"""The same for messages of the Python API: what fails, what the message says, and that typed."""

# Expressions; `serve` is ringback_proxy.serve, and `double` what it returns.
API_SCENES: dict[str, tuple[str, str, str]] = {
    "is not a base URL": (
        "twilio_http_client('localhost')",
        "http://127.0.0.1:8081",
        "twilio_http_client('http://127.0.0.1:8081')",
    ),
    "names none of": (
        "double.conversations['']",
        "for conversation in ringback.conversations",
        "[each for each in double.conversations]",
    ),
    "is not a code of Twilio's": (
        "double.fail_next(429, 5)",
        "such as 20429",
        "double.fail_next(429, 20429)",
    ),
    "is not an error; give a status": (
        "double.fail_next(status=200)",
        "such as 429",
        "double.fail_next(status=429)",
    ),
    "give a whole number, such as 429": (
        "double.fail_next(status='x')",
        "such as 429",
        "double.fail_next(status=429)",
    ),
    "accepted are 0 and more": (
        "double.assert_requested('GET', '/v1/x', times=-1)",
        "accepted are 0 and more",
        "double.assert_requested('GET', '/v1/x', times=0)",
    ),
    "is not a method": (
        "double.assert_requested('/v1')",
        "by name, to accept any method: path=...",
        "double.assert_requested(path='/v1/Conversations', times=0)",
    ),
    "has a query": (
        "double.assert_requested('GET', '/v1/Conversations?PageSize=1')",
        "query={'PageSize': '1'}",
        "double.assert_requested('GET', '/v1/Conversations', query={'PageSize': '1'}, times=0)",
    ),
    "is no path": (
        "double.assert_requested('GET', 'Conversations')",
        "/v1/Conversations",
        "double.assert_requested('GET', '/v1/Conversations', times=0)",
    ),
    "mode is {}; accepted are fake and replay. To record, give record_mode": (
        "serve(mode='record').__enter__()",
        'serve(cassette="support.yaml", record_mode="once")',
        'serve(cassette="support.yaml", record_mode="once")',
    ),
    "replay needs a cassette": (
        "serve(mode='replay').__enter__()",
        'cassette="support.yaml"',
        'serve(mode="replay", cassette="support.yaml")',
    ),
    "and there is no cassette to record to": (
        "serve(record_mode='once').__enter__()",
        'cassette="support.yaml"',
        'serve(record_mode="once", cassette="support.yaml")',
    ),
    "cassette is {}; accepted are a path": (
        "serve(mode='replay', cassette=5).__enter__()",
        'cassette="support.yaml"',
        'serve(mode="replay", cassette="support.yaml")',
    ),
    "now is {}; accepted are": (
        "setattr(double, 'now', 5)",
        "2026-01-31T12:00:00Z",
        "setattr(double, 'now', '2026-01-31T12:00:00Z')",
    ),
    "the clock cannot advance by": (
        "double.advance(hours=-1)",
        "advance(hours=1)",
        "double.advance(hours=1)",
    ),
    "is not accepted; give a timedelta": (
        "double.advance(5)",
        "advance(hours=1)",
        "double.advance(hours=1)",
    ),
    "json is {}; give an object": (
        "double.webhooks.reply_with('hi')",
        '{"body": "hi"}',
        "double.webhooks.reply_with({'body': 'hi'})",
    ),
    "is not an event; give a name": (
        "double.webhooks.register(5)",
        "such as onMessageAdded",
        "double.webhooks.register('onMessageAdded')",
    ),
    "a file is {}; give a dict": (
        "double.inbound_message('+15550001111', '+15550002222', media=['a.png'])",
        '{"content_type": "image/png", "filename": "a.png", "data": b"..."}',
        "double.inbound_message('+15550001111', '+15550002222', 'hi')",
    ),
}
