from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyagent.errors import InvalidInput
from storyagent.story.files import (
    read_json,
    read_story,
    read_text,
    read_yaml,
    to_yaml,
    write_json,
    write_text,
    write_yaml,
)
from storyagent.story.screenplay import Camera, Entity, Line, Role, Scene, Screenplay, Transition

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
IDS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,12}", fullmatch=True)


@st.composite
def screenplays(draw: st.DrawFn) -> Screenplay:
    ids = draw(st.lists(IDS, min_size=2, max_size=5, unique=True))
    kinds = st.sampled_from(["character", "prop"])
    place, *others = ids
    entities = [Entity(id=place, name=draw(TEXT), kind="place", noun=draw(TEXT))]
    entities += [
        Entity(
            id=name,
            name=draw(TEXT),
            kind=draw(kinds),
            noun=draw(TEXT),
            description=draw(st.text(max_size=60)),
            color=draw(st.none() | TEXT),
            traits=tuple(draw(st.lists(TEXT, max_size=3))),
        )
        for name in others
    ]
    scene = st.builds(
        Scene,
        id=IDS,
        title=st.text(max_size=20),
        prompt=TEXT,
        place=st.none() | st.just(place),
        cast=st.lists(st.builds(Role, entity=st.sampled_from(others), count=st.integers(1, 9))).map(tuple),
        lines=st.lists(st.builds(Line, text=TEXT, speaker=st.none() | st.sampled_from(others)), max_size=3).map(tuple),
        camera=st.builds(Camera),
        transition=st.builds(Transition, duration_s=st.floats(0.01, 5.0)),
        duration_s=st.floats(0.001, 600.0),
    )
    scenes = draw(st.lists(scene, min_size=1, max_size=4, unique_by=lambda item: item.id))
    return Screenplay(title=draw(TEXT), seed=draw(st.integers(0, 2**32 - 1)), entities=entities, scenes=scenes)


@given(screenplays())
def test_a_screenplay_reads_back_from_yaml_and_json_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, screenplay: Screenplay
) -> None:
    folder = tmp_path_factory.mktemp("round", numbered=True)
    write_yaml(folder / "s.yaml", screenplay)
    write_json(folder / "s.json", screenplay)
    assert read_yaml(folder / "s.yaml", Screenplay) == screenplay
    assert read_json(folder / "s.json", Screenplay) == screenplay
    assert to_yaml(read_yaml(folder / "s.yaml", Screenplay)) == to_yaml(screenplay)


def _screenplay() -> Screenplay:
    fox = Entity(id="fox", name="Ruby", kind="character", noun="fox")
    return Screenplay(
        title="Ruby", entities=(fox,), scenes=(Scene(id="s1", prompt="A fox.", cast=(Role(entity="fox"),)),)
    )


def test_broken_yaml_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "screenplay.yaml"
    path.write_text("version: 1\ntitle: Ruby\nscenes: [\n- id: s1\n")
    with pytest.raises(InvalidInput, match=r"screenplay\.yaml:[45]:\d+: broken YAML"):
        read_yaml(path, Screenplay)


def test_a_misspelt_field_is_told_before_the_one_that_is_missing_with_what_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "screenplay.yaml"
    path.write_text(to_yaml(_screenplay()).replace("title: Ruby", "titel: Ruby"))
    with pytest.raises(InvalidInput, match=r"at titel: screenplay: there is no field of this name") as caught:
        read_yaml(path, Screenplay)
    assert caught.value.hint == "did you mean 'title'?"


def test_an_id_that_is_not_listed_is_found_where_it_stands_with_the_one_that_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "screenplay.yaml"
    lines = to_yaml(_screenplay()).replace("- entity: fox", "- entity: foxx").splitlines()
    path.write_text("\n".join(lines))
    number = next(i for i, line in enumerate(lines, 1) if "foxx" in line)
    with pytest.raises(
        InvalidInput, match=rf"yaml:{number} at scenes\[0\]\.cast\[0\]\.entity: .*not listed: foxx"
    ) as caught:
        read_yaml(path, Screenplay)
    assert caught.value.hint == "did you mean 'fox'?"
    assert not caught.value.found


