import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeriesCache } from '../../../../electron/engine/formats/exposition/series-cache.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { readExposition, readText, seriesText } from '../../../exposition-reading.ts';
import { encodeFamilies } from '../../../exposition-schema.ts';

const escaped = (text: string) => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');

/** The same series for every writer: any text as name of labels and as value, metric names that all formats take. */
const series = fc.record({
  name: fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,12}$/),
  labels: fc.dictionary(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((name) => !name.startsWith('__')),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    { maxKeys: 5, noNullPrototype: true },
  ),
  value: fc.double({ noNaN: true, noDefaultInfinity: true }),
  // 0 is no time in protobuf.
  timeMs: fc.integer({ min: -1e12, max: 4e12 }).filter((timeMs) => timeMs !== 0),
});
type Sample = typeof series extends fc.Arbitrary<infer S> ? S : never;

const pairs = (labels: Record<string, string>) =>
  Object.entries(labels).map(([name, value]) => `"${escaped(name)}"="${escaped(value)}"`);

const valueText = (value: number) => (Object.is(value, -0) ? '-0' : String(value));

const text = ({ name, labels, value, timeMs }: Sample) =>
  `{"${name}",${pairs(labels).join(',')}} ${valueText(value)} ${timeMs}\n`;

const openMetrics = ({ name, labels, value, timeMs }: Sample) =>
  `${name}{${pairs(labels).join(',')}} ${valueText(value)} ${timeMs < 0 ? '-' : ''}${Math.floor(Math.abs(timeMs) / 1000)}.${String(Math.abs(timeMs) % 1000).padStart(3, '0')}\n`;

const family = ({ name, labels, value, timeMs }: Sample) => ({
  name,
  type: 1,
  metric: [
    {
      label: Object.entries(labels).map(([label, text]) => ({ name: label, value: text })),
      gauge: { value },
      timestampMs: timeMs,
    },
  ],
});

function expected(samples: readonly Sample[]): string[] {
  const seen = new Set<string>();
  return samples.flatMap(({ name, labels, value, timeMs }) => {
    const all: Labels = [['__name__', name], ...(Object.entries(labels) as Labels)];
    const series = seriesText(all.sort((a, b) => (a[0] < b[0] ? -1 : 1)));
    // Told twice at one time: only the first counts.
    if (seen.has(`${series} @${timeMs}`)) return [];
    seen.add(`${series} @${timeMs}`);
    return [`${series} ${value} @${timeMs}`];
  });
}

test('what is written in any format comes back, through a cache of all that came before', () => {
  const caches = {
    text: new SeriesCache<Labels>(),
    openmetrics: new SeriesCache<Labels>(),
    protobuf: new SeriesCache<Labels>(),
  };
  fc.assert(
    fc.property(fc.uniqueArray(series, { maxLength: 8, selector: ({ name }) => name }), (samples) => {
      const wanted = expected(samples);
      const plain = readText(samples.map(text).join(''), { cache: caches.text });
      expect(plain.fault).toBeNull();
      expect(plain.samples).toEqual(wanted);
      const open = `${samples.map(openMetrics).join('')}# EOF\n`;
      const om = readText(open, { dialect: 'openmetrics', cache: caches.openmetrics, pieces: 13 });
      expect(om.fault).toBeNull();
      expect(om.samples).toEqual(wanted);
      const binary = readExposition('protobuf', encodeFamilies(samples.map(family)), caches.protobuf);
      expect(binary.fault).toBeNull();
      expect(binary.samples).toEqual(wanted);
    }),
    { numRuns: 200 },
  );
});
