import { expect, test } from 'vitest';
import { defaultExpositionLimits } from '../../../../electron/engine/formats/exposition/exposition.ts';
import { SeriesCache } from '../../../../electron/engine/formats/exposition/series-cache.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { readText } from '../../../exposition-reading.ts';

test('a sample has a name, sorted labels, a value and perhaps a time in milliseconds', () => {
  const { samples, asked } = readText('up{job="a",instance="b:1"} 1 1520879607789\n');
  expect(samples).toEqual(['up{instance="b:1",job="a"} 1 @1520879607789']);
  expect(asked).toEqual([
    [
      ['__name__', 'up'],
      ['instance', 'b:1'],
      ['job', 'a'],
    ],
  ]);
});

test('help, type and samples stand in any order, with blanks between all parts', () => {
  const { samples, metadata, fault } = readText(
    ' # HELP  a  \tdoc str"ing 2\n  #    TYPE    a gauge\na { b = "1"\t, c="2" , }-Inf\na{ b="2" c="3" }\t+Inf 54321 \n',
  );
  expect(fault).toBeNull();
  expect(samples).toEqual(['a{b="1",c="2"} -Infinity', 'a{b="2",c="3"} Infinity @54321']);
  expect(metadata.get('a')).toEqual({ type: 'gauge', help: 'doc str"ing 2', unit: '' });
});

test('escapes: a newline, a quote and a backslash in values, no quote in help texts', () => {
  const { asked, metadata } = readText('# HELP a x\\n\\\\\\"y\na{b="x\\n\\\\\\"\\x"} 1\n');
  expect(asked[0]?.[1]).toEqual(['b', 'x\n\\"\\x']);
  expect(metadata.get('a')?.help).toBe('x\n\\\\"y');
});

test('names in quotes may be of any characters, the metric name among the labels', () => {
  const { asked, fault } = readText(
    '{"http.requests",a="1","zwölf monkeys"="ä"} 1\n# TYPE "http.requests" counter\n',
  );
  expect(fault).toBeNull();
  expect(asked[0]).toEqual([
    ['__name__', 'http.requests'],
    ['a', '1'],
    ['zwölf monkeys', 'ä'],
  ]);
});

test('a comment, an empty line, a return before a newline and a missing last newline are no faults', () => {
  const { samples, fault } = readText('#\n# anything\n#HELPful\n\n\t\na 1\r\nb 2');
  expect(fault).toBeNull();
  expect(samples).toEqual(['a 1', 'b 2']);
});

test('the second sample of the same name and labels is counted and not told, however it is written', () => {
  const { samples, outcome } = readText(
    'a{b="1",c="2"} 1\na{c="2",b="1"} 2\na{b="1",c="2"} 3\na 1 5\na 1 6\na 9 6\n',
  );
  expect(samples).toEqual(['a{b="1",c="2"} 1', 'a 1 @5', 'a 1 @6']);
  expect(outcome).toMatchObject({ samples: 3, duplicates: 3, faults: 0 });
});

test('an empty label value is no label', () => {
  expect(readText('a{b="",c="1"} 1\na{c="1"} 2\n').samples).toEqual(['a{c="1"} 1']);
});

test('bounds of buckets and quantiles have one spelling, by the type before them', () => {
  const text = (bounds: string[]) => bounds.map((le) => `h_bucket{le="${le}"} 0\n`).join('');
  const { asked } = readText(
    `# TYPE h histogram\n${text(['1', '0.50', '1e6', '.00001', '+Inf', 'x'])}# TYPE g gauge\ng{le="1"} 1\n`,
  );
  expect(asked.map((labels) => labels[1]?.[1])).toEqual(['1.0', '0.5', '1e+06', '1e-05', '+Inf', 'x', '1']);
});

test.each([
  ['a\n', 'line 1: expected a value, found the end of the line'],
  ['ok 1\na{b="1"} x\n', 'line 2: expected a value, found "x"'],
  ['\n\na{b="1} 1\n', 'line 3: expected a quote that ends the text, found the end of the line'],
  ['a{b} 1\n', 'line 1: expected =, found "}"'],
  ['a{1b="x"} 1\n', 'line 1: expected a label name or }, found "1b=\\"x\\"}"'],
  ['a{b="1"c="2"} 1\n', 'line 1: expected , or }, found "c=\\"2\\"}"'],
  ['a{b="1",b="2"} 1\n', 'line 1: expected every label once, found "b" twice'],
  ['a{__name__="b"} 1\n', 'line 1: expected a label name, found the reserved __name__'],
  ['a{"b"} 1\n', 'line 1: expected one name, found a second one, "b"'],
  ['a{} 1 1.5\n', 'line 1: expected a time in milliseconds, found "1.5"'],
  ['a 1 2 3\n', 'line 1: expected the end of the line, found "3"'],
  ['a 0x10\n', 'line 1: expected a value, found "0x10"'],
  ['a 1_000\n', 'line 1: expected a value, found "1_000"'],
  ['a 1e999\n', 'line 1: expected a value, found "1e999"'],
  ['a-b 1\n', 'line 1: expected a metric name, found "a-b"'],
  ['# TYPE a meh\n', 'line 1: expected one of counter, gauge, histogram, summary, untyped, found "meh"'],
  [
    '# TYPE a\n',
    'line 1: expected one of counter, gauge, histogram, summary, untyped, found the end of the line',
  ],
  ['<html>\n', 'line 1: expected a metric name, found "<html>"'],
])('a broken line tells its number and what was expected: %j', (text, fault) => {
  expect(readText(text).fault).toBe(fault);
});