def test_a_wrong_field_names_its_line_and_its_place(tmp_path: Path) -> None:
    path = tmp_path / "screenplay.yaml"
    lines = to_yaml(_screenplay()).replace("prompt: A fox.", "prompt: A fox.\n  duration_s: -3").splitlines()
    path.write_text("\n".join(lines))
    number = lines.index("  duration_s: -3") + 1
    with pytest.raises(InvalidInput, match=rf"screenplay\.yaml:{number} at scenes\[0\]\.duration_s.*greater than 0"):
        read_yaml(path, Screenplay)


def test_a_key_given_twice_is_an_error_rather_than_the_last_one_winning(tmp_path: Path) -> None:
    path = tmp_path / "screenplay.yaml"
    path.write_text(to_yaml(_screenplay()) + "title: Another\n")
    with pytest.raises(InvalidInput, match="a key is given twice"):
        read_yaml(path, Screenplay)


def test_an_unknown_field_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "screenplay.yaml"
    path.write_text(to_yaml(_screenplay()) + "colour: blue\n")
    with pytest.raises(InvalidInput, match=r"at colour: screenplay: there is no field of this name"):
        read_yaml(path, Screenplay)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\xff\x00", b"\xff\xfet\x00"])
def test_a_binary_file_is_called_that(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "screenplay.yaml"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match="not UTF-8 text"):
        read_yaml(path, Screenplay)


TOLD = "version: 1\ntitle: Der Bär und die Maus\n"


@pytest.mark.parametrize(
    ("encoding", "found", "hint"),
    [
        ("latin-1", "byte 0xe4 at 23", "iconv -f LATIN1"),
        ("utf-8-sig", "bytes 0xef 0xbb 0xbf at 0", "not as UTF-8 with BOM"),
        ("utf-16", "UTF-16 text, by bytes 0xff 0xfe at 0", "iconv -f UTF-16 "),
        ("utf-16-le", "UTF-16LE text, by byte 0x00 at 1", "iconv -f UTF-16LE"),
        ("utf-16-be", "UTF-16BE text, by byte 0x00 at 0", "iconv -f UTF-16BE"),
        ("utf-32", "UTF-32 text, by bytes 0xff 0xfe 0x00 0x00 at 0", "iconv -f UTF-32"),
    ],
)
@pytest.mark.parametrize("name", ["screenplay.yaml", "layout.json"])
def test_a_file_in_another_encoding_is_called_that(
    tmp_path: Path, name: str, encoding: str, found: str, hint: str
) -> None:
    path = tmp_path / name
    path.write_bytes(TOLD.encode(encoding))
    with pytest.raises(InvalidInput) as told:
        (read_json if path.suffix == ".json" else read_yaml)(path, Screenplay)
    assert told.value.where.startswith(str(path))
    assert told.value.found == found
    assert hint in told.value.hint


def test_a_byte_that_is_no_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "screenplay.yaml"
    path.write_bytes(TOLD.encode("latin-1"))
    with pytest.raises(InvalidInput, match=r"screenplay\.yaml:2: "):
        read_yaml(path, Screenplay)


def test_a_story_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes("Ein Bär.\r\nEine Maus.".encode("utf-8-sig"))
    assert read_story(str(path), BytesIO()) == read_text(path, marked=True) == "Ein Bär.\nEine Maus."
    assert read_story("-", BytesIO("Ein Bär.".encode("utf-8-sig"))) == "Ein Bär."
    with pytest.raises(InvalidInput, match="UTF-16 text"):
        read_story("-", BytesIO("Ein Bär.".encode("utf-16")))


def test_broken_json_names_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text('{"version": 1,\n "title": }')
    with pytest.raises(InvalidInput, match=r"s\.json:2:11: broken JSON"):
        read_json(path, Screenplay)


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder is needed")
    with pytest.raises(InvalidInput, match="cannot write the file"):
        write_text(tmp_path / "taken" / "s.yaml", "text")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["taken"]


def test_a_failed_write_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    write_text(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "new \ud800")
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["s.txt"]
