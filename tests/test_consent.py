"""Answers about consent are only added, keep the words they answer, and count at once."""

import pytest
from django.db import IntegrityError, transaction

from hunts import consent
from hunts.models import Consent, Participation
from reflections.models import Reflection
from tests import builders


@pytest.fixture
def newcomer(hunt, ben):
    return builders.make_participation(hunt, ben, consents=[])


@pytest.fixture
def unasked(hunt, ben):
    return Participation.objects.create(hunt=hunt, user=ben, name="Ben", pseudonym="Otter")


def test_every_use_is_asked_about_once_in_words_of_its_own():
    assert [ask.use for ask in consent.USES] == Consent.Use.values
    assert len({ask.wording for ask in consent.USES}) == len(consent.USES)
    assert len({ask.title for ask in consent.USES}) == len(consent.USES)


@pytest.mark.parametrize("ask", consent.USES, ids=lambda ask: ask.use)
def test_every_wording_says_what_happens_when_one_says_no_later(ask):
    assert "say no" in ask.wording or "change my mind" in ask.wording
    assert ask.wording.count(". ") == 1


def test_answers_are_kept_with_the_wording_they_answer(unasked):
    consent.record_consent(unasked, {"analysis": True, "naming": False})

    kept = list(unasked.consents.values_list("use", "agreed", "wording", "superseded_at"))
    assert kept == [("analysis", True, consent.ANALYSIS_1, None), ("naming", False, consent.NAMING_1, None)]


def test_a_changed_answer_supersedes_only_itself(unasked):
    consent.record_consent(unasked, {"analysis": True, "hosts": True})
    hosts = unasked.consents.get(use="hosts")

    consent.record_consent(unasked, {"analysis": False, "hosts": True})

    assert list(unasked.consents.current().values_list("use", "agreed")) == [("analysis", False), ("hosts", True)]
    assert unasked.consents.get(use="hosts") == hosts
    old, new = unasked.consents.filter(use="analysis")
    assert (old.agreed, new.agreed) == (True, False)
    assert old.superseded_at == new.decided_at


def test_a_use_not_mentioned_stays_as_it_is(unasked):
    consent.record_consent(unasked, {"analysis": True, "hosts": False})

    consent.record_consent(unasked, {"hosts": True})

    assert unasked.agrees_to("analysis")
    assert unasked.agrees_to("hosts")
    assert unasked.consents.count() == 3


def test_the_same_answer_to_other_words_is_a_new_answer(unasked, monkeypatch):
    consent.record_consent(unasked, {"analysis": True})
    monkeypatch.setitem(consent.WORDINGS, "analysis", "New words.")

    consent.record_consent(unasked, {"analysis": True})

    assert list(unasked.consents.values_list("wording", flat=True)) == [consent.ANALYSIS_1, "New words."]
    assert unasked.consents.current().get().wording == "New words."


def test_a_use_nobody_is_asked_about_is_refused_and_nothing_saved(unasked):
    with pytest.raises(KeyError):
        consent.record_consent(unasked, {"analysis": True, "advertising": True})

    assert unasked.consents.count() == 0


def test_the_database_keeps_one_current_answer_per_use(newcomer):
    with pytest.raises(IntegrityError, match=r"one_current_consent|hunts_consent"), transaction.atomic():
        Consent.objects.create(participation=newcomer, use="analysis", agreed=True, wording="Sample wording.")


def test_withdrawing_analysis_takes_effect_at_once(participation, reflection, carys):
    agreed = Reflection.objects.agreed_for("analysis")
    assert list(agreed.all()) == [reflection]

    consent.record_consent(participation, {"analysis": False})

    assert list(agreed.all()) == []
    assert list(Reflection.objects.visible_to(carys)) == []
    assert list(Reflection.objects.visible_to(participation.user)) == [reflection]


def test_agreeing_again_brings_reflections_back(participation, reflection, carys):
    consent.record_consent(participation, {"analysis": False})

    consent.record_consent(participation, {"analysis": True})

    assert list(Reflection.objects.visible_to(carys)) == [reflection]
    assert participation.consents.filter(use="analysis").count() == 3
