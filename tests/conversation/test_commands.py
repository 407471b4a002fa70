"""What is said to the conversation itself, in people's own wordings, and what is not."""

import pytest

from storyagent.conversation.commands import (
    Command,
    Compare,
    GoBack,
    GoOn,
    Quit,
    Redo,
    SaveBranch,
    Show,
    StartOver,
    SwitchBranch,
    Undo,
    UndoThat,
    first_of_two,
    read_command,
)

BRANCHES = ("main", "draft", "rainy-night")
SAID: dict[str, Command] = {
    "undo": Undo(),
    "Undo that, please.": Undo(),
    "no, undo that": Undo(),
    "sorry, scrap that": Undo(),
    "nah, revert": Undo(),
    "actually go back": Undo(),
    "that was better before": Undo(),
    "take that back": Undo(),
    "change it back": Undo(),
    "revert": Undo(),
    "undo the last change": Undo(),
    "undo the last two changes": Undo(count=2),
    "could you undo 3 changes": Undo(count=3),
    "undo both of those": Undo(count=2),
    "Please take both of them back.": Undo(count=2),
    "undo twice": Undo(count=2),
    "go back two steps": Undo(count=2),
    "redo": Redo(),
    "bring that back": Redo(),
    "redo the last two": Redo(count=2),
    "undo the undo": Redo(),
    "ok bring back what I just undid": Redo(),
    "put that change back in": Redo(),
    "restore the previous version": Undo(),
    "Oops, the last two changes were both wrong, take them back.": Undo(count=2),
    "undo that, I don't like it": Undo(),
    "that was a mistake, undo it please": Undo(),
    "can you reverse the last three steps": Undo(count=3),
    "no sorry, put it back the way you just had it": Redo(),
    "I do want it after all": Redo(),
    "Go back to how the film was at the very beginning.": StartOver(),
    "take me back to the original version": StartOver(),
    "I like the draft version better, use that one from now on.": SwitchBranch(name="draft"),
    "use the draft version": SwitchBranch(name="draft"),
    "undo the change of the kite's colour but keep the new title": UndoThat(words="the change of the kite's colour"),
    "I liked it better before": Undo(),
    "compare the main version and the winter one for me": Compare(first="main", second="winter"),
    "what's the difference between draft and main?": Compare(first="draft", second="main"),
    "is it finished?": Show(what="status"),
    "perfect, thanks!": Show(what="status"),
    "go back to how it was before I swapped the scenes": GoBack(words="i swapped the scenes"),
    "change it back to how it was before the rain": GoBack(words="the rain"),
    "go back to after the fox turned blue": GoBack(words="the fox turned blue", after=True),
    "undo everything since I swapped the scenes": GoBack(words="i swapped the scenes"),
    "undo everything": StartOver(),
    "start over": StartOver(),
    "back to draft": SwitchBranch(name="draft"),
    "where is the film?": Show(what="status"),
    "undo the swap": UndoThat(words="the swap"),
    "save this as draft": SaveBranch(name="draft"),
    "keep it as version 'rainy night'": SaveBranch(name="rainy-night"),
    "switch to draft": SwitchBranch(name="draft"),
    "go back to the draft branch": SwitchBranch(name="draft"),
    "switch to branch nowhere": SwitchBranch(name="nowhere"),
    "branches": Show(what="branches"),
    "what branches are there?": Show(what="branches"),
    "history": Show(what="history"),
    "what did I change?": Show(what="history"),
    "status": Show(what="status"),
    "help": Show(what="help"),
    "what can I say?": Show(what="help"),
    "go on": GoOn(),
    "try again": GoOn(),
    "render it": GoOn(),
    "bye": Quit(),
    "that's it": Quit(),
}
ABOUT_THE_FILM = (
    "make the fox blue", "put the fox back", "delete scene 2", "switch scenes 3 and 4", "switch to night",
    "bring back the fox", "stop the fox in scene 2", "redo scene 2", "what changed?", "how long is it?",
    "go back to the forest", "keep it short", "save the fox from the wolf", "make the film longer",
    "undo and redo are words in a story about a fox", "undo everything and keep all my changes",
)  # fmt: skip


@pytest.mark.parametrize(("said", "meant"), SAID.items(), ids=list(SAID))
def test_a_command_is_understood(said: str, meant: Command) -> None:
    assert read_command(said, BRANCHES) == meant


@pytest.mark.parametrize("said", ABOUT_THE_FILM)
def test_what_is_about_the_film_is_no_command(said: str) -> None:
    assert read_command(said, BRANCHES) is None


def test_a_request_that_begins_with_a_command_is_two() -> None:
    assert first_of_two("undo that and make the fox green") == ("undo that", "make the fox green")
    assert first_of_two("switch to draft, then delete scene 1", BRANCHES) == ("switch to draft", "delete scene 1")
    assert first_of_two("make the fox blue and swap scenes 1 and 2") is None


def test_another_version_by_name_is_saved_gone_to_and_changed() -> None:
    first = first_of_two('Start a branch called "winter" and make it snow there')
    assert first == ("save this as winter", "switch to winter and make it snow")
    assert first_of_two(first[1], ("main", "winter")) == ("switch to winter", "make it snow")
    copy = first_of_two('Make a copy of the film named "quiet" where nobody speaks.')
    assert copy == ("save this as quiet", "switch to quiet and nobody speaks")


def test_a_copy_may_be_saved_before_more_is_said() -> None:
    two = first_of_two("save a copy of this as 'dark' and make every scene night time")
    assert two == ("save a copy of this as 'dark'", "make every scene night time")
    assert read_command(two[0]) == SaveBranch(name="dark")
    assert read_command("make a backup of the film called quiet") == SaveBranch(name="quiet")
