import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAnsi, plainStyle, stripAnsi } from '../../renderer/components/ansi.ts';

const ESC = '\x1b';

test('colours and weights style the text that follows, until they are reset', () => {
  expect(parseAnsi(`${ESC}[1;31mfailed${ESC}[0m to start`)).toEqual([
    { text: 'failed', style: { ...plainStyle, bold: true, color: 1 } },
    { text: ' to start', style: plainStyle },
  ]);
});

test('256 colours and true colours are read, bright ones are 8 to 15', () => {
  const colors = parseAnsi(`${ESC}[38;5;208ma${ESC}[38;2;1;2;3mb${ESC}[97mc${ESC}[48;5;1md`).map((run) => [
    run.style.color,
    run.style.background,
  ]);
  expect(colors).toEqual([
    ['rgb(255 135 0)', null],
    ['rgb(1 2 3)', null],
    [15, null],
    [15, 1],
  ]);
});

test('an unterminated colour lasts to the end of its own line', () => {
  expect(parseAnsi(`${ESC}[32mgreen`)).toEqual([{ text: 'green', style: { ...plainStyle, color: 2 } }]);
});

const hostile: [name: string, text: string, shown: string][] = [
  ['a title', `a${ESC}]0;owned\x07b`, 'ab'],
  ['a title ended by ST', `a${ESC}]2;owned${ESC}\\b`, 'ab'],
  ['a link', `${ESC}]8;;https://example.test${ESC}\\click${ESC}]8;;${ESC}\\`, 'click'],
  ['the clipboard', `${ESC}]52;c;aGk=\x07ok`, 'ok'],
  ['cursor moves and erasing', `x${ESC}[2J${ESC}[1;1Hy${ESC}[?25l`, 'xy'],
  ['a device control string', `${ESC}Pq#0${ESC}\\z`, 'z'],
  ['8-bit controls', 'a\x9b31mb\x9d0;t\x9cc', 'abc'],
  ['a bare escape at the end', `end${ESC}`, 'end'],
  ['an unfinished title', `a${ESC}]0;never ends`, 'a'],
  ['backspace and carriage return', 'pass\b\b\b\bfail\r', 'passfail'],
  ['reordered text', 'a\u202egnp.exe', 'a⟦U+202E⟧gnp.exe'],
  ['NUL', 'a\0b', 'ab'],
];

test.each(hostile)('%s is dropped or shown as a mark', (_name, given, shown) => {
  expect(stripAnsi(given)).toBe(shown);
  expect(
    parseAnsi(given)
      .map((run) => run.text)
      .join(''),
  ).toBe(shown);
});

test('no text leaves a control character other than tab and newline', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (given) => {
      const shown = stripAnsi(given);
      expect(shown).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    }),
  );
});
