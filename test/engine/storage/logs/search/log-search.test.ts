import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineSource } from '../../../../../electron/engine/formats/line-sink.ts';
import { encodeBlock } from '../../../../../electron/engine/storage/logs/block.ts';
import { emptyColumns } from '../../../../../electron/engine/storage/logs/columns.ts';
import { BlockExtras, encodeExtras } from '../../../../../electron/engine/storage/logs/extras.ts';
import { mayHoldGrams } from '../../../../../electron/engine/storage/logs/gram-filter.ts';
import { COLUMN_NAMES, LineBatch } from '../../../../../electron/engine/storage/logs/line-batch.ts';
import type { ReadStream, RecordSource } from '../../../../../electron/engine/storage/logs/row.ts';
import { LogSearch } from '../../../../../electron/engine/storage/logs/search/log-search.ts';
import { detectFormat } from '../../../../../shared/log-format/detect.ts';
import { type LogCondition, type LogQueryNode, logCondition } from '../../../../../shared/log-query/ast.ts';
import { formOf } from '../../../../../shared/log-query/fields.ts';
import { parseLogQuery } from '../../../../../shared/log-query/parser.ts';
import { printLogQuery } from '../../../../../shared/log-query/printer.ts';
import type { Attributes } from '../../../../../shared/model/attributes.ts';
import { severityLevel } from '../../../../../shared/model/log-record.ts';
import { joined } from '../../../../../shared/query-text/tree.ts';
import { formatPlace, meets, type PlainRecord } from './reference.ts';

const stream: ReadStream = {
  entity: 'name:web',
  container: 'web-1',
  service: 'Shop',
  source: 'docker',
  labels: [['region', 'north']],
};

function batchOf(records: readonly PlainRecord[]): LineBatch {
  const batch = new LineBatch();
  for (const { body, format, severity, pattern, stream: of, traceId, spanId, attributes } of records) {
    const bytes = Buffer.from(body);
    const source = of === 'stderr' ? lineSource.stderr : lineSource.stdout;
    const facts = { seconds: 1, nanos: 0, source, flags: 0, severity, pattern, format: formatPlace(format) };
    batch.add(facts, bytes, 0, bytes.length, encodeExtras({ traceId, spanId, attributes }));
  }
  return batch;
}

function sourceOf(batch: LineBatch): RecordSource {
  const columns = emptyColumns(batch.count);
  for (const name of COLUMN_NAMES) columns[name].set(batch[name].subarray(0, batch.count));
  const text = Buffer.from(batch.text.subarray(0, batch.textLength));
  const { extras } = batch;
  return { columns, text, extras: extras ? new BlockExtras(extras, batch.count) : null };
}

/** Indexes that the plan finds, its levels looked at as whoever asks does. */
function found(query: string, records: readonly PlainRecord[]): number[] {
  const search = new LogSearch(query);
  const indexes = search.find(sourceOf(batchOf(records)), stream) ?? records.map((_, i) => i);
  return indexes.filter(
    (i) => !search.levels || search.levels.includes(severityLevel((records[i] as PlainRecord).severity)),
  );
}

const record = (body: string, over: Partial<PlainRecord> = {}): PlainRecord => ({
  body,
  format: detectFormat(body),
  severity: 0,
  pattern: 0,
  stream: 'stdout',
  traceId: '',
  spanId: '',
  attributes: [],
  ...over,
});

const words = fc.constantFrom(
  ...[
    'timeout',
    'Timeout',
    'TIMEOUT',
    'connection refused',
    'größe',
    'GRÖSSE',
    'user',
    'İstanbul',
    'a"b',
    'x\\y',
  ],
  ...[
    'GET',
    'get',
    '/api/items',
    'a',
    '500',
    '0',
    'true',
    '',
    'naïve café',
    'line1',
    '\u{1f600}',
    'Kelvin',
    '-1.5',
  ],
);
const keys = fc.constantFrom(
  'status',
  'user',
  'msg',
  'took',
  'http.status',
  'Path',
  'tags',
  'größe',
  'size',
  'k',
);
const numbers = fc.constantFrom(0, 7, 200, 404, 500, 503.5, 1e21, -3, 12345678, 0.25);
const quantities = fc.constantFrom('5ms', '900ms', '1.5s', '2MiB', '30');
const scalar = fc.oneof(words, numbers, quantities, fc.boolean(), fc.constant(null));
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('status', 'k'), scalar, { maxKeys: 2 }) },
);
const pairs = fc.array(fc.tuple(keys, value), { maxLength: 4 });
const json = pairs.map((fields) => JSON.stringify(Object.fromEntries(fields)));
const escapedJson = json.map((text) =>
  text
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\u{10ffff}]/gu, (char) =>
      [...Buffer.from(char, 'utf16le').toString('utf16le')]
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''),
    ),
);
const spaced = pairs.map((fields) =>
  JSON.stringify(Object.fromEntries(fields), null, 1).replaceAll('\n', ' '),
);
const logfmt = fc
  .array(fc.tuple(keys, fc.oneof(words, numbers, quantities)), { minLength: 1, maxLength: 4 })
  .map((fields) =>
    fields.map(([key, own]) => `${key}=${/[\s"\\]/.test(String(own)) ? JSON.stringify(own) : own}`).join(' '),
  );
