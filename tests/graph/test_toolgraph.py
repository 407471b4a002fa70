import networkx as nx
from film_twins import TOOLS

from storyagent.graph.registry import Registry
from storyagent.graph.toolgraph import ToolGraph

GRAPH = ToolGraph.of(Registry(TOOLS))


def test_a_subtype_is_made_and_used_where_its_parent_is() -> None:
    assert GRAPH.makers("video") == ("animate_cutouts", "stitch", "title_card")
    assert GRAPH.makers("video.title") == ("title_card",)
    assert GRAPH.users("video.title") == ("stitch",)
    assert GRAPH.users("image.storyboard") == ("draw_entity", "draw_place", "make_report", "make_storyboard")


def test_a_type_nobody_makes_comes_from_the_user() -> None:
    assert GRAPH.makers("entity") == ()
    assert "entity" in GRAPH.types()


def test_the_graph_has_types_on_one_side_and_tools_on_the_other() -> None:
    graph = GRAPH.graph()
    assert nx.is_bipartite(graph)
    assert all({source[0], target[0]} == {"tool", "type"} for source, target in graph.edges)
    assert nx.has_path(graph, ("type", "entity"), ("type", "video.film"))
    assert not nx.has_path(graph, ("type", "text.lines"), ("type", "image.entity"))
