from ringback.settings.setting import settings_of
from ringback.settings.table import SETTINGS, SETTINGS_OF


def test_modes_that_share_a_setting_share_its_declaration() -> None:
    declared = {setting for cls in SETTINGS_OF.values() for setting in settings_of(cls)}

    # The fake has no cassette unless it is given.
    assert {each.field for each in declared - set(SETTINGS)} == {"cassette"}
    assert len({setting.field for setting in SETTINGS}) == len(SETTINGS)
