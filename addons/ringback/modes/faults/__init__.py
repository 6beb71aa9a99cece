"""Faults that are injected: which requests fail, and how"""
