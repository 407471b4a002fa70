"""Tools from outside: MCP servers' and LangChain's become tools of the graph, and the other way round."""
