import { describe, expect, test } from 'vitest';
import { transferables } from '../../../electron/engine/formats/spans/span-batch.ts';
import { SpanBatchBuilder } from '../../../electron/engine/formats/spans/span-batch-builder.ts';
import type { Store } from '../../../electron/engine/storage/store.ts';
import { nameTemplate } from '../../../electron/engine/traces/doctor/span-names.ts';
import type { DoctorFinding, DoctorRule } from '../../../shared/contract/trace-answers.ts';
import type { Attributes } from '../../../shared/model/attributes.ts';
import type { Span, SpanEvent } from '../../../shared/model/span.ts';
import { durationNano, unixNano } from '../../../shared/model/time.ts';
import { idOf, live, noScope, openStore, span } from '../storage/traces/span-fixtures.ts';

const MS = 1_000_000n;
const BASE = 1_800_000_000_000_000_000n;
const COMPLETE = BASE + 3_600_000n * MS;

/** A resource that lacks nothing. */
const whole = (service: string, instance = service): Attributes => [
  ['service.name', service],
  ['service.version', '1.0'],
  ['service.instance.id', instance],
  ['deployment.environment.name', 'test'],
  ['container.id', instance],
];

async function insert(store: Store, attributes: Attributes, spans: Span[]): Promise<void> {
  const builder = new SpanBatchBuilder();
  const resource = { attributes };
  for (const one of spans) builder.add(resource, noScope, one);
  const batch = builder.finish();
  await store.write('spans.insert', { batch, source: live, nowMs: 1 }, transferables(batch));
}

/** A span from so many milliseconds on; `parent` is the id of one of the same trace. */
const at = (
  trace: number,
  id: number,
  startMs: number,
  endMs: number,
  more: Partial<Span> & { parent?: number } = {},
) => {
  const { parent, ...changes } = more;
  return span(trace, id, {
    startTimeUnixNano: unixNano(BASE + BigInt(startMs) * MS),
    durationNano: durationNano(BigInt(endMs - startMs) * MS),
    parentSpanId: parent === undefined ? '' : idOf(parent, 16),
    kind: 1,
    ...changes,
  });
};

const examine = (store: Store, more: { completeBefore?: bigint; mostSpans?: number } = {}) =>
  store.read('traces.doctor', { start: 0n, end: 2n ** 63n - 1n, completeBefore: COMPLETE, ...more });

const brief = ({ service, count, of, severity, examples }: DoctorFinding) => ({
  service,
  count,
  of,
  severity,
  examples: examples.map(
    ({ traceId, spanId }) => `${Number.parseInt(traceId, 16)}/${Number.parseInt(spanId, 16)}`,
  ),
});

async function findings(store: Store, rule: DoctorRule, more = {}) {
  return (await examine(store, more)).findings.filter((finding) => finding.rule === rule);
}

test('spans that are as they should be have no findings, and are counted', async () => {
  const store = await openStore();
  await insert(store, whole('web'), [
    at(1, 1, 0, 100, { kind: 2, attributes: [['http.response.status_code', 200n]] }),
    at(1, 2, 10, 90, { parent: 1, kind: 3 }),
  ]);
  await insert(store, whole('db'), [at(1, 3, 20, 80, { parent: 2, kind: 2 })]);
  expect(await examine(store)).toEqual({ findings: [], services: 2, traces: 1, spans: 3, truncated: false });
});

test('a service without a name, or with the one its SDK gave it, is told', async () => {
  const store = await openStore();
  await insert(store, whole('').slice(1), [at(1, 1, 0, 1)]);
  await insert(store, whole('unknown_service:node'), [at(2, 2, 0, 1), at(2, 3, 0, 1)]);
  await insert(store, whole('unknown_services'), [at(3, 4, 0, 1)]);
  expect((await findings(store, 'unknown-service')).map(brief)).toEqual([
    { service: 'unknown_service:node', count: 2, of: 2, severity: 'error', examples: ['2/2', '2/3'] },
    { service: 'unknown_service', count: 1, of: 1, severity: 'error', examples: ['1/1'] },
  ]);
});

