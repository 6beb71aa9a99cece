"""The secrets of one run, found and replaced in any spelling and encoding"""