const bracketed = fc
  .tuple(words, fc.array(fc.tuple(keys, fc.oneof(words, numbers)), { maxLength: 3 }))
  .map(
    ([word, fields]) =>
      `[2025-01-01T10:00:00] [INFO] [web] [main] ${word} [${fields.map(([key, own]) => `${key}=${own}`).join(', ')}]`,
  );
const access = fc
  .tuple(words, numbers)
  .map(
    ([word, number]) =>
      `10.0.0.${Math.abs(number) % 256} - - [10/Oct/2025:13:55:36 +0000] "GET /${word} HTTP/1.1" ${Math.abs(Math.trunc(number)) % 600} 2326 "-" "curl/8.5.0"`,
  );
const plain = fc.array(words, { maxLength: 5 }).map((some) => some.join(' '));
const stack = words.map((word) => `Error: ${word}\n    at main (/app/x.js:1:2)\n    at ${word}`);
const colours = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.array(fc.nat({ max: 40 }), { maxLength: 3 })).map(([line, places]) => {
    let coloured = line;
    for (const place of [...places].sort((a, b) => b - a)) {
      if (place <= coloured.length && !isLowSurrogate(coloured, place)) {
        coloured = `${coloured.slice(0, place)}\x1b[3${place % 8}m${coloured.slice(place)}`;
      }
    }
    return coloured;
  });
const isLowSurrogate = (text: string, at: number) => /[\udc00-\udfff]/.test(text[at] ?? '');
const ids = fc.constantFrom('0af7651916cd43dd8448eb211c80319c', '', '00000000000000000af7651916cd43dd');
const body = fc.oneof(
  ...[json, escapedJson, spaced, logfmt, bracketed, access, plain, stack],
  ...[json, logfmt, plain].map(colours),
  ids.map((id) => `{"trace_id":"${id}","span_id":"b7ad6b7169203331","k":1}`),
);
const attributes: fc.Arbitrary<Attributes> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Attributes>([]) },
  {
    weight: 1,
    arbitrary: fc.array(fc.tuple(fc.oneof(keys, fc.constant('region')), fc.oneof(words, numbers)), {
      maxLength: 2,
    }),
  },
);
const records = fc.array(
  fc
    .record({
      body,
      severity: fc.constantFrom(0, 5, 9, 10, 13, 17, 21),
      pattern: fc.nat({ max: 3 }),
      stream: fc.constantFrom('stdout', 'stderr'),
      traceId: fc.constantFrom('', '', '0af7651916cd43dd8448eb211c80319c'),
      attributes,
      known: fc.boolean(),
    })
    .map(
      ({ known, ...own }): PlainRecord => ({
        ...own,
        spanId: own.traceId === '' ? '' : 'b7ad6b7169203331',
        format: known ? detectFormat(own.body) : 'unknown',
      }),
    ),
  { minLength: 1, maxLength: 24 },
);

const pattern = fc.constantFrom(
  'time',
  'T.meout',
  'gr\\w',
  '5\\d\\d',
  '(?i)timeout|get',
  '^\\{',
  'a.*b',
  'items$',
  '(on|ef)u',
  'x+',
);
const wanted = fc.oneof(
  words.filter((word) => word !== ''),
  numbers.map(String),
  fc.constantFrom('time', 'INFO', 'web', 'status', '":', 'api'),
);
const fieldKeys = fc.oneof(
  keys,
  fc.constantFrom('region', 'method', 'remote_addr', 'exception.type', 'path', 'http.k', 'logger', 'absent'),
);
const bare = (field: LogCondition['field'], text: string) =>
  logCondition(field, text, '=', formOf(field, '=', text));
