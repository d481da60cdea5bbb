from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite


class OwnTurfAdminSite(AdminSite):
    site_header = site_title = "Own Turf administration"
    index_title = "Everything kept by this site"

    @property
    def login(self):
        """Sign-in to the admin goes through the same door as everybody's, with its limits and second factors."""
        return secure_admin_login(super().login)
