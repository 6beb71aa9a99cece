"""What is answered: the model of Twilio's Conversations API, cassettes, modes and the addon.

Importing this package costs next to nothing: nothing is imported until it is asked for.
"""
