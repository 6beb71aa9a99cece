"""For plain mitmproxy: `mitmdump -s addons/conversations.py --set understudy_mode=replay`."""

from understudy.mitmproxy_addon.options_addon import ConversationsFromOptions

addons = [ConversationsFromOptions()]
