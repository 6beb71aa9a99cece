import pytest

from ringback.settings.setting import Setting, settings_of
from ringback.settings.table import SETTINGS
from ringback_proxy.access.proxy_credentials import ProxyCredentials
from ringback_proxy.cli.server_settings import ServerSettings

EACH = [pytest.param(setting, id=setting.name) for setting in settings_of(ServerSettings)]


@pytest.mark.parametrize("setting", EACH)
def test_no_mode_has_a_setting_of_that_name(setting: Setting) -> None:
    assert setting.field not in {each.field for each in SETTINGS}


@pytest.mark.parametrize("setting", EACH)
def test_a_setting_is_explained_in_a_sentence(setting: Setting) -> None:
    assert setting.help.endswith((".", "]"))


def test_a_repr_does_not_show_the_password() -> None:
    assert "hidden" not in repr(ServerSettings(proxy_auth=ProxyCredentials("anna", "hidden")))
