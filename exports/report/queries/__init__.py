"""Everything a workbook reads: columns, never entities, and as many statements for ten thousand rows as for one."""
