-- Nothing new to stand anywhere: a reason more for a file to be gone.
UPDATE kept_files SET gone_because = 'told_times' WHERE id = 902;
