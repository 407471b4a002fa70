"""Pictures, sound and time: encoding, cut-out animation, stitching, subtitles, export."""
