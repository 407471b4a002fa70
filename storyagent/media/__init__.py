"""Tools on finished media: pictures, clips, sound, pages. Functions on files and arrays; no plans."""
