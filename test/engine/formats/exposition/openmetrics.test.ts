import { describe, expect, test } from 'vitest';
import { SeriesCache } from '../../../../electron/engine/formats/exposition/series-cache.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { type ReadOptions, readText } from '../../../exposition-reading.ts';
import { mutate, randomNumbers } from '../../../mutate.ts';

const read = (text: string, options: ReadOptions = {}) =>
  readText(text, { dialect: 'openmetrics', ...options });

test('times are seconds, exemplars have labels, a value and perhaps a time', () => {
  const { samples, exemplars, metadata, fault } = read(
    '# TYPE a_seconds counter\n# UNIT a_seconds seconds\n# HELP a_seconds x \\"y\\"\n' +
      'a_seconds_total{b="1"} 17.5 1520879607.789 # {trace_id="x",span_id="y"} 5 12.5\na_seconds_created{b="1"} 1520872607.123\n# EOF\n',
  );
  expect(fault).toBeNull();
  expect(samples).toEqual([
    'a_seconds_total{b="1"} 17.5 @1520879607789',
    'a_seconds_created{b="1"} 1520872607.123',
  ]);
  expect(exemplars).toEqual([
    {
      labels: [
        ['span_id', 'y'],
        ['trace_id', 'x'],
      ],
      value: 5,
      timeMs: 12_500,
    },
  ]);
  expect(metadata.get('a_seconds')).toEqual({ type: 'counter', help: 'x "y"', unit: 'seconds' });
});

test.each([
  ['a 1\n', 'line 2: expected # EOF, found the end of the document'],
  ['a 1\n# EOF\nb 1\n', 'line 3: expected nothing behind # EOF, found "b 1"'],
  ['a 1\n# EOFx', 'line 2: expected # HELP, # TYPE, # UNIT or # EOF, found "# EOFx"'],
  ['a  1\n# EOF\n', 'line 1: expected a value, found " 1"'],
  ['a 1 \n# EOF\n', 'line 1: expected a time in seconds, found the end of the line'],
  ['a 1 NaN\n# EOF\n', 'line 1: expected a time in seconds, found "NaN"'],
  ['a{b="1", c="2"} 1\n# EOF\n', 'line 1: expected a label name or }, found " c=\\"2\\"}"'],
  ['a 1 # b="1"} 1\n# EOF\n', 'line 1: expected an exemplar\'s labels, found "b=\\"1\\"} 1"'],
  ['a 1 # {b="1"}\n# EOF\n', 'line 1: expected one space, found the end of the line'],
  ['\n# EOF\n', 'line 1: expected a metric name, found the end of the line'],
  ['a 1\r\n# EOF\n', 'line 1: expected a value, found "1\\r"'],
  ['# UNIT a seconds\n# EOF\n', 'line 1: expected a unit that ends the name "a", found "seconds"'],
  ['# a comment\n# EOF\n', 'line 1: expected # HELP, # TYPE, # UNIT or # EOF, found "# a comment"'],
])('a broken document tells where: %j', (text, fault) => {
  expect(read(text).fault).toBe(fault);
});

test('as Prometheus reads it, what only the rules forbid is taken', () => {
  const text = '# TYPE a counter\na_total -1\na 2\na_total{b="1",} 1\n# TYPE a counter\n# EOF\n';
  expect(read(text).samples).toHaveLength(3);
  expect(read(text, { strict: true }).fault).toBe(
    'line 2: expected a count, which is no NaN and not below zero, found -1',
  );
});

test('by the rules a whole document of every type is right, again and again', () => {
  const text = `# HELP c Counted.
# TYPE c counter
c_total 1 # {trace_id="a"} 1
# TYPE h histogram
h_bucket{le="1.0"} 1
h_bucket{le="+Inf"} 2
h_count 2
h_sum 3.5
# TYPE s summary
s{quantile="0.5"} 1
s_count 2
s_sum 3
# TYPE i info
i_info{version="1"} 1
# TYPE t stateset
t{t="on"} 1
t{t="off"} 0
# TYPE g gaugehistogram
g_bucket{le="-1.0"} 1
g_bucket{le="+Inf"} 2
g_gcount 2
g_gsum -3
u 1
# EOF
`;
  const cache = new SeriesCache<Labels>();
  for (let time = 0; time < 2; time++) expect(read(text, { cache, strict: true }).fault).toBeNull();
});

describe('changed documents', () => {
  test.each(['text', 'openmetrics'] as const)(
    '%s: never throw, and are the same in pieces and through a cache',
    (dialect) => {
      const whole = Buffer.from(
        `# HELP a x\n# TYPE a gauge\n${Array.from({ length: 12 }, (_, i) => `a_bucket{le="${i}",b="ä\\n"} ${i * 1.5}\n`).join('')}a_count 18 5\n# EOF\n`,
      );
      const random = randomNumbers(3);
      const cache = new SeriesCache<Labels>();
      for (let round = 0; round < 1500; round++) {
        const bytes = mutate(whole, random);
        const first = readText(bytes, { dialect });
        const other = readText(bytes, { dialect, cache, pieces: 1 + random(40) });
        expect(other.samples).toEqual(first.samples);
        expect(other.fault).toBe(first.fault);
      }
    },
  );
});
