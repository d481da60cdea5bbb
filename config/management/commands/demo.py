from django.conf import settings

from config.demo.loading import load_demo
from config.demo.sign_ins import sign_ins
from config.management.guarded import SampleDataCommand


class Command(SampleDataCommand):
    help = "Load the demo hunt, unless it is there already, and print who can sign in to it."

    def handle(self, *args, **options):
        passwords = load_demo(secret_passwords=settings.PRODUCTION)
        self.stdout.write("The demo was there already." if passwords is None else "The demo is loaded.")
        for person in sign_ins(passwords):
            self.stdout.write(sentence(person))


def sentence(person):
    link = settings.SITE_URL + person["path"]
    if not person["email"]:
        return f"{person['name']} ({person['role']}): {link}"
    password = f"password {person['password']}" if person["password"] else "with a password of their own"
    return f"{person['name']} ({person['role']}): {link} {person['email']}, {password}"
