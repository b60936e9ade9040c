import { expect, test } from 'vitest';
import { fieldsText, fieldText, shownLog } from '../../../../renderer/components/log/shown-log.ts';
import { logRow } from '../../logs/log-row.ts';

test('a JSON line shows its message and its fields apart', () => {
  const row = logRow({
    body: '{"level":30,"msg":"order stored","order":"o-1","total":38.9}',
    format: 'json',
  });
  const { message, fields } = shownLog(row);
  expect([message, fieldsText(fields)]).toEqual(['order stored', 'order=o-1 total=38.9']);
  expect(fieldText(row, 'total')).toBe('38.9');
  expect(fieldText(row, 'none')).toBeUndefined();
});

test('pairs at the end of plain text stand behind the message', () => {
  const { message, behind } = shownLog(logRow({ body: 'charge accepted order=o-1 psp=ok', format: 'plain' }));
  expect([message, behind]).toEqual(['charge accepted', ' order=o-1 psp=ok']);
});

test('ids at the end of plain text are left to the detail', () => {
  const body = 'charge accepted order=o-1 trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7';
  expect(shownLog(logRow({ body, format: 'plain' })).behind).toBe(' order=o-1');
});

test('text that is nothing but pairs stays the message', () => {
  const { message, behind } = shownLog(logRow({ body: 'a=1', format: 'plain' }));
  expect([message, behind]).toEqual(['a=1', '']);
});

test('a record of several lines shows the first and keeps the others', () => {
  const { message, more } = shownLog(logRow({ body: 'failed\n  because\n  of this', format: 'plain' }));
  expect([message, more]).toEqual(['failed', ['  because', '  of this']]);
});

test('a line too long to be read for a list shows its beginning and how much is left out', () => {
  const shown = shownLog(logRow({ body: `{"msg":"${'x'.repeat(100_000)}"}`, format: 'json' }));
  expect(shown.message).toHaveLength(4_000);
  expect(shown.rest).toBe(100_010 - 4_000);
  expect(shown.fields).toEqual([]);
});

test('what came beside the text follows the fields of the text', () => {
  const row = logRow({ body: 'a=1 msg=hi b=2', format: 'logfmt', attributes: [['k8s.pod.name', 'p-1']] });
  expect(fieldsText(shownLog(row).fields)).toBe('a=1 b=2 k8s.pod.name=p-1');
});

test('keys and values that would move the cursor or turn the text are shown as text', () => {
  const text = fieldsText([
    ['__proto__', 'x\u001b[2Jy'],
    ['user\u202e', 'abc'],
  ]);
  expect(text).toBe('__proto__=xy user⟦U+202E⟧=abc');
});

test('very many fields and very long values are cut', () => {
  expect(fieldsText([['k', 'v'.repeat(10_000)]]).length).toBeLessThan(130);
  const many = Array.from({ length: 100_000 }, (_, i): [string, string] => [`key${i}`, 'value']);
  expect(fieldsText(many).length).toBeLessThan(700);
});

test('ids and what every line of a logger repeats are left to the detail', () => {
  expect(
    fieldsText([
      ['trace_id', 'a'],
      ['pid', 7n],
      ['hostname', 'h'],
      ['status', 200],
    ]),
  ).toBe('status=200');
});

test('the lines of a trace that follow a line with fields stay with it', () => {
  const body =
    'level=warn msg="slow load"\nTraceback (most recent call last):\n  File "a.py"\nValueError: no';
  const { message, more } = shownLog(logRow({ body, format: 'logfmt' }));
  expect([message, more.length, more.at(-1)]).toEqual(['slow load', 3, 'ValueError: no']);
});

test('the stack in a JSON line opens below its message', () => {
  const body = JSON.stringify({
    msg: 'failed',
    err: { type: 'Error', message: 'no', stack: 'Error: no\n    at a' },
  });
  const { message, more } = shownLog(logRow({ body, format: 'json' }));
  expect([message, more]).toEqual(['failed', ['Error: no', '    at a']]);
});
