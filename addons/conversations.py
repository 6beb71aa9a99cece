"""For plain mitmproxy: `mitmdump -s addons/conversations.py --set ringback_mode=replay`."""

from ringback.mitmproxy_addon.options_addon import ConversationsFromOptions

addons = [ConversationsFromOptions()]
