import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trivetHere, trivetJson } from './run-trivet.ts';

const MS = 1_000_000;
const START = 1_700_000_000_000 * MS;
const SLOW = 'a'.repeat(32);
const FAST = 'b'.repeat(32);

interface FileSpan {
  name: string;
  at: number;
  ms: number;
  kind?: number;
  parent?: number;
  error?: boolean;
  attributes?: Record<string, string>;
}

/** Spans of one trace and service as OTLP JSON; ids are places from 1 on, times milliseconds. */
const trace = (traceId: string, spans: FileSpan[]) => ({
  resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
  scopeSpans: [
    {
      spans: spans.map(({ name, at, ms, kind = 1, parent, error, attributes = {} }, i) => ({
        traceId,
        spanId: String(i + 1).padStart(16, '0'),
        ...(parent === undefined ? {} : { parentSpanId: String(parent).padStart(16, '0') }),
        name,
        kind,
        startTimeUnixNano: String(BigInt(START) + BigInt(at) * BigInt(MS)),
        endTimeUnixNano: String(BigInt(START) + BigInt(at + ms) * BigInt(MS)),
        status: { code: error ? 2 : 0 },
        attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
      })),
    },
  ],
});

const query = (i: number, at: number): FileSpan => ({
  name: 'SELECT item',
  at,
  ms: 10,
  kind: 3,
  parent: 1,
  attributes: { 'db.query.text': `SELECT * FROM item WHERE id = ${i}` },
});

/** Six queries and a failed render; the other trace has one query and no render. */
const slow = trace(SLOW, [
  { name: 'GET /cart', at: 0, ms: 100, kind: 2, error: true, attributes: { region: 'eu' } },
  ...Array.from({ length: 6 }, (_, i) => query(i, 5 + i * 12)),
  { name: 'render', at: 80, ms: 15, parent: 1, error: true },
]);
const fast = trace(FAST, [
  { name: 'GET /cart', at: 0, ms: 20, kind: 2, attributes: { region: 'us' } },
  query(1, 5),
]);
/** Enough of both kinds for a difference that is no chance. */
const others = Array.from({ length: 20 }, (_, i) =>
  trace(`${'c'.repeat(30)}${10 + i}`, [
    { name: 'GET /list', at: 1000 + i, ms: i < 10 ? 90 : 9, attributes: { region: i < 10 ? 'eu' : 'us' } },
  ]),
);

