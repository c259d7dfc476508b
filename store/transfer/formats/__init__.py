"""The forms of files, read and written: delimited text, workbooks, JSON, vCards, Markdown."""
