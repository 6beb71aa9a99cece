"""`make chaos`: eight proxies with one state behind HAProxy; one is killed again and again.

Clients create, race for names, send, change, delete and list, and webhooks go to a receiver. In the
end each proxy has to have what clients have seen: nothing is lost, doubled or out of order.

    python tests/load/chaos.py [REQUESTS [postgresql|sqlite]]
"""

# ruff: noqa: T201  (what a program prints is its answer)

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.chaos.account import LOST, Account
from tests.support.chaos.api import UNAVAILABLE, Api
from tests.support.chaos.clients import Client, Group
from tests.support.chaos.fleet import Fleet
from tests.support.chaos.received import Received, receiving
from tests.support.state.stores import open_store

PROXIES = 8
GROUPS, CLIENTS_OF_EACH = 6, 3
# Seconds for webhooks to arrive after the last request.
LONGEST = 300


def send(fleet: Fleet, account: Account, total: int) -> None:
    """Have groups of clients send so many requests in all; proxies are killed meanwhile."""
    clients: list[Client] = []
    for number in range(GROUPS):
        group = Group(f"group-{number}", account, CLIENTS_OF_EACH)
        ca = fleet.servers[0].ca if number % 2 else None
        url = fleet.balancer.proxy_url if number % 2 else fleet.balancer.base_url
        clients += [
            Client(Api(url, account, ca), group, place, total) for place in range(CLIENTS_OF_EACH)
        ]
    for client in clients:
        client.start()
    fleet.begin_kills()
    for client in clients:
        client.join()
    fleet.end_kills()


def check(fleet: Fleet, account: Account) -> None:
    """Compare what each proxy lists with what was seen."""
    account.judge_races()
    lists = []
    for server in fleet.servers:
        api = Api(str(server.ready.base_url), account)
        lists.append(list(api.read_all("/Conversations?PageSize=100", "conversations")))
        account.judge_conversations(lists[-1])
    if any([one["sid"] for one in each] != [one["sid"] for one in lists[0]] for each in lists):
        account.complain("proxies list the conversations in different orders")
    there = {one["sid"] for one in lists[0]}
    for place, conversation in enumerate(account.conversations.values()):
        if conversation.sid not in there:
            continue
        api = Api(str(fleet.servers[place % PROXIES].ready.base_url), account)
        path = f"/Conversations/{conversation.sid}"
        messages = list(api.read_all(f"{path}/Messages?PageSize=5", "messages"))
        account.judge_messages(conversation, [(one["sid"], one["index"]) for one in messages])
        people = api.read_all(f"{path}/Participants?PageSize=2", "participants")
        account.judge_participants(conversation, [one["sid"] for one in people])
        api.close()


def check_webhooks(fleet: Fleet, account: Account, received: Received) -> None:
    """Wait for the webhooks of all that was made, and judge them."""
    expected = set(account.conversations)
    for conversation in account.conversations.values():
        expected |= set(conversation.messages)
    deadline = time.monotonic() + LONGEST
    while expected - received.sids and time.monotonic() < deadline:
        time.sleep(0.2)  # nothing tells when the last one has come
    for problem in received.judge(expected, fleet.ends):
        account.complain(problem)


def run(total: int, state: str, folder: Path, received: Received) -> tuple[Account, Fleet]:
    """Do everything with one state; return what was seen."""
    options = (
        *("--state", state, "--seed", "7", "--confdir", str(folder / "confdir")),
        *("--webhooks", "all", "--webhook-url", received.url, "--keep-exchanges", "10"),
        *("--webhook-filter", "onConversationAdded", "--webhook-filter", "onMessageAdded"),
    )
    account, fleet = Account(), Fleet(PROXIES, options, folder)
    try:
        send(fleet, account, total)
        seconds = time.monotonic()
        check(fleet, account)
        check_webhooks(fleet, account, received)
        print(f"checked in {time.monotonic() - seconds:.0f} s", flush=True)
    finally:
        fleet.stop()
    for text in fleet.find_tracebacks():
        account.complain(text[text.index("Traceback") :])
    return account, fleet


def main() -> None:
    """Run, and print what was done; exit with what is wrong."""
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    kind = sys.argv[2] if len(sys.argv) > 2 else "postgresql"
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name, receiving() as received:
        folder = Path(name)
        with open_store(kind, folder) as state:
            account, fleet = run(total, state, folder, received)
    print(
        f"{kind}: {account.statuses.total()} requests in {time.monotonic() - began:.0f} s, "
        f"{len(fleet.ends)} kills; {account.statuses[LOST]} without a reply, "
        f"{account.statuses[UNAVAILABLE]} times 503; {len(account.races)} names, "
        f"{len(account.conversations)} conversations, {len(received.events)} webhooks, "
        f"{received.repeated} of them repeated"
    )
    if account.wrong:
        sys.exit("\n".join(account.wrong[:50]))
    print("nothing was lost, doubled or out of order")


if __name__ == "__main__":
    main()
