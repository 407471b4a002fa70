import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyagent.errors import InvalidInput
from storyagent.film.subtitles import film_cues, pieces, read_srt, screen_lines, srt
from storyagent.story.timeline import Cue, Shot, Timeline

TIMELINE = Timeline(
    fps=24,
    shots=(
        Shot(id="one", frames=100, speech_offset_frames=12),
        Shot(id="two", frames=100, transition="crossfade", transition_frames=24, speech_offset_frames=36),
    ),
)


def texts(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in pieces(text)]


@given(st.text(max_size=400))
def test_the_pieces_are_the_whole_text(text: str) -> None:
    spans = pieces(text)
    assert "".join(text[start:end] for start, end in spans) == text


@given(st.lists(st.text(alphabet="abcde,;.!", min_size=1, max_size=12), max_size=80))
def test_every_piece_fits_two_lines(words: list[str]) -> None:
    assert all(len(textwrap.wrap(piece, 42)) <= 2 for piece in texts(" ".join(words)))


def test_sentences_are_kept_apart() -> None:
    assert texts("The fox ran over the green hill. The bird flew up into the sky.") == [
        "The fox ran over the green hill.",
        "The bird flew up into the sky.",
    ]


def test_a_short_cry_stays_with_what_follows() -> None:
    assert texts("“Help!” she cried. A bird came.") == ["“Help!” she cried. A bird came."]


def test_titles_end_no_sentence() -> None:
    assert len(texts("In the evening the good old Mr. Badger came to see them.")) == 1


def test_a_long_sentence_is_cut_behind_a_clause() -> None:
    long = "She climbed up to the very top, but the branch was thin, and the wind blew so hard that the forest shook."
    assert [text[-1] for text in texts(long)][:-1] == [","]


def test_two_lines_are_about_equally_long() -> None:
    assert screen_lines("and the wind blew so hard that everything shook") == [
        "and the wind blew so hard",
        "that everything shook",
    ]


def test_cues_stand_at_their_place_in_the_film() -> None:
    cues = film_cues(
        TIMELINE, {"two": (Cue(start_s=0, end_s=1, text="B"),), "one": (Cue(start_s=1, end_s=2, text="A"),)}
    )
    assert [(cue.text, cue.start_s, cue.end_s) for cue in cues] == [
        ("A", 1.5, 2.5),
        ("B", pytest.approx((76 + 36) / 24), pytest.approx((76 + 36) / 24 + 1)),
    ]


def test_no_two_cues_are_on_screen_at_once_and_none_outlasts_the_film() -> None:
    cues = film_cues(TIMELINE, {"one": (Cue(start_s=0, end_s=30, text="A"), Cue(start_s=1, end_s=30, text="B"))})
    assert [(cue.start_s, cue.end_s) for cue in cues] == [(0.5, 1.5), (1.5, TIMELINE.duration_s)]


def test_cues_of_unknown_shots_are_refused() -> None:
    with pytest.raises(InvalidInput, match="found three; needed some of one, two"):
        film_cues(TIMELINE, {"three": ()})


def test_a_cue_after_the_film_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no time on screen"):
        film_cues(TIMELINE, {"two": (Cue(start_s=90, end_s=91, text="late"),)})


def test_the_file_is_what_players_expect() -> None:
    assert srt((Cue(start_s=3661.5, end_s=3662.25, text="Hi there"),)) == (
        "1\n01:01:01,500 --> 01:01:02,250\nHi there\n"
    )


def test_right_to_left_lines_are_marked() -> None:
    assert "\u202bשלום (טוב).\u202c" in srt((Cue(start_s=0, end_s=1, text="שלום (טוב)."),))


def test_a_written_file_is_read_back(tmp_path: Path) -> None:
    cues = (
        Cue(start_s=0.5, end_s=1.25, text="Hi there"),
        Cue(start_s=1.25, end_s=3.0, text="שלום עולם"),
        Cue(start_s=4.0, end_s=7.5, text="and the wind blew so hard that everything shook"),
        Cue(start_s=8.0, end_s=9.0, text="12 {kites} & <foxes>"),
    )
    path = tmp_path / "a.srt"
    path.write_text(srt(cues), encoding="utf-8")
    found = read_srt(path)
    assert [(c.start_s, c.end_s, " ".join(c.text.split())) for c in found] == [
        (c.start_s, c.end_s, c.text) for c in cues
    ]


def test_no_cues_are_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text(srt(()), encoding="utf-8")
    assert read_srt(path) == ()


def test_what_is_no_subtitle_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_bytes(b"\xff\xfe\x00 nothing")
    with pytest.raises(InvalidInput, match="cannot read the subtitles"):
        read_srt(path)
