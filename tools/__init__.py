"""The tools that ship with storyagent: one file per tool, found by entry point, heavy imports inside the functions."""

if __name__ != "storyagent.tools":  # `import tools` from the checkout would make a second copy of every tool
    raise ImportError(f"import storyagent.tools, not {__name__}")
