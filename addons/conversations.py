"""For plain mitmproxy: `mitmdump -s addons/conversations.py --set understudy_mode=replay`."""

from understudy.plain_mitmproxy import ConversationsFromOptions

addons = [ConversationsFromOptions()]
