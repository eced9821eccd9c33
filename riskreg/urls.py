"""Where each room's pages hang."""

urlpatterns: list = []
