"""Applies what recorded exchanges show but none of them created: it existed before them."""

from collections.abc import Sequence

from ringback.twilio.schema.behavior import Operation
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.resource import Resource
from ringback.twilio.seeding.from_exchanges import Seeder


def seed_preexisting(seeders: Sequence[Seeder]) -> None:
    """Add what exchanges show and none of them creates, each as the first of them shows it.

    Resources under one that an exchange creates came later, too. Only the SID is known of a
    conversation that appears only in a delete or as the parent of other resources.
    """
    created = {
        sid
        for seeder in seeders
        if seeder.operation is Operation.CREATE
        for item in seeder.items
        if (sid := item.text("sid")) is not None
    }
    seen = set(created)
    for seeder in seeders:
        if seeder.operation is not None and created.isdisjoint(seeder.names):
            seeder.add_named_parents()
            for item in seeder.items:
                if created.isdisjoint(_get_parent_sids(seeder.resource, item)):
                    _add(seeder, item, seen)
    for seeder in seeders:
        if seeder.shows_part and created.isdisjoint(seeder.names):
            _add_parts(seeder, created, seen)


def _add_parts(seeder: Seeder, created: set[str], seen: set[str]) -> None:
    """Add what replies show in part only, after everything that is shown completely."""
    for item in seeder.items:
        sid, above = seeder.get_sid(item), {item.text(key) for key in seeder.keys_above}
        if sid is None or sid in seen or not created.isdisjoint(above):
            continue
        seen.add(sid)
        seeder.add(item, Operation.FETCH)
        if _get_parent_sids(seeder.resource, item)[-1] not in seen:
            seeder.seed_parent(item)


def _get_parent_sids(resource: Resource, item: ReplyReader) -> list[str | None]:
    *parents, _ = resource.chain()
    return [item.text(parent.foreign_key) for parent in parents]


def _add(seeder: Seeder, item: ReplyReader, seen: set[str]) -> None:
    """Add an item if it was not seen before, and its parent in any case."""
    seeder.find_parent(item)
    name = seeder.get_sid(item) or seeder.path
    if name not in seen and not seeder.shows_part:
        seen.add(name)
        seeder.add(item.without(*_get_keys_set_later(seeder)), Operation.FETCH)


def _get_keys_set_later(seeder: Seeder) -> list[str]:
    if seeder.operation is not Operation.UPDATE:
        return []
    return [key for name, key in seeder.resource.set_later.items() if seeder.sets(name)]
