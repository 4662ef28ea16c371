"""From files to a problem: workbooks, plans handed back, forms, the sample, invented bureaus."""
