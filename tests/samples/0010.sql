UPDATE proposals SET fingerprint = 'f';

UPDATE comments SET fingerprint = 'f';
