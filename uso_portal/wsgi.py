"""The door a web server calls. It must know nothing but the settings' name."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uso_portal.settings")
application = get_wsgi_application()
