import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../../electron/engine/formats/limits.ts';
import {
  escapedName,
  type StatsdBatch,
  StatsdCollector,
} from '../../../../electron/engine/formats/statsd/statsd-batch.ts';
import { hasCorpus, readCorpus } from '../../../corpus.ts';

function read(...packets: (string | Uint8Array)[]): StatsdBatch {
  const collector = new StatsdCollector(defaultLimits);
  for (const packet of packets) collector.add(Buffer.from(packet));
  return collector.finish();
}

const lines = (file: string): string[] => {
  if (!hasCorpus) return [];
  return readCorpus(`statsd/${file}`)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
};

interface LineCase {
  case: string;
  line?: string;
  line_base64?: string;
  events: { type: string; name: string; value: string; relative?: boolean; labels: Record<string, string> }[];
}

/**
 * The source asks for nothing of these values without tags, and for all of those of the same form in "datadog timings
 * with extended aggregation values without tags": they are read.
 */
const READ_ALL_THE_SAME = [
  'Influx no tags with invalid Datadog style extended aggregation values and histogram type',
];

describe.skipIf(!hasCorpus)('the corpus (absent: TRIVET_CORPUS)', () => {
  const lineCases = lines('statsd_exporter-line-cases.jsonl').map((line) => JSON.parse(line) as LineCase);

  test.each(lineCases.map((one) => [one.case, one] as const))(
    'statsd_exporter: %s',
    (name, { line, line_base64, events }) => {
      const { entries } = read(line_base64 ? Buffer.from(line_base64, 'base64') : (line ?? ''));
      if (READ_ALL_THE_SAME.includes(name)) {
        expect(entries).toHaveLength(1);
        return;
      }
      const expected = Map.groupBy(events, ({ type, name: metric, labels }) =>
        JSON.stringify([type, escapedName(metric), labels]),
      );
      expect(entries).toHaveLength(expected.size);
      for (const entry of entries) {
        const type = entry.kind === 'timer' || entry.kind === 'histogram' ? 'observer' : entry.kind;
        const own = expected.get(JSON.stringify([type, entry.name, sortedLike(events, entry.labels)]));
        const sum = (own ?? []).reduce((all, { value }) => all + Number(value), 0);
        if (type === 'observer') expect(entry.count).toBe(own?.length);
        if (entry.stamped.length > 0) expect(entry.stamped[0]?.[1]).toBe(sum);
        else if (type === 'gauge' && !own?.[0]?.relative) expect(entry.set).toBe(sum);
        else expect(entry.sum).toBeCloseTo(sum, 9);
      }
    },
  );

  test.each(
    lines('statsd-js-packets.tsv')
      .slice(1)
      .map((line) => line.split('\t') as [string, string, string]),
  )('statsd: %s is valid: %s (%s)', (packet, valid) => {
    const { entries, rejected, firstFault } = read(packet);
    // A counter that falls is well formed; Prometheus has no place for it.
    const taken = (entries.length === 1 && rejected === 0) || firstFault.includes('cannot fall');
    expect(taken).toBe(valid === 'true');
  });

  test('telegraf: none of the invalid lines is taken', () => {
    const invalid = lines('telegraf-invalid-lines.txt');
    expect(invalid).toHaveLength(9);
    for (const line of invalid)
      expect([line, read(line).entries.length, read(line).rejected]).toEqual([line, 0, 1]);
  });

  test('telegraf: timings', () => {
    const { entries } = read(...lines('telegraf-timings.txt'));
    expect(entries).toMatchObject([
      { kind: 'timer', name: 'test_timing', count: 5, sum: expect.closeTo(0.015, 12) },
    ]);
  });

  test('telegraf: several values in a packet are as many packets', () => {
    const multiple = read(...lines('telegraf-multi-value.txt'));
    const expanded = readCorpus('statsd/telegraf-multi-value.txt')
      .toString('utf8')
      .split('\n')
      .flatMap((line) => /^# (valid\..*)$/.exec(line)?.[1] ?? []);
    expect(expanded).toHaveLength(23);
    expect(multiple.rejected).toBe(0);
    expect(multiple.entries).toEqual(read(...expanded).entries);
  });

  test('telegraf: DogStatsD tags', () => {
    const packets = lines('telegraf-dogstatsd-tags.tsv')
      .slice(1)
      .map((line) => line.split('\t')[1] ?? '');
    expect(packets).toHaveLength(6);
    for (const packet of packets)
      expect([packet, read(packet).entries.length, read(packet).rejected]).toEqual([packet, 1, 0]);
    expect(read(packets[0]!).entries[0]?.labels).toEqual([
      ['endpoint', '/:tenant?/oauth/ro'],
      ['environment', 'prod'],
      ['host', 'localhost'],
    ]);
  });

  const messages = lines('telegraf-dogstatsd-events-service-checks.jsonl').map((line) => JSON.parse(line));
  test.each(messages.map((one) => [one.case, one]))(
    'telegraf: %s',
    (_name, { line, valid, tags, fields }) => {
      const { events, checks, rejected } = read(line);
      expect([events.length + checks.length, rejected]).toEqual(valid ? [1, 0] : [0, 1]);
      if (checks[0]) {
        expect(checks[0]).toMatchObject({
          name: tags.check_name,
          status: fields.status,
          message: fields.message ?? '',
        });
      }
    },
  );

  test('several metrics in one datagram', () => {
    const { entries, rejected } = read(readCorpus('statsd/packet-multi-line.txt'));
    expect(rejected).toBe(0);
    const shown = entries.map(({ name, kind, labels, sum, set, count }) => [
      name,
      kind,
      labels,
      set ?? sum,
      count,
    ]);
    expect(shown).toEqual([
      ['api_hits', 'counter', [], 1, 1],
      ['api_latency', 'timer', [], 3.2, 10],
      ['users_online', 'gauge', [], 42, 2],
      ['uniq', 'set', [], 0, 1],
      [
        'api_hits',
        'counter',
        [
          ['env', 'prod'],
          ['path', '/a:b'],
        ],
        2,
        1,
      ],
    ]);
    expect(entries[2]?.sum).toBe(-2);
  });
});

/** The corpus writes labels in the order of the line. */
function sortedLike(events: LineCase['events'], labels: [string, string][]): Record<string, string> {
  const order = Object.keys(events[0]?.labels ?? {});
  return Object.fromEntries(labels.toSorted((a, b) => order.indexOf(a[0]) - order.indexOf(b[0])));
}
