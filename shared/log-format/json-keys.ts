import { ByteTable } from './byte-table.ts';
import type { SeverityScale } from './severity.ts';

/** What a key's value is for the record it stands in. */
export type KeyRole =
  | 'time'
  | 'seconds'
  | 'nanos'
  | 'level'
  | 'message'
  | 'template'
  | 'trace'
  | 'span'
  | 'context'
  | 'errorType'
  | 'errorMessage'
  | 'stack'
  | 'stream';

/** A key that says something of its record; where several do, the one of the lowest rank counts. */
export interface KnownKey {
  role: KeyRole | null;
  rank: number;
  scale: SeverityScale;
  /** Keys below it, when its value is an object. */
  below: KeyTable | null;
  /** The same, asked with bytes. */
  belowBytes: ByteTable<KnownKey> | null;
}

export type KeyTable = Map<string, KnownKey>;

/** In their order of rank. Dotted ones are meant flat and nested alike. Sources: the loggers' own documentation. */
const known: [role: KeyRole, keys: string][] = [
  [
    'time',
    '@timestamp timestamp Timestamp time ts @t t.$date t datetime date asctime eventTime Time timeMillis epochMillis ' +
      '_timestamp timeUnixNano fields.timestamp @fields.ts _SOURCE_REALTIME_TIMESTAMP __REALTIME_TIMESTAMP',
  ],
  ['seconds', 'timestamp.seconds timestampSeconds instant.epochSecond'],
  ['nanos', 'timestamp.nanos timestampNanos instant.nanoOfSecond'],
  [
    'level',
    'level log.level severity lvl @l levelname level_name loglevel logLevel log_level LogLevel Level severityText ' +
      'severity_text SeverityText severityNumber severity_number @level s LEVEL Severity LVL priority PRIORITY ' +
      'levelno level_value severity_code syslog.severity.code fields.level @fields.lvl @fields.level attributes.level',
  ],
  [
    'message',
    'msg message @m short_message MESSAGE Message RenderedMessage renderedMessage log event body text body.stringValue ' +
      'fields.message @fields.msg @fields.message record.message textPayload',
  ],
  ['template', '@mt MessageTemplate messageTemplate'],
  [
    'trace',
    'trace_id traceId traceID TraceId TraceID traceid trace.id trace-id otelTraceID @tr otel.trace_id ' +
      'logging.googleapis.com/trace x-b3-traceid X-B3-TraceId x-trace-id dd.trace_id span.trace_id context.trace_id ' +
      'attributes.trace_id fields.trace_id span.traceId mdc.traceId mdc.trace_id contextMap.traceId contextMap.trace_id',
  ],
  [
    'span',
    'span_id spanId spanID SpanId SpanID spanid span.id span-id otelSpanID @sp otel.span_id logging.googleapis.com/spanId ' +
      'x-b3-spanid X-B3-SpanId dd.span_id context.span_id attributes.span_id fields.span_id mdc.spanId mdc.span_id ' +
      'contextMap.spanId contextMap.span_id',
  ],
  [
    'context',
    'traceparent b3 uber-trace-id sentry-trace x-amzn-trace-id X-Amzn-Trace-Id headers.traceparent req.headers.traceparent',
  ],
  [
    'errorType',
    'error.type err.type err.name error.name exception.type exception.class exception.name exception_class thrown.name ' +
      'context.exception.class exceptionType err.code',
  ],
  [
    'errorMessage',
    'error.message err.message exception.message exception_message thrown.message context.exception.message error err exceptionMessage',
  ],
  [
    'stack',
    '@x error.stack_trace error.stack err.stack exception.stacktrace exception.stack stack stack_trace stackTrace stacktrace ' +
      'thrown.extendedStackTrace thrown.stackTrace exc_info exception errorVerbose Exception trace backtrace',
  ],
  // Docker's json-file records.
  ['stream', 'stream'],
];

const keyScales: Record<string, SeverityScale> = {
  priority: 'syslog',
  PRIORITY: 'syslog',
  severity_code: 'syslog',
  'syslog.severity.code': 'syslog',
  severityNumber: 'otlp',
  severity_number: 'otlp',
  levelno: 'python',
  level_value: 'java',
  severity: 'gcp',
  LogLevel: 'dotnet',
};

const empty = (): KnownKey => ({ role: null, rank: 0, scale: 'level', below: null, belowBytes: null });

function entry(table: KeyTable, key: string): KnownKey {
  let found = table.get(key);
  if (!found) {
    found = empty();
    table.set(key, found);
  }
  return found;
}

function build(): KeyTable {
  const table: KeyTable = new Map();
  for (const [role, keys] of known) {
    for (const [rank, key] of keys.split(' ').entries()) {
      const places = [entry(table, key)];
      // `dd.trace_id` flat, and `{"dd":{"trace_id":…}}`.
      const nested = key.startsWith('logging.') ? [key] : key.split('.');
      if (nested.length > 1) places.push(nestedEntry(table, nested));
      for (const place of places) {
        if (place.role === null) Object.assign(place, { role, rank, scale: keyScales[key] ?? 'level' });
      }
    }
  }
  return table;
}

function nestedEntry(table: KeyTable, path: string[]): KnownKey {
  let level = table;
  for (const part of path.slice(0, -1)) {
    const parent = entry(level, part);
    parent.below ??= new Map();
    level = parent.below;
  }
  return entry(level, path.at(-1) as string);
}

export const knownKeys: KeyTable = build();

/** GELF (version 1.1) has syslog's numbers under `level`, and its text under this key. */
export const isGelfText = (key: KnownKey): boolean => key === gelfText;
const gelfText = knownKeys.get('short_message');

/** The same for bytes: the keys of the outermost object. */
export const knownKeyTable: ByteTable<KnownKey> = byteTableOf(knownKeys);

function byteTableOf(table: KeyTable): ByteTable<KnownKey> {
  for (const key of table.values()) if (key.below) key.belowBytes = byteTableOf(key.below);
  return new ByteTable(table);
}

/** Keys whose text is the level even when the word is not known, such as `DEFAULT` and `STATS`: ranks below this. */
const FIRST_LEVEL_KEYS = 13;
const LONGEST_LEVEL_TEXT = 24;

/** A text under such a key, short enough to be a level. */
export const namesLevel = (key: KnownKey, length: number): boolean =>
  key.rank < FIRST_LEVEL_KEYS && length <= LONGEST_LEVEL_TEXT;
