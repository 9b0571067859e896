UPDATE proposals SET speaks_as_stated = true WHERE id = 901;
