import pytest

from storyagent import lexicon
from storyagent.errors import InvalidInput


@pytest.mark.parametrize(
    ("form", "pos", "base"),
    [
        ("mice", "n", "mouse"), ("foxes", "n", "fox"), ("wolves", "n", "wolf"), ("children", "n", "child"),
        ("flew", "v", "fly"), ("running", "v", "run"), ("hoping", "v", "hope"), ("hopped", "v", "hop"),
        ("was", "v", "be"), ("happier", "a", "happy"), ("Dogs", "n", "dog"), ("canaries", "n", "canary"),
        ("leaves", "n", "leaf"), ("oxen", "n", "ox"), ("teleported", "v", "teleport"), ("lay", "v", "lie"),
    ],
)  # fmt: skip
def test_an_inflected_form_has_its_base_form(form: str, pos: lexicon.Pos, base: str) -> None:
    assert lexicon.lemma(form, pos) == base


def test_a_word_that_is_no_such_part_of_speech_has_no_base_form() -> None:
    assert lexicon.lemma("flew", "n") is None
    assert lexicon.lemma("qwertz", "v") is None
    assert lexicon.lemma("glass", "n") == "glass"


def test_an_unknown_part_of_speech_is_an_error() -> None:
    with pytest.raises(InvalidInput, match="part of speech"):
        lexicon.lemma("fox", "x")


def test_a_form_can_be_several_parts_of_speech_with_how_often_each_was_found() -> None:
    found = lexicon.parts_of_speech("leaves")
    assert set(found) == {"n", "v"}
    assert found["v"] > found["n"]
    assert lexicon.parts_of_speech("qwertz") == {}


def test_hypernyms_come_nearest_first_with_synonyms_before_what_is_above() -> None:
    chain = lexicon.hypernym_chain("fox")
    assert chain[0] == "fox"
    assert chain.index("canine") < chain.index("mammal") < chain.index("animal")
    assert chain[-1] == "entity"
    assert lexicon.hypernym_chain("foxes") == chain


def test_an_unknown_compound_is_what_its_last_word_is() -> None:
    assert lexicon.hypernym_chain("paper boat") == lexicon.hypernym_chain("boat")
    assert lexicon.noun_class("paper boat") == "artifact"
    assert lexicon.hypernym_chain("qwertz") == ()


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("whale", "animal"), ("octopus", "animal"), ("turtle", "animal"), ("girl", "person"), ("kite", "artifact"),
        ("park", "location"), ("table", "artifact"), ("duckling", "animal"), ("joy", "feeling"), ("qwertz", None),
    ],
)  # fmt: skip
def test_a_noun_has_the_class_that_a_film_means(noun: str, expected: str | None) -> None:
    assert lexicon.noun_class(noun) == expected


def test_plurals_are_regular_or_irregular_as_one_writes_them() -> None:
    singular = ["fox", "mouse", "oak tree", "wolf", "child", "baby", "fish", "person", "jellyfish", "die"]
    plural = ["foxes", "mice", "oak trees", "wolves", "children", "babies", "fish", "people", "jellyfish", "dice"]
    assert [lexicon.plural(noun) for noun in singular] == plural


def test_verbs_have_the_classes_of_their_meanings() -> None:
    assert lexicon.verb_classes("flew")[0] == "motion"
    assert lexicon.verb_classes("qwertz") == ()


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("deckchairs", "deckchair"), ("toothbrushes", "toothbrush"), ("wugs", "wug"), ("bus", "bus")],
)
def test_a_plural_that_no_lexicon_has_is_counted_by_its_singular(plural: str, singular: str) -> None:
    assert lexicon.singular(plural) == singular


def test_a_rare_town_does_not_hide_an_animal_or_a_thing() -> None:
    assert lexicon.noun_class("hippo") == "animal"
    assert lexicon.noun_class("cork") == "artifact"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seven", 7), ("twenty-one", 21), ("twenty one", 21), ("one hundred and five", 105), ("3,000", 3000),
        ("12", 12), ("zero", 0), ("a", None), ("o", None), ("second", None), ("seven dwarfs", None), ("2.5", None),
        ("", None), ("1,5", None),
    ],
)  # fmt: skip
def test_a_number_is_read_in_words_and_digits(text: str, expected: int | None) -> None:
    assert lexicon.number(text) == expected


@pytest.mark.parametrize("name", ["priya", "agnes", "'s", "n't"])
def test_a_name_or_a_mark_is_no_form_of_a_verb(name: str) -> None:
    assert lexicon.lemma(name, "v") is None
