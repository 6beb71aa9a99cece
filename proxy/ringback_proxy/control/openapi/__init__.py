"""The OpenAPI description of the control API: schemas, paths, and the document"""
