"""Networks are built one at a time: a library that reads weights changes torch for all threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import transformers.utils.logging

from storyagent.evaluation.detect import Detector
from storyagent.quiet import quietly


def test_a_network_is_built_after_another_one_is_done() -> None:
    accelerate = pytest.importorskip("accelerate")
    began, done = Event(), Event()

    def read_weights() -> None:
        with quietly("transformers", "diffusers"), accelerate.init_empty_weights():
            began.set()
            done.wait(10)

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(read_weights)
        assert began.wait(10)
        second = threads.submit(Detector.load)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.3)
        done.set()
        first.result()
        assert all(not weight.is_meta for weight in second.result().net.parameters())


def test_libraries_are_as_loud_afterwards_as_before() -> None:
    before = transformers.utils.logging.get_verbosity(), transformers.utils.logging.is_progress_bar_enabled()
    with quietly(), quietly():
        assert not transformers.utils.logging.is_progress_bar_enabled()
    assert (transformers.utils.logging.get_verbosity(), transformers.utils.logging.is_progress_bar_enabled()) == before
