"""The fields people edit, by thing: for forms and for stale checks."""

INSTITUTION_FIELDS = (
    "code",
    "name",
    "short_name",
    "region_code",
    "issuing_office",
    "party_group_name",
    "superior_discipline_body",
    "complaint_phone",
    "complaint_email",
    "complaint_address",
)
UNIT_FIELDS = ("code", "name", "kind")
POST_FIELDS = ("code", "title", "level", "is_key", "duties")
ACCOUNT_FIELDS = ("name", "institution", "phone")
