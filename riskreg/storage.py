"""Static files with a hash in the name; in tests and before `collectstatic` the plain name serves."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Names that are missing from the manifest fall back to themselves instead of an error page."""

    manifest_strict = False
