"""Results are there and whole, or absent."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storyagent.engine.artifact import Data, File
from storyagent.engine.keys import digest_text
from storyagent.engine.store import Store
from storyagent.errors import InvalidInput
from storyagent.story.files import sha256_of

HELLO = Data("hello", digest_text('"hello"'))


def put(store: Store, text: str = "content", suffix: str = ".txt") -> File:
    path = store.temporary_path()
    path.write_text(text, encoding="utf-8")
    return store.put_file(path, suffix)


def damage(path: Path, text: str) -> None:
    path.chmod(0o644)
    path.write_text(text, encoding="utf-8")


def test_what_is_kept_is_found_again_by_another_process(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        file = put(store)
        store.save("k", "t@1", {"text": HELLO, "file": file}, 1.5)
    with Store(tmp_path) as store:
        kept = store.lookup("k")
        assert kept is not None
        assert kept.outputs == {"text": HELLO, "file": file}
        assert kept.seconds == 1.5
        assert store.path_of(file).read_text(encoding="utf-8") == "content"


def test_a_file_is_kept_under_its_hash_once_and_read_only(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        first, second = put(store), put(store)
        path = store.path_of(first)
        assert first == second
        assert path == tmp_path / "objects" / first.sha256[:2] / f"{sha256_of(path)}.txt"
        assert path.stat().st_mode & 0o222 == 0
        assert len([found for found in (tmp_path / "objects").rglob("*") if found.is_file()]) == 1


@pytest.mark.parametrize("text", ["", "contenT", "longer than before"])
def test_a_damaged_file_makes_its_result_absent_until_it_is_made_again(tmp_path: Path, text: str) -> None:
    with Store(tmp_path) as store:
        file = put(store)
        store.save("k", "t@1", {"file": file}, 0.0)
        damage(store.path_of(file), text)
        assert store.lookup("k") is None
        assert put(store) == file
        store.save("k", "t@1", {"file": file}, 0.0)
        assert store.lookup("k") is not None
        assert store.path_of(file).read_text(encoding="utf-8") == "content"


def test_damage_is_noticed_even_when_size_and_time_look_the_same(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        file = put(store)
        store.save("k", "t@1", {"file": file}, 0.0)
        path = store.path_of(file)
        before = path.stat()
        damage(path, "CONTENT")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert store.lookup("k") is None


def test_a_missing_file_makes_its_result_absent(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        file = put(store)
        store.save("k", "t@1", {"file": file}, 0.0)
        store.path_of(file).unlink()
        assert store.lookup("k") is None


def test_a_copied_store_is_as_good_as_the_first(tmp_path: Path) -> None:
    with Store(tmp_path / "a") as store:
        store.save("k", "t@1", {"file": put(store)}, 0.0)
    subprocess.run(["cp", "-r", tmp_path / "a", tmp_path / "b"], check=True)
    with Store(tmp_path / "b") as store:
        assert store.lookup("k") is not None


def test_a_value_that_does_not_have_its_hash_is_absent(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.save("k", "t@1", {"text": Data("hello", digest_text('"other"'))}, 0.0)
        assert store.lookup("k") is None


def test_the_first_result_of_a_key_stays(tmp_path: Path) -> None:
    other = Data("other", digest_text('"other"'))
    with Store(tmp_path) as store:
        store.save("k", "t@1", {"text": HELLO}, 0.0)
        assert store.save("k", "t@1", {"text": other}, 0.0).outputs == {"text": HELLO}


def test_a_full_disk_is_said_with_what_is_free_and_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(tmp_path) as store:
        path = store.temporary_path()
        path.write_text("content", encoding="utf-8")

        def fsync(handle: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", fsync)
        with pytest.raises(InvalidInput, match=r"the disk is full\n  found [\d.]+ MB free") as caught:
            store.put_file(path, ".txt")
        assert caught.value.where == str(tmp_path)
        assert not [found for found in (tmp_path / "objects").rglob("*") if found.is_file()]


def test_a_store_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InvalidInput, match="cannot write to the store"):
        Store(tmp_path / "file" / "store")


def test_a_damaged_index_says_what_to_delete(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite").write_bytes(b"no database" * 500)
    with pytest.raises(InvalidInput, match=r"index\.sqlite: the store's index is damaged[^$]*delete this file"):
        Store(tmp_path)


def test_temporary_files_go_with_their_store_and_those_of_killed_processes_with_the_next(tmp_path: Path) -> None:
    script = (
        "import os, sys; from storyagent.engine.store import Store; s = Store(sys.argv[1]);"
        "s.temporary_path().write_text('x'); print(flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        with Store(tmp_path) as store:
            store.temporary_path().write_text("mine", encoding="utf-8")
            assert len(list((tmp_path / "tmp").rglob("*.lock"))) == 2, "a living process keeps its files"
        assert len([found for found in (tmp_path / "tmp").iterdir() if found.is_dir()]) == 1
        process.kill()
        process.wait()
        with Store(tmp_path):
            assert len([found for found in (tmp_path / "tmp").iterdir() if found.is_dir()]) == 1
    assert list((tmp_path / "tmp").iterdir()) == []


def test_mean_costs_are_known_per_tool(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.add_costs([("t@1", 1.0), ("t@1", 3.0), ("u@1", 5.0)])
        assert store.mean_seconds() == {"t@1": 2.0, "u@1": 5.0}


def test_several_processes_may_make_the_same_store_at_the_same_moment(tmp_path: Path) -> None:
    script = (
        "import sys; from storyagent.engine.store import Store; sys.stdin.readline();"
        "[Store(f'{sys.argv[1]}/{number}').close() for number in range(20)]"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate()[1] for process in processes] == [""] * 4
