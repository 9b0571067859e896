UPDATE export_records SET since = '' WHERE id = 901;