describe('a parent that never arrived', () => {
  test('is told for the service whose spans name it, out of all that name one', async () => {
    const store = await openStore();
    await insert(store, whole('web'), [
      at(1, 1, 0, 9),
      at(1, 2, 1, 2, { parent: 1 }),
      at(1, 3, 1, 2, { parent: 99 }),
    ]);
    expect((await findings(store, 'missing-parent')).map(brief)).toEqual([
      { service: 'web', count: 1, of: 2, severity: 'warning', examples: ['1/3'] },
    ]);
  });

  test('may still be on its way while the trace is fresh', async () => {
    const store = await openStore();
    await insert(store, whole('web'), [at(1, 3, 1, 20, { parent: 99 })]);
    expect(await findings(store, 'missing-parent', { completeBefore: BASE + 20n * MS })).toEqual([]);
    expect(await findings(store, 'missing-parent', { completeBefore: BASE + 21n * MS })).toHaveLength(1);
  });
});

describe('clock skew', () => {
  test('is a start before the parent’s in another process, with the largest amount', async () => {
    const store = await openStore();
    await insert(store, whole('web'), [at(1, 1, 100, 200), at(1, 2, 90, 95, { parent: 1 })]);
    await insert(store, whole('db'), [at(1, 3, 60, 70, { parent: 1 }), at(1, 4, 99, 110, { parent: 1 })]);
    const found = await findings(store, 'clock-skew');
    // Span 2 is of the parent's own process, and 4 is within what a clock of milliseconds explains.
    expect(found.map(brief)).toEqual([
      { service: 'db', count: 1, of: 2, severity: 'warning', examples: ['1/3'] },
    ]);
    expect(found[0]?.what).toContain('up to 40.0 ms');
  });

  test('is a server’s span that ends after its client’s though it took less time; longer ones only go on', async () => {
    const store = await openStore();
    await insert(store, whole('web'), [at(1, 1, 0, 100, { kind: 3 })]);
    await insert(store, whole('db'), [
      at(1, 2, 50, 120, { parent: 1, kind: 2 }),
      at(1, 3, 50, 180, { parent: 1, kind: 2 }),
      at(1, 4, 50, 120, { parent: 1, kind: 1 }),
    ]);
    expect((await findings(store, 'clock-skew')).map(brief)).toEqual([
      { service: 'db', count: 1, of: 3, severity: 'warning', examples: ['1/2'] },
    ]);
  });
});

test('a root that ends before what is below it is told, of all roots, but not for the sake of consumers', async () => {
  const store = await openStore();
  await insert(store, whole('web'), [
    at(1, 1, 0, 50),
    at(1, 2, 10, 20, { parent: 1 }),
    at(1, 3, 15, 130, { parent: 2 }),
    at(2, 4, 0, 50),
    at(2, 5, 10, 20, { parent: 4, kind: 4 }),
    at(2, 6, 60, 900, { parent: 5, kind: 5 }),
    at(2, 7, 70, 990, { parent: 6 }),
    at(3, 8, 0, 50),
  ]);
  const found = await findings(store, 'root-ends-early');
  expect(found.map(brief)).toEqual([
    { service: 'web', count: 1, of: 3, severity: 'info', examples: ['1/1'] },
  ]);
  expect(found[0]?.what).toContain('80.0 ms');
});

test('what resources lack is told once a service, with what to set', async () => {
  const store = await openStore();
  await insert(
    store,
    [
      ['service.name', 'web'],
      ['service.version', '2'],
      ['host.name', 'h'],
    ],
    [at(1, 1, 0, 1)],
  );
  await insert(
    store,
    [
      ['service.name', 'web'],
      ['deployment.environment', 'test'],
    ],
    [at(2, 2, 0, 1)],
  );
  const [found] = await findings(store, 'missing-resource');
  expect(brief(found!)).toMatchObject({ service: 'web', count: 2, of: 2, severity: 'info' });
  expect(found?.what).toBe(
    'The resource lacks service.version on 1 span (releases cannot be compared), service.instance.id (replicas ' +
      'cannot be told apart), deployment.environment.name on 1 span (test and production mix), host.name or ' +
      'container.id on 1 span (spans cannot be tied to their container).',
  );
  expect(found?.cure).toContain('service.version=…,service.instance.id=…');
});

