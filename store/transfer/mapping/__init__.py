"""What the columns of a file mean: by headings, values, known systems, and what was said before."""
