from ringback.cassette.redaction.caller.authorization import Caller
from ringback.cassette.redaction.caller.own_sids import OwnSids
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT, OWN_KEY

ADA = Caller("AC" + "A" * 32, "SK" + "b" * 32)
EVE = Caller("AC" + "e" * 32)


def test_a_caller_s_sids_have_placeholders_in_any_case() -> None:
    assert OwnSids().add(ADA) == {"ac" + "a" * 32: OWN_ACCOUNT, "sk" + "b" * 32: OWN_KEY}


def test_the_sids_of_all_callers_are_known() -> None:
    own = OwnSids()
    ada, eve, nobody = own.add(ADA), own.add(EVE), own.add(Caller())

    assert nobody == {}
    assert own.known == {**ada, **eve}


def test_what_another_thread_reads_stays_as_it_is() -> None:
    own = OwnSids()
    own.add(ADA)
    before = dict(read := own.known)

    own.add(EVE)

    assert read == before


def test_a_copy_learns_on_its_own() -> None:
    own = OwnSids()
    own.add(ADA)
    copied = own.copy()

    copied.add(EVE)

    assert len(own.known) == 2
    assert len(copied.known) == 3
