from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from hunts.models import Programme

pytestmark = pytest.mark.django_db


def prepare(*arguments):
    out, err = StringIO(), StringIO()
    call_command("prepare", *arguments, stdout=out, stderr=err)
    return out.getvalue().splitlines()


def test_the_first_start_loads_the_demo_and_gives_its_sign_ins():
    sign_ins = prepare("--demo")

    assert Programme.objects.count() == 1
    assert len(sign_ins) == 5
    assert sum("/accounts/login/" in line for line in sign_ins) == 2
    assert sum("http://localhost:8000/me/" in line for line in sign_ins) == 3


def test_a_later_start_gives_the_same_sign_ins_and_adds_nothing():
    first = prepare("--demo")
    people = User.objects.count()

    assert prepare("--demo") == first
    assert User.objects.count() == people


def test_without_the_demo_nobody_can_sign_in():
    assert prepare() == []
    assert not User.objects.exists()


def test_a_site_that_people_use_is_left_alone(amina):
    assert prepare("--demo") == []
    assert list(User.objects.all()) == [amina]
