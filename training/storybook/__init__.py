"""The recipe of the embedded video model: its picture-book world, its judge and its training stages."""
