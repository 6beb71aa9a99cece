import pytest

from ringback.cassette.redaction.sensitive_names import SensitiveNames


@pytest.mark.parametrize(
    "name",
    [
        "auth_token",
        "AuthToken",
        "X-Auth-Token",
        "TWILIO_AUTH_TOKEN",
        "password",
        "Password",
        "new-password",
        "secret",
        "client_secret",
        "ApiKey",
        "api-key",
        "PrivateKey",
        "Certificate",
        "Secret",
        "token",
        "Token",
        "refresh_token",
        "Twilio-Client-Validation",
        "id_token",
        "session_token",
        "client_assertion",
        "account_key",
        "passcode",
        "otp",
        "jwt",
        "X-Amz-Security-Token",
        "X-Csrf-Token",
        "X-XSRF-TOKEN",
        "Api-Token",
        "X-Vault-Token",
        "Ocp-Apim-Subscription-Key",
        "PRIVATE-TOKEN",
        "aws_secret_access_key",
        "Proxy-Authorization",
        "ServiceBusAuthorization",
        "Cookie",
        "aeg-sas-key",
        "aeg-sas-token",
        "sasUri",
        "functionKey",
        "encryptedCredential",
        "SharedAccessSignature",
        "db_pass",
        "DATABASE_KEY",
        "service-key",
        "user_passwd",
        "priv_key",
        "KEYPASS",
        "appkey",
        "application_key",
        "acrToken",
        "authHeader",
        "decryptionKey",
        "accessSAS",
        "blob_sas_url",
        "storageContainerReadListSas",
        "storageContainerWriteSas",
        "credential",
    ],
)
def test_a_credentials_name_is_known_however_it_is_spelt(name: str) -> None:
    assert name in SensitiveNames()


@pytest.mark.parametrize(
    "name",
    [
        "PageToken",
        "next_page_token",
        "api_key_sid",
        "Idempotency-Key",
        "key",
        "FriendlyName",
        "",
        "code",
        "client_assertion_type",
        "aws_access_key_id",
        "ContinuationToken",
        "tokens",
        "design",
        "primaryKey",
        "pass",
        "texas",
        "kansas",
        "credential_sid",
        "Credentials",
    ],
)
def test_similar_names_are_not_sensitive(name: str) -> None:
    assert name not in SensitiveNames()


def test_a_requested_name_is_sensitive() -> None:
    names = SensitiveNames(["FriendlyName"])

    assert "friendly_name" in names
    assert "X-Friendly-Name" not in names


def test_the_cache_of_names_is_bounded() -> None:
    names = SensitiveNames()

    found = [f"name{number}" in names for number in range(10_001)]
    found += [names.includes_header(f"X-{number}") for number in range(10_001)]

    assert not any(found)
    assert "auth_token" in names
    assert names.includes_header("Cookie")


@pytest.mark.parametrize(
    "name",
    ["Authorization", "COOKIE", "Set-Cookie", "X-Api-Key", "X-Subject-Token", "X-Mine"],
)
def test_headers_that_are_secrets_are_known_in_any_case(name: str) -> None:
    names = SensitiveNames(["x-mine"])

    assert names.includes_header(name)
    assert names.includes_header(name.lower())
    assert not names.includes_header("Content-Type")