test('a fault ends the document: what stood before it was told', () => {
  const { samples, outcome } = readText('a 1\nb x\nc 3\n');
  expect(samples).toEqual(['a 1']);
  expect(outcome).toMatchObject({ samples: 1, faults: 1 });
});

test('broken lines are told and left out where that is asked for', () => {
  const lines: number[] = [];
  const { samples } = readText('a 1\nb x\nc 3\n}\n', { onBadLine: ({ line }) => lines.push(line) });
  expect(samples).toEqual(['a 1', 'c 3']);
  expect(lines).toEqual([2, 4]);
});

test('a label value that is no UTF-8 is a fault', () => {
  const bytes = Buffer.concat([Buffer.from('a{b="'), Buffer.from([0xff, 0xfe]), Buffer.from('"} 1\n')]);
  expect(readText(bytes).fault).toMatch(/^line 1: expected UTF-8, found /);
});

test('a series with too many or too long labels is left out and counted; the others stay', () => {
  const limits = { ...defaultExpositionLimits, labels: 3, nameBytes: 8, valueBytes: 8 };
  const { samples, outcome } = readText(
    'a{b="1",c="2",d="3"} 1\na{b="123456789"} 1\na{long_label="1"} 1\na{b="1",c="2"} 2\n',
    { limits },
  );
  expect(samples).toEqual(['a{b="1",c="2"} 2']);
  expect(outcome).toMatchObject({ limited: 3, limit: 'a series has more than 3 labels', fault: null });
});

test('a line longer than the limit is a fault, even if it never ends', () => {
  const limits = { ...defaultExpositionLimits, lineBytes: 100 };
  const expected = 'line 2: expected at most 100 bytes in a line, found a longer one';
  expect(readText(`a 1\nb{c="${'x'.repeat(200)}"} 1\n`, { limits }).fault).toBe(expected);
  expect(readText(`a 1\n${'x'.repeat(1000)}`, { limits, pieces: 7 }).fault).toBe(expected);
});

test('a document like the one before asks for no series again and tells only what changed of its metadata', () => {
  const cache = new SeriesCache<Labels>();
  const text = '# HELP a x\n# TYPE a counter\na{b="1"} 1\na{b="2"} 2\nc 3\n';
  expect(readText(text, { cache }).asked).toHaveLength(3);
  const again = readText(text, { cache });
  expect(again.samples).toEqual(['a{b="1"} 1', 'a{b="2"} 2', 'c 3']);
  expect(again.asked).toEqual([]);
  expect([...again.metadata]).toEqual([]);
  const third = readText('# HELP a y\n# TYPE a counter\nc 4\na{b="3"} 5\na{b="1"} 6 7\nab 1\n', { cache });
  expect(third.samples).toEqual(['c 4', 'a{b="3"} 5', 'a{b="1"} 6 @7', 'ab 1']);
  expect(third.asked).toHaveLength(2);
  expect([...third.metadata]).toEqual([['a', { type: 'counter', help: 'y', unit: '' }]]);
});

test('the cache tells once what a document lacks, but not what had times of its own', () => {
  const cache = new SeriesCache<Labels>();
  const gone = (): string[] => {
    const names: string[] = [];
    cache.gone((labels) => names.push(labels[0]![1]));
    return names;
  };
  readText('a 1\nb 2\nc 3 1000\n', { cache });
  expect(gone()).toEqual([]);
  readText('b 2\n', { cache });
  expect(gone()).toEqual(['a']);
  cache.begin();
  expect(gone()).toEqual(['b']);
  expect(gone()).toEqual([]);
  readText('a 1\n', { cache });
  cache.begin();
  expect(gone()).toEqual(['a']);
});

test('a sender whose series are new every time does not make its cache grow', () => {
  const cache = new SeriesCache<Labels>();
  for (let round = 0; round < 40; round++) {
    const lines = Array.from({ length: 500 }, (_, at) => `a{id="${round}-${at}"} 1\n`).join('');
    readText(`stays 1\n${lines}`, { cache });
    cache.gone(() => undefined);
  }
  expect(cache.size).toBeLessThan(4000);
  expect(cache.keys.bytes).toBeLessThan(60_000);
  expect(readText('stays 2\n', { cache }).asked).toEqual([]);
});
