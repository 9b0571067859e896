-- Nothing new to stand anywhere: a reason more for a file to be gone.
UPDATE kept_files SET gone_because = 'changed' WHERE id = 902;
