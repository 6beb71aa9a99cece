"""After random changes of everything: dump, start, dump gives the same, and so does every GET."""

from hypothesis import settings
from hypothesis.stateful import invariant

from ringback.state_files.writer import render_document
from ringback.state_files.yaml_nodes import parse_yaml
from ringback.twilio.state_document.parse import parse_document
from ringback.twilio.values.sid_sources import SeededSids
from tests.fidelity.test_consistency import Consistency
from tests.support.state.kind import scale_examples
from tests.support.twilio.caller import Caller
from tests.support.twilio.crawl import Crawl
from tests.support.twilio.models import make_model


class Dumps(Consistency):
    """One account, which is dumped after each change, and begun with elsewhere."""

    @invariant()
    def the_dump_begins_the_same_state(self) -> None:
        dumped = self.caller.api.dump()
        document, problems = parse_document(parse_yaml(render_document(dumped)))
        assert problems == []
        other = make_model(clock=self.clock, sids=SeededSids(2), start_with=document)
        again = other.dump()
        assert again == dumped
        before, after = Crawl(self.caller).run(), Crawl(Caller(other)).run()
        assert after.found == before.found
        assert after.lists == before.lists


TestDumps = Dumps.TestCase
TestDumps.settings = settings(
    max_examples=scale_examples(15), stateful_step_count=15, deadline=None
)
