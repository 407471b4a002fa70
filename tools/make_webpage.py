"""The tool that makes a web page of a film."""

from __future__ import annotations

from storyagent.graph.tool import ToolContext, tool
from storyagent.story import resources as r


@tool(version="2", cost_s=0.7)
def make_webpage(
    film: r.Video,
    screenplay: r.Screenplay | None = None,
    timeline: r.Timeline | None = None,
    subtitles: r.Subtitles | None = None,
    poster: r.PosterImage | None = None,
    title: r.Title | None = None,
    summary: r.Summary | None = None,
    entity_ids: tuple[str, ...] = (),
    drawings: tuple[r.EntityImage, ...] = (),
    film_address: str | None = None,
    *,
    context: ToolContext,
) -> r.Page:
    """Make a web page to show a film: responsive, with poster, captions, scene list and cast, in one file.

    The film is put into the page, or stays at `film_address` (such as film.mp4 beside it). With a screenplay and a
    timeline its scenes have pictures and can be jumped to; `entity_ids[i]` is the id of `drawings[i]`.

    Raises:
        InvalidInput: the film cannot be read, or is too large to be put into a page.
    """
    from storyagent.film.pictures import open_cast, open_picture
    from storyagent.media.page.webpage import PageContent, page_html, scene_pictures

    shown = scene_pictures(film, screenplay, timeline) if screenplay and timeline else {}
    content = PageContent(
        film=film,
        title=title or (screenplay.title if screenplay else "Film"),
        summary=summary or "",
        language=screenplay.language if screenplay else "en",
        screenplay=screenplay,
        timeline=timeline,
        subtitles=subtitles,
        poster=open_picture(poster) if poster else None,
        pictures=shown,
        drawings=open_cast(entity_ids, drawings),
        address=film_address,
    )
    out = context.path("page.html")
    out.write_text(page_html(content), encoding="utf-8", newline="\n")
    return out