const condition: fc.Arbitrary<LogCondition> = fc.oneof(
  wanted.map((word) => logCondition({ kind: 'text' }, word)),
  pattern.map((text) => logCondition({ kind: 'text' }, text, '=', 'regex')),
  fc
    .tuple(fieldKeys, fc.oneof(wanted, quantities, fc.constantFrom('t*', '*o*', 'north', 'GET', '*', 'null')))
    .map(([key, text]) => bare({ kind: 'field', key }, text)),
  fc.tuple(fieldKeys, pattern).map(([key, text]) => logCondition({ kind: 'field', key }, text, '=', 'regex')),
  fc
    .tuple(
      fieldKeys,
      fc.oneof(numbers.map(String), quantities),
      fc.constantFrom('>' as const, '>=' as const, '<' as const, '<=' as const),
    )
    .map(([key, text, operator]) => logCondition({ kind: 'field', key }, text, operator)),
  fieldKeys.map((key) => logCondition({ kind: 'field', key }, '', 'has')),
  fc
    .tuple(fc.constantFrom('warn', 'info'), fc.constantFrom('>=' as const, '=' as const, '<' as const))
    .map(([level, operator]) => logCondition({ kind: 'level' }, level, operator)),
  fc
    .constantFrom(
      ...([
        'container:web*',
        'container:api',
        'service:shop',
        'service:shop,api',
        'source:docker',
        'stream:stderr',
      ] as const),
      ...([
        'pattern:2',
        'format:json',
        'trace:0af7651916cd43dd8448eb211c80319c',
        'trace:0af7651916cd43dd',
      ] as const),
      ...(['span:b7ad6b7169203331', 'message:/time/', 'message:*out', 'message:timeout'] as const),
    )
    .map((text) => {
      const parsed = parseLogQuery(text);
      return (parsed.ok ? parsed.value : null) as LogCondition;
    }),
);
const query = fc.letrec<{ query: LogQueryNode }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: condition },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const),
          fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
        )
        .map(([kind, parts]) => joined(kind, parts)),
    },
    {
      weight: 1,
      arbitrary: tie('query').map((part): LogQueryNode => ({ kind: 'not', part, at: { from: 0, to: 0 } })),
    },
  ),
})).query;

const expected = (asked: LogQueryNode | null, all: readonly PlainRecord[]) =>
  all.flatMap((own, i) => (meets(asked, own, stream) ? [i] : []));

test('the plan over a block finds what reading every record finds', () => {
  fc.assert(
    fc.property(query, records, (asked, all) => {
      expect(found(printLogQuery(asked), all)).toEqual(expected(asked, all));
    }),
    { numRuns: 1500 },
  );
});

test('what a condition finds alone is what it keeps of few candidates', () => {
  fc.assert(
    fc.property(condition, records, (asked, all) => {
      const marked = all.map((own) => ({ ...own, pattern: 9 }));
      // Enough other records that those with the mark are few.
      const few = [...marked, ...Array.from({ length: 300 }, () => record('x'))];
      const both = `pattern:9 (${printLogQuery(asked)})`;
      expect(found(both, few)).toEqual(expected(asked, marked));
    }),
    { numRuns: 500 },
  );
});

test('a block whose filter says no holds nothing that is looked for', () => {
  fc.assert(
    fc.property(query, records, (asked, all) => {
      const filler = Array.from({ length: 128 }, () => record('-'));
      const { filter } = encodeBlock(batchOf([...all, ...filler]));
      const search = new LogSearch(printLogQuery(asked));
      const may = search.mayHold(stream, (grams) => mayHoldGrams(filter, grams));
      if (!may) expect(expected(asked, all)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

describe('what a person would expect', () => {
  const lines = [
    record('{"level":"info","status":200,"took":"12ms","user":"Anna"}'),
    record('{"level":"error","status":503,"took":"1.2s","http":{"status":503},"path":"\\/api\\/items"}'),
    record('status=500 user=anna msg="not found"'),
    record('\x1b[31mconn\x1b[0mection refused'),
    record('Connection to db lost'),
  ];
  test.each([
    ['connection', [3, 4]],
    ['Connection', [4]],
    ['"connection refused"', [3]],
    ['connection -refused', [4]],
    ['status:500', [2]],
    ['status>=500', [1, 2]],
    ['http.status:503', [1]],
    ['status:5*', [1, 2]],
    ['Status:500', []],
    ['user:anna', [0, 2]],
    ['user:Anna', [0]],
    ['took>500ms', [1]],
    ['took<500', []],
    ['path:/api/items', [1]],
    ['path:/^\\/api/', [1]],
    ['has:user -user:Anna', [2]],
    ['(status:200 or refused) -took:12ms', [3]],
    ['not has:status', [3, 4]],
    ['container:web* service:shop', [0, 1, 2, 3, 4]],
    ['container:db', []],
    ['region:north refused', [3]],
  ])('%s', (text, indexes) => expect(found(text, lines)).toEqual(indexes));
});

test('patterns meant to blow up take time in proportion to the text', () => {
  const evil = [record('a'.repeat(100_000)), record(`${'a'.repeat(100_000)}!`)];
  expect(found('/(a+)+$/', evil)).toEqual([0]);
  expect(found('/(a|aa)+b/', evil)).toEqual([]);
  expect(found('/(.*a){20}!/', evil)).toEqual([1]);
});
