"""Pages: pictures and words laid out as boards, comic pages, posters, strips, spreads and cards. Pure: same input, same bytes."""
