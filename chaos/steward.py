"""The process with Django: makes hunts, does to them what the phones' day asks for, and looks what is really there."""

import django

from chaos.talking import answer_questions


def main():
    django.setup()
    from chaos import audit, world

    answer_questions(
        {
            "prepare": prepare,
            "welcome": world.welcome,
            "close": world.close_hunt,
            "open": world.open_hunt,
            "expire": world.expire,
            "fill_reflections": world.fill_reflections,
            "fill_bytes": world.fill_bytes,
            "make_room": world.make_room,
            "check": audit.unfounded,
            "audit": audit.audit,
        }
    )


def prepare():
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


if __name__ == "__main__":
    main()
