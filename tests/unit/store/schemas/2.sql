-- What schema version 2 left behind.  Frozen: a database in the field looks like this.
CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  imei TEXT NOT NULL DEFAULT '',
  label TEXT NOT NULL DEFAULT '',
  phase TEXT NOT NULL DEFAULT '',
  step TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',
  route TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  from_version TEXT NOT NULL DEFAULT '',
  to_version TEXT NOT NULL DEFAULT '',
  changed INTEGER NOT NULL DEFAULT 0,
  progress INTEGER NOT NULL DEFAULT 0,
  irreversible INTEGER NOT NULL DEFAULT 0,
  error_name TEXT NOT NULL DEFAULT '',
  error_text TEXT NOT NULL DEFAULT '',
  vendor_code TEXT NOT NULL DEFAULT '',
  warnings TEXT NOT NULL DEFAULT '',
  created INTEGER NOT NULL DEFAULT 0,
  started INTEGER NOT NULL DEFAULT 0,
  finished INTEGER NOT NULL DEFAULT 0,
  requester INTEGER NOT NULL DEFAULT 0,
  approval TEXT NOT NULL DEFAULT '',
  options TEXT NOT NULL DEFAULT '',
  attempts_made INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  not_after INTEGER NOT NULL DEFAULT 0,
  deferred_until INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE edges (id INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
  time INTEGER NOT NULL DEFAULT 0,
  phase TEXT NOT NULL DEFAULT '',
  step TEXT NOT NULL DEFAULT '',
  event TEXT NOT NULL DEFAULT '',
  details TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX edges_by_job ON edges (job, id);
CREATE TABLE facts (id INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
  name TEXT NOT NULL DEFAULT '',
  value TEXT NOT NULL DEFAULT '',
  secret INTEGER NOT NULL DEFAULT 0,
  UNIQUE (job, name)) STRICT;
CREATE TABLE snapshots (id INTEGER PRIMARY KEY AUTOINCREMENT,
  job INTEGER REFERENCES jobs ON DELETE SET NULL,
  time INTEGER NOT NULL DEFAULT 0,
  imei TEXT NOT NULL DEFAULT '',
  family TEXT NOT NULL DEFAULT '',
  version TEXT NOT NULL DEFAULT '',
  label TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX snapshots_by_job ON snapshots (job);
CREATE TABLE snapshot_rows (id INTEGER PRIMARY KEY,
  snapshot INTEGER NOT NULL REFERENCES snapshots ON DELETE CASCADE,
  name TEXT NOT NULL DEFAULT '',
  read_command TEXT NOT NULL DEFAULT '',
  raw TEXT NOT NULL DEFAULT '',
  value TEXT NOT NULL DEFAULT '',
  write_command TEXT NOT NULL DEFAULT '',
  secret INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX snapshot_rows_by_snapshot ON snapshot_rows (snapshot, id);
CREATE TABLE modem_facts (id INTEGER PRIMARY KEY,
  imei TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  value TEXT NOT NULL DEFAULT '',
  UNIQUE (imei, name)) STRICT;
INSERT INTO jobs (id, kind, state, imei, label, warnings, created, finished, approval, options)
  VALUES (12, 'update', 'running', '490154203237518', 'fleet-12', '[''one'', ''two'']', 1700000000,
          0, 'ask', '{''attempts'': <uint32 3>}');
INSERT INTO jobs (id, kind, state, imei) VALUES (13, 'save', 'succeeded', '490154203237518');
INSERT INTO edges (job, time, phase, step, event, details)
  VALUES (12, 1700000000000000, 'install', 'start', 'intent', '{''n'': <uint32 3>}');
INSERT INTO facts (job, name, value, secret) VALUES (12, 'url', 'http://h/x', 0);
INSERT INTO facts (job, name, value, secret) VALUES (12, 'password', printf ('%4096s', '') || 'hush', 1);
INSERT INTO snapshots (id, job, time, imei, family, version, label)
  VALUES (5, 13, 1700000000, '490154203237518', 'family', 'v1', 'mine');
INSERT INTO snapshot_rows (snapshot, name, read_command, raw, value, write_command, secret, status)
  VALUES (5, 'apn', 'AT+CGDCONT?', '+CGDCONT: 1', '{''cid'': ''1''}', 'AT+CGDCONT=${cid}', 0, 'saved');
INSERT INTO modem_facts (imei, name, value) VALUES ('490154203237518', 'enrolled_imsi', '222011');
PRAGMA user_version = 2;
