import networkx as nx

from storyagent.graph.registry import Registry
from storyagent.graph.toolgraph import ToolGraph

GRAPH = ToolGraph.of(Registry.installed())


def test_a_subtype_is_made_and_used_where_its_parent_is() -> None:
    assert {"animate_cutouts", "stitch", "title_card"} <= set(GRAPH.makers("video"))
    assert "title_card" in GRAPH.makers("video.title")
    assert "animate_cutouts" not in GRAPH.makers("video.title")
    assert "stitch" in GRAPH.users("video.title")
    assert {"draw_entity", "make_storyboard"} <= set(GRAPH.users("image.storyboard"))


def test_a_type_nobody_makes_comes_from_the_user() -> None:
    assert "entity" in GRAPH.types()
    assert GRAPH.makers("entity") == ()


def test_the_graph_has_types_on_one_side_and_tools_on_the_other() -> None:
    graph = GRAPH.graph()
    assert nx.is_bipartite(graph)
    assert all({source[0], target[0]} == {"tool", "type"} for source, target in graph.edges)
    assert nx.has_path(graph, ("type", "entity"), ("type", "video.film"))
    assert not nx.has_path(graph, ("type", "video.film"), ("type", "entity"))  # nobody makes one
