import { expect, test } from 'vitest';
import { SeriesCache } from '../../../../electron/engine/formats/exposition/series-cache.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { readExposition } from '../../../exposition-reading.ts';

const read = (text: string, cache?: SeriesCache<Labels>) => readExposition('json', Buffer.from(text), cache);

test('every number is a gauge named by its path, booleans are 0 and 1, texts are none', () => {
  const { samples, metadata } = read(
    '{"uptime":12.5,"memory":{"heapUsed":1e6,"rss-bytes":7},"ready":true,"stopped":false,"version":"1","none":null}',
  );
  expect(samples).toEqual([
    'uptime 12.5',
    'memory_heapUsed 1000000',
    'memory_rss_bytes 7',
    'ready 1',
    'stopped 0',
  ]);
  expect(metadata.get('memory_heapUsed')?.type).toBe('gauge');
});

test('places in arrays are labels', () => {
  expect(read('{"load":[0.5,1],"grid":[[1,2]],"disks":[{"free":3}]}').samples).toEqual([
    'load{index="0"} 0.5',
    'load{index="1"} 1',
    'grid{index="0",index_2="0"} 1',
    'grid{index="0",index_2="1"} 2',
    'disks_free{index="0"} 3',
  ]);
});

test('a document that is a number, keys that begin with a digit, and keys that look the same', () => {
  expect(read('7').samples).toEqual(['value 7']);
  expect(read('{"5xx":1}').samples).toEqual(['_5xx 1']);
  const { samples, outcome } = read('{"a-b":1,"a_b":2}');
  expect(samples).toEqual(['a_b 1']);
  expect(outcome.duplicates).toBe(1);
});

test('keys of an object’s prototype are ordinary keys', () => {
  expect(read('{"__proto__":{"x":1},"constructor":2}').samples).toEqual(['__proto___x 1', 'constructor 2']);
});

test('the second document asks for no series again', () => {
  const cache = new SeriesCache<Labels>();
  read('{"a":1,"b":[2]}', cache);
  const again = read('{"a":3,"b":[4]}', cache);
  expect(again.samples).toEqual(['a 3', 'b{index="0"} 4']);
  expect(again.asked).toEqual([]);
});

test('what is no JSON, or is nested too deep, is a fault', () => {
  expect(read('<html>').fault).toMatch(/^expected a JSON document within the limits, found no JSON: /);
  expect(read('['.repeat(100_000)).fault).toMatch(/nested deeper than 64 levels/);
});
