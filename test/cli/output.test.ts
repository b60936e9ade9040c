import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { attributesJson, createOutput, jsonLine } from '../../electron/cli/output.ts';
import { safeText } from '../../electron/cli/safe-text.ts';
import { table } from '../../electron/cli/table.ts';

test('64-bit integers are decimal strings, what is unknown is null', () => {
  const value = { time: 1_700_000_000_123_456_789n, missing: undefined, none: null, rate: Number.NaN };
  expect(jsonLine(value)).toBe('{"time":"1700000000123456789","missing":null,"none":null,"rate":null}');
});

test('JSON is one line and nothing in it acts on a terminal', () => {
  const line = jsonLine({ body: 'a\nb\u001b[2J\u009b2J\u202etxt\u2028' });
  expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
  expect(JSON.parse(line)).toEqual({ body: 'a\nb\u001b[2J\u009b2J\u202etxt\u2028' });
});

test('attributes become an object in which every key is data', () => {
  const json = attributesJson([
    ['__proto__', 'x'],
    ['size', 5n],
    ['huge', 2n ** 63n - 1n],
    ['list', [1, { pairs: [['a', true]] }]],
    ['bytes', new Uint8Array([1, 2])],
  ]);
  expect(jsonLine(json)).toBe(
    '{"__proto__":"x","size":5,"huge":"9223372036854775807","list":[1,{"a":true}],"bytes":"AQI="}',
  );
});

test('text from telemetry cannot move the cursor, set titles or turn around', () => {
  expect(safeText('a\u001b]0;title\u0007b\r\n\u009bm\u202e')).toBe('a␛]0;title␇b␍␊<U+009B>m<U+202E>');
  expect(safeText('tab\tGrüße 🎉')).toBe('tab\tGrüße 🎉');
});

test('columns stand under each other, numbers to the right', () => {
  const rows = [
    { name: 'api', n: 5 },
    { name: 'größer 🎉', n: 1234 },
  ];
  const lines = table(
    [
      { title: 'NAME', text: ({ name }: (typeof rows)[0]) => name },
      { title: 'N', align: 'right', text: ({ n }) => String(n) },
    ],
    rows,
  );
  expect(lines).toEqual(['NAME         N', 'api          5', 'größer 🎉  1234']);
});

test('a reader that is gone is no error and ends what follows', () => {
  const stdout = new PassThrough();
  const out = createOutput(stdout, new PassThrough());
  const told: string[] = [];
  out.onClose(() => told.push('closed'));
  stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  out.line('nobody reads this');
  expect([out.closed, told]).toEqual([true, ['closed']]);
});
