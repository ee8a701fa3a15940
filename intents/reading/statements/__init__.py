"""Facts that are said in words: yes and no, choices, what there is none of."""
