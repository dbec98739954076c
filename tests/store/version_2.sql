-- A store as the Parlour left it that knew version 2.
PRAGMA journal_mode = WAL;
PRAGMA application_id = 1348563564;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE bans (
            key TEXT PRIMARY KEY,
            target TEXT NOT NULL,
            set_by TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            until_ms INTEGER,
            reason TEXT NOT NULL
        ) WITHOUT ROWID
        ;
CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            scope INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            msgid TEXT NOT NULL,
            kind TEXT NOT NULL,
            user TEXT NOT NULL,
            source TEXT NOT NULL,
            account TEXT,
            target TEXT NOT NULL,
            text TEXT NOT NULL,
            tags TEXT NOT NULL,
            UNIQUE (scope, seq)
        );
INSERT INTO "events" VALUES(1,7,1,1000,'m1','joined','U2','bob!bob@host.example',NULL,'#attic','Bob','created;modes=o');
INSERT INTO "events" VALUES(2,7,2,2000,'m2','message','U2','bob!bob@host.example',NULL,'#attic','Tea is ready','');
INSERT INTO "events" VALUES(3,7,3,3000,'m3','topic','U2','bob!bob@host.example',NULL,'#attic','Tea','');
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE once (key TEXT PRIMARY KEY, msgid TEXT NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO "once" VALUES('k','m2',1790000000000);
CREATE TABLE scopes (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            kept INTEGER NOT NULL DEFAULT 0,
            restricted INTEGER NOT NULL DEFAULT 0,
            closed INTEGER NOT NULL DEFAULT 0
        );
INSERT INTO "scopes" VALUES(7,'#attic',1,0,0);
CREATE INDEX events_by_msgid ON events (msgid, scope);
CREATE INDEX once_by_time ON once (at_ms);
CREATE INDEX bans_by_end ON bans (until_ms);
COMMIT;
