"""What shows a film to others: a web page, a poster."""