/** One store for all: the tests only read. */
const dir = mkdtempSync(join(tmpdir(), 'trivet-answers-'));
const data = ['--data', join(dir, 'data')];
const lines = async (...args: string[]) => {
  const { code, stdout, stderr } = await trivetHere([...args, ...data]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout.trimEnd().split('\n');
};
const words = (line: string | undefined) => line?.trim().split(/\s{2,}/);

beforeAll(async () => {
  const file = join(dir, 'traces.json');
  writeFileSync(file, JSON.stringify({ resourceSpans: [slow, fast, ...others] }));
  expect((await trivetHere(['open', file, ...data])).code).toBe(0);
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('traces show', () => {
  test('sums a trace up, with its critical path, bottlenecks, repeats and root cause', async () => {
    const text = await lines('traces', 'show', SLOW);
    expect(text.slice(0, 5)).toEqual([
      `trace ${SLOW}`,
      'shop GET /cart, 2023-11-14T22:13:20.000Z',
      '100 ms, 8 spans, 1 service, 0 containers, 2 errors, 2 levels',
      'longest path: 115 ms summed over 2 spans',
      'root cause: shop render (0000000000000008) failed the trace',
    ]);
    const firstRow = (title: string) => words(text[text.findIndex((line) => line.startsWith(title)) + 2]);
    expect(firstRow('CRITICAL PATH: 100 ms on 8 spans')).toEqual([
      '0000000000000001',
      'shop',
      'GET /cart',
      '25.0 ms',
      '25.0 %',
    ]);
    // The mean is 21.9 ms: only the root is above twice of it, and not above five times.
    expect(firstRow('BOTTLENECKS')).toEqual(['0000000000000001', 'shop', 'GET /cart', '100 ms', 'medium']);
    expect(firstRow('REPEATED CALLS')).toEqual([
      '6',
      'shop',
      'SELECT item',
      '60.0 ms',
      '60.0 %',
      'N+1',
      'SELECT * FROM item WHERE id = ?',
    ]);
    expect(firstRow('SERVICES')).toEqual(['shop', '8', '2', '175 ms', '100 ms', '100 ms', '100 ms']);
  });

  test('--json has the same as one object, with the sections of each span', async () => {
    const [shown] = await trivetJson(['traces', 'show', SLOW, ...data]);
    expect(shown).toMatchObject({
      traceId: SLOW,
      durationNano: 100 * MS,
      spans: 8,
      depth: 2,
      bottlenecks: [{ spanId: '0000000000000001', severity: 'medium' }],
      repeatedCalls: [{ count: 6, nPlusOne: true, parentSpanId: '0000000000000001', shareOfTrace: 0.6 }],
      rootCause: { spanId: '0000000000000008', reachedRoot: true },
      slowerThanUsual: [],
    });
    const { spans } = shown!.criticalPath as { spans: { spanId: string; sections: number[][] }[] };
    expect(spans.find(({ spanId }) => spanId.endsWith('8'))?.sections).toEqual([[80 * MS, 95 * MS]]);
  });

  test('of an unknown trace, or of no id, fails and says so', async () => {
    const unknown = await trivetHere(['traces', 'show', 'f'.repeat(32), ...data]);
    expect([unknown.code, unknown.stdout]).toEqual([1, '']);
    expect(unknown.stderr).toContain(`no trace ${'f'.repeat(32)} is stored`);
    expect((await trivetHere(['traces', 'show', 'xyz', ...data])).code).toBe(2);
  });
});

describe('traces compare', () => {
  test('ranks where the difference comes from', async () => {
    const text = await lines('traces', 'compare', FAST, SLOW);
    const rows = text.slice(text.findIndex((line) => line.startsWith('WHERE')) + 2).map(words);
    expect(rows).toEqual([
      ['+50.0 ms', 'slower', '1 > 6', '10.0 ms', '60.0 ms', 'shop SELECT item'],
      ['+15.0 ms', 'slower', '1 > 1', '20.0 ms', '100 ms', 'shop GET /cart'],
      ['+15.0 ms', 'added', '0 > 1', '0 s', '15.0 ms', 'shop render'],
    ]);
    expect((await lines('traces', 'compare', SLOW, SLOW)).at(-1)).toBe(
      'both have the same calls with the same times',
    );
  });

  test('--json has every call path', async () => {
    const calls = await trivetJson(['traces', 'compare', FAST, SLOW, ...data]);
    expect(calls.map(({ name, parent, change }) => [name, parent, change])).toEqual([
      ['GET /cart', null, 'slower'],
      ['SELECT item', 0, 'slower'],
      ['render', 0, 'added'],
    ]);
  });
});

describe('traces diff', () => {
  test('says what slow traces carry that others do not', async () => {
    const text = await lines('traces', 'diff', '--slower-than', '50ms');
    expect(text[0]).toBe('11 traces selected, 11 others, 30 spans compared');
    expect(words(text[3])).toEqual(['100', 'region', 'span', 'eu', '100 %', '0 %', '11 / 0']);
  });

  test('takes a query and --errors, and --json', async () => {
    const [found] = await trivetJson(['traces', 'diff', 'operation:"GET /cart"', '--errors', ...data]);
    expect(found).toMatchObject({ insideTraces: 1, outsideTraces: 1, attributes: [] });
  });

  test('wants to be told what to hold against the rest, and a query that can be read', async () => {
    const without = await trivetHere(['traces', 'diff', ...data]);
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('--slower-than 500ms')]);
    expect((await trivetHere(['traces', 'diff', '((', '--errors', ...data])).code).toBe(2);
  });
});

describe('traces doctor', () => {
  test('says what is wrong with the spans of a time, and the cure', async () => {
    const text = await lines('traces', 'doctor', '--since', '2023-11-14T00:00:00Z');
    expect(text[0]).toBe('30 spans of 22 traces and 1 services');
    expect(text[2]).toBe('info: missing-resource in shop (30 of 30)');
    expect(text[4]).toContain('cure: Set OTEL_RESOURCE_ATTRIBUTES=service.version=…');
    const [report] = await trivetJson(['traces', 'doctor', '--since', '2023-11-14T00:00:00Z', ...data]);
    expect(report).toMatchObject({ spans: 30, truncated: false, findings: [{ rule: 'missing-resource' }] });
  });

  test('looks at the last day unless told otherwise', async () => {
    expect(await lines('traces', 'doctor')).toEqual([
      '0 spans of 0 traces and 0 services',
      'no traces in this time: nothing to look at',
    ]);
    expect((await lines('traces', 'doctor', '--range', '20000d'))[0]).toContain('30 spans');
  });
});
