import pytest
from django.urls import reverse

from tests import scenarios


@pytest.mark.parametrize("state", scenarios.STAGES)
def test_pages(cast, client_of, state):
    scenarios.confirmed(cast)
    scenarios.draft(cast, "草稿")
    e = scenarios.edition(cast, state)
    for who in ("officer", "clerk", "leader", "registrar"):
        c = client_of(who)
        for name in ("detail", "compare", "notice", "opinions"):
            r = c.get(reverse(f"registers:{name}", args=[e.pk]))
            assert r.status_code == 200, (who, name)
        assert c.get(reverse("registers:list")).status_code == 200
        assert c.get(reverse("registers:coverage", args=[cast.institution.pk])).status_code == 200
    c = client_of("officer")
    for entry in e.entries.all():
        assert c.get(reverse("registers:entry", args=[e.pk, entry.pk])).status_code == 200
    if state == "ask":
        for name in ("consultation_add", "opinion_add"):
            assert c.get(reverse(f"registers:{name}", args=[e.pk])).status_code == 200
    if state == "review":
        for name in ("resolutions", "approve"):
            assert c.get(reverse(f"registers:{name}", args=[e.pk])).status_code == 200
