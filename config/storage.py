from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed static files in which JavaScript modules import each other by hashed names."""

    support_js_module_import_aggregation = True
