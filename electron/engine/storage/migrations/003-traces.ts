import type { Migration } from '../migrate.ts';

export const createTraces: Migration = {
  name: 'traces and their spans',
  up(db) {
    // `traces.no` counts up in order of arrival, so the spans of new traces are appended near each other, one
    // trace is one range of `spans`, and the oldest arrivals are deleted from the front.
    //
    // `traces.operations` holds the distinct (service, name) pairs as 32-bit little-endian ids; null says that
    // there are too many and the spans must be asked.
    //
    // `spans.source` is one source that a span came from; further ones are in `span_sources`.
    db.exec(`
      CREATE TABLE trace_names (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
      CREATE TABLE trace_operations (
        id INTEGER PRIMARY KEY,
        service INTEGER NOT NULL,
        name INTEGER NOT NULL,
        UNIQUE (service, name)
      ) STRICT;
      CREATE TABLE trace_resources (
        id INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE,
        content BLOB NOT NULL,
        service INTEGER NOT NULL,
        container_entity TEXT,
        container_name TEXT,
        container_by TEXT
      ) STRICT;
      CREATE TABLE trace_scopes (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, content BLOB NOT NULL) STRICT;
      CREATE TABLE trace_sources (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('receiver', 'file')),
        name TEXT NOT NULL,
        file_id INTEGER NOT NULL,
        UNIQUE (kind, name, file_id)
      ) STRICT;
      CREATE TABLE traces (
        no INTEGER PRIMARY KEY,
        trace_id BLOB NOT NULL UNIQUE,
        start_ns INTEGER NOT NULL,
        end_ns INTEGER NOT NULL,
        received_ms INTEGER NOT NULL,
        span_count INTEGER NOT NULL,
        error_count INTEGER NOT NULL,
        root_service INTEGER NOT NULL,
        root_name INTEGER NOT NULL,
        root_start_ns INTEGER NOT NULL,
        root_is_true INTEGER NOT NULL,
        pinned INTEGER NOT NULL DEFAULT 0,
        services BLOB NOT NULL,
        operations BLOB,
        bytes INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX traces_by_start ON traces (start_ns);
      CREATE TABLE trace_services (
        service INTEGER NOT NULL,
        start_ns INTEGER NOT NULL,
        trace_no INTEGER NOT NULL,
        PRIMARY KEY (service, start_ns, trace_no)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE trace_files (
        source INTEGER NOT NULL,
        trace_no INTEGER NOT NULL,
        PRIMARY KEY (source, trace_no)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX trace_files_by_trace ON trace_files (trace_no);
      CREATE TABLE spans (
        trace_no INTEGER NOT NULL,
        span_id BLOB NOT NULL,
        kind INTEGER NOT NULL,
        service INTEGER NOT NULL,
        start_ns INTEGER NOT NULL,
        parent_id BLOB NOT NULL,
        duration_ns INTEGER NOT NULL,
        name INTEGER NOT NULL,
        status INTEGER NOT NULL,
        event_count INTEGER NOT NULL,
        resource INTEGER NOT NULL,
        scope INTEGER NOT NULL,
        source INTEGER NOT NULL,
        payload BLOB NOT NULL,
        PRIMARY KEY (trace_no, span_id, kind, service, start_ns)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE span_sources (
        trace_no INTEGER NOT NULL,
        span_id BLOB NOT NULL,
        kind INTEGER NOT NULL,
        service INTEGER NOT NULL,
        start_ns INTEGER NOT NULL,
        source INTEGER NOT NULL,
        PRIMARY KEY (trace_no, span_id, kind, service, start_ns, source)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