describe('status', () => {
  const event = (name: string): SpanEvent => ({
    timeUnixNano: unixNano(BASE),
    name,
    attributes: [['exception.stacktrace', 'x'.repeat(500)]],
    droppedAttributesCount: 0,
  });
  const answer = (code: bigint | string, key = 'http.response.status_code') => ({
    attributes: [[key, code]] as Attributes,
  });

  test.each<[wrong: string, spans: Span[], expected: object]>([
    [
      'a server’s 5xx that is no error',
      [
        at(1, 1, 0, 1, { kind: 2, ...answer(500n) }),
        at(1, 2, 0, 1, { kind: 2, ...answer('503', 'http.status_code') }),
        at(1, 3, 0, 1, { kind: 2, ...answer(500n), statusCode: 2 }),
        at(1, 4, 0, 1, { kind: 3, ...answer(500n) }),
      ],
      { count: 2, of: 3, severity: 'error', examples: ['1/1', '1/2'] },
    ],
    [
      'a server’s 4xx that is an error',
      [
        at(1, 1, 0, 1, { kind: 2, ...answer(404n), statusCode: 2 }),
        at(1, 2, 0, 1, { kind: 2, ...answer(404n) }),
        at(1, 3, 0, 1, { kind: 3, ...answer(404n), statusCode: 2 }),
      ],
      { count: 1, of: 2, severity: 'warning', examples: ['1/1'] },
    ],
    [
      'an exception on a span whose status is unset',
      [
        at(1, 1, 0, 1, { events: [event('start'), event('exception')] }),
        at(1, 2, 0, 1, { events: [event('exception')], statusCode: 2 }),
        at(1, 3, 0, 1, { events: [event('exception')], statusCode: 1 }),
        at(1, 4, 0, 1, { events: [event('exceptional')] }),
      ],
      { count: 1, of: 3, severity: 'warning', examples: ['1/1'] },
    ],
    [
      'a description without an error',
      [
        at(1, 1, 0, 1, { statusCode: 1, statusMessage: 'fine' }),
        at(1, 2, 0, 1, { statusCode: 2, statusMessage: 'failed' }),
        at(1, 3, 0, 1, { statusCode: 1 }),
      ],
      { count: 1, of: 2, severity: 'info', examples: ['1/1'] },
    ],
  ])('%s', async (_wrong, spans, expected) => {
    const store = await openStore();
    await insert(store, whole('web'), spans);
    expect((await findings(store, 'status-use')).map(brief)).toEqual([{ service: 'web', ...expected }]);
  });
});

describe('span names', () => {
  test('that differ in ids only are told with the name they should have', async () => {
    const store = await openStore();
    const named = (i: number, name: string) => at(1, i, 0, 1, { name });
    await insert(store, whole('api'), [
      ...Array.from({ length: 25 }, (_, i) => named(i + 1, `GET /users/${i}/orders`)),
      ...Array.from({ length: 19 }, (_, i) => named(i + 100, `GET /carts/${i}`)),
      named(200, 'GET /users/{id}'),
    ]);
    const [found, ...more] = await findings(store, 'span-name-cardinality');
    expect(more).toEqual([]);
    expect(brief(found!)).toMatchObject({ service: 'api', count: 25, of: 45, severity: 'warning' });
    expect(found?.what).toBe('Span names hold ids: “GET /users/0/orders” and 24 more like it.');
    expect(found?.cure).toContain('GET /users/{id}/orders');
  });

  test.each([
    ['GET /users/51920', 'GET /users/{id}'],
    ['job 6f9619ff-8b86-d011-b42d-00cf4fc964ff', 'job {id}'],
    ['blob deadbeef01', 'blob {id}'],
    ['effaced facade', 'effaced facade'],
    ['SELECT shop', 'SELECT shop'],
  ])('%s is %s without ids', (name, template) => {
    expect(nameTemplate(name)).toBe(template);
  });
});

test('where there is too much, the newest traces are looked at and it says so', async () => {
  const store = await openStore();
  await insert(
    store,
    whole('web'),
    Array.from({ length: 30 }, (_, i) => at(i + 1, 1, i, i + 1, { parent: 99 })),
  );
  const report = await examine(store, { mostSpans: 10 });
  expect(report).toMatchObject({ traces: 10, spans: 10, truncated: true });
  expect(report.findings.map(brief)[0]).toMatchObject({
    count: 10,
    examples: ['30/1', '29/1', '28/1', '27/1', '26/1'],
  });
});

test('worst findings come first', async () => {
  const store = await openStore();
  await insert(store, [], [at(1, 1, 0, 1, { parent: 99 })]);
  const { findings: all } = await examine(store);
  expect(all.map(({ severity }) => severity)).toEqual(['error', 'warning', 'info']);
});
