import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { byteProgramOf } from '../../../../../../electron/engine/storage/logs/search/regex/byte-program.ts';
import { LazyDfa } from '../../../../../../electron/engine/storage/logs/search/regex/lazy-dfa.ts';
import { PatternScanner } from '../../../../../../electron/engine/storage/logs/search/regex/pattern-scanner.ts';
import { programOf } from '../../../../../../electron/engine/storage/logs/search/regex/program.ts';
import { LONGEST_MATCHED, patternTest } from '../../../../../../shared/log-query/value-test.ts';

/** The automaton alone: what it gives up is a failure here. */
function automaton(pattern: string): (text: string) => boolean | null {
  const program = programOf(pattern);
  const bytes = program && byteProgramOf(program);
  if (!bytes) throw new Error(`no automaton for ${pattern}`);
  const dfa = new LazyDfa(bytes);
  return (text) => {
    // What stands around a record must not be looked at.
    const [before, inside, after] = ['aé\n', text, '\nb€'].map((part) => Buffer.from(part)) as [
      Buffer,
      Buffer,
      Buffer,
    ];
    const end = before.length + inside.length;
    return dfa.test(Buffer.concat([before, inside, after]), before.length, end);
  };
}

/** Characters that patterns and texts share, so that much is found: words, their edges, cases, and all lengths of UTF-8. */
const characters = [
  'a',
  'b',
  'K',
  'k',
  's',
  'S',
  '0',
  '7',
  '_',
  '-',
  ' ',
  '\n',
  '\t',
  'é',
  'É',
  'ß',
  'ſ',
  '\u212a',
  '€',
  '\uffff',
  '😀',
  '𝒳',
];
const character = fc.constantFrom(...characters);
const text = fc.array(character, { maxLength: 24 }).map((parts) => parts.join(''));

const quoted = (char: string) =>
  /[\w\s]|[^\x00-\x7f]/.test(char) ? char.replace('\n', '\\n').replace('\t', '\\t') : `\\${char}`;
const classOf = fc
  .tuple(
    fc.boolean(),
    fc.array(
      fc.oneof(
        character.map(quoted),
        fc.constantFrom('a-k', '0-7', '\\d', '\\W', 'À-ÿ', '[:upper:]', '\\p{Greek}'),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([negated, parts]) => `[${negated ? '^' : ''}${parts.join('')}]`);
const atom = fc.oneof(
  { weight: 5, arbitrary: character.map(quoted) },
  { weight: 2, arbitrary: classOf },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '.',
      '\\d',
      '\\w',
      '\\s',
      '\\D',
      '\\W',
      '\\S',
      '\\p{Nd}',
      '\\P{Greek}',
      '\\p{Greek}',
      '(?s:.)',
    ),
  },
  { weight: 3, arbitrary: fc.constantFrom('^', '$', '\\b', '\\B', '\\A', '\\z', '(?m:^)', '(?m:$)', '') },
);
const repeat = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '{2}', '{0,2}', '{1,}');
const repeated = (inner: fc.Arbitrary<string>) =>
  fc.tuple(inner, repeat).map(([part, times]) => (part === '' ? '' : `(?:${part})${times}`));
const { pattern } = fc.letrec<{ pattern: string; branch: string; piece: string }>((tie) => ({
  pattern: fc.array(tie('branch'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('|')),
  branch: fc.array(tie('piece'), { maxLength: 4 }).map((parts) => parts.join('')),
  piece: fc.oneof(
    { weight: 6, arbitrary: repeated(atom) },
    { weight: 1, arbitrary: repeated(tie('pattern').map((inner) => `(${inner})`)) },
    { weight: 1, arbitrary: tie('pattern').map((inner) => `(?i:${inner})`) },
  ),
}));

/** As people write them into the search box. */
const everyday = [
  'time(d )?out|deadline exceeded',
  '(?i)\\b(fatal|panic|oom|killed)\\b',
  '\\b\\d{1,3}(\\.\\d{1,3}){3}\\b',
  '"status":5\\d\\d',
  'status=(4|5)[0-9]{2}',
  '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  '^\\S+ \\S+ (ERROR|WARN)',
  '(?m)^\\s+at .*\\.java:\\d+\\)$',
  'Exception in thread "[^"]+"',
  '(?i)user[ _]?id["=: ]+\\d+',
  'took=(\\d{4,}|[5-9]\\d\\d)ms',
  '(GET|POST) /api/[^ ?]*\\?.*token=',
  '[^\\x00-\\x7f]',
  '(?i)größe|straße',
  '\\p{Cyrillic}+',
  '\\pL\\pN\\PL',
  '',
  '$^',
  'a*?$',
  '\\Q[api]\\E',
  '(a|ab)(c|bcd)(d*)',
  '(?s)first.*second',
  '\\bé\\b|\\Bé\\B',
];
const lines = [
  '',
  '\n',
  '2026-05-14T09:26:53.123Z ERROR [api] request=6f1c user=42 Timed out after 30s path=/api/cart took=1234ms',
  '{"level":50,"time":1778750813000,"status":502,"userId": 17,"msg":"deadline exceeded"}',
  '10.0.12.7 - - [14/May/2026:09:26:53 +0000] "GET /api/users?id=1&token=abc HTTP/1.1" 200 15 "-" "curl/8.5.0"',
  'java.lang.IllegalStateException: no\n    at com.example.Shop.pay(Shop.java:17)\n    at com.example.Main.main(Main.java:3)',
  'Exception in thread "main" java.lang.OutOfMemoryError',
  'container was OOM-killed; PANIC: runtime error',
  'id 123e4567-e89b-12d3-a456-426614174000 done',
  'Die GRÖSSE der Straße ist größer, STRASSE',
  'Привет, мир! 😀 aéa é',
  'first line\nsecond line',
  '[api] abcd abcd',
  'aéa',
];

describe('a pattern over stored bytes', () => {
  it('is found where re2js finds it, for patterns and texts of all sorts', () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 8 }), (source, texts) => {
        const expected = RE2JS.compile(source);
        const found = automaton(source);
        for (const one of texts) expect([one, found(one)]).toEqual([one, expected.test(one)]);
      }),
      { numRuns: 1500 },
    );
  });

  it.each(everyday)('is found where re2js finds it: %s', (source) => {
    const expected = RE2JS.compile(source);
    const found = automaton(source);
    for (const line of lines) expect([line, found(line)]).toEqual([line, expected.test(line)]);
  });

  it('takes every character in all its cases as re2js does', () => {
    for (const letter of ['k', 'S', 'ß', 'σ', 'θ', 'ǆ', 'i', 'İ', 'ꭰ', '𐐀']) {
      const source = `(?i)^${letter}$`;
      const expected = RE2JS.compile(source);
      const found = automaton(source);
      const cases = [
        letter.toLowerCase(),
        letter.toUpperCase(),
        'ſ',
        '\u212a',
        'ẞ',
        'ς',
        'ϴ',
        'ϑ',
        'ǅ',
        'ı',
        'Ꭰ',
        '𐐨',
      ];
      for (const other of cases)
        expect([letter, other, found(other)]).toEqual([letter, other, expected.test(other)]);
    }
  });

  it('is asked of the decoded text where bytes are not UTF-8', () => {
    const anyBytes = fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes));
    const parts = fc.array(
      fc.oneof(
        anyBytes,
        text.map((part) => Buffer.from(part)),
      ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(
        pattern,
        parts.map((all) => Buffer.concat(all)),
        (source, bytes) => {
          const found = new PatternScanner(source).standsIn(bytes, 0, bytes.length, false);
          expect(found).toBe(RE2JS.compile(source).test(bytes.toString()));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is matched against as much of a long text as anywhere else', () => {
    const bytes = Buffer.from(`${'é'.repeat(LONGEST_MATCHED - 1)}xy`);
    for (const source of ['éx', 'xy', 'y$']) {
      const found = new PatternScanner(source).standsIn(bytes, 0, bytes.length, true);
      expect(found).toBe(patternTest(source)(bytes.toString()));
    }
  });

  /** Over such texts the states of `[ab]*a[ab]{12}c` are many times more than are kept. */
  function randomLines(count: number): string[] {
    let seed = 1;
    const bit = () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed >>> 31;
    };
    const line = () => Array.from({ length: 1500 }, () => 'ab'[bit()]).join('') + 'c'.repeat(bit());
    return Array.from({ length: count }, line);
  }

  it.each([
    ['are forgotten again and again', 40],
    ['are too many to be of use', 1],
  ])('is answered rightly where its states %s', (_, times) => {
    const source = '[ab]*a[ab]{12}c';
    const expected = RE2JS.compile(source);
    const scanner = new PatternScanner(source);
    const found = automaton(source);
    const given: (boolean | null)[] = [];
    for (const line of randomLines(12)) {
      const bytes = Buffer.from(line);
      for (let i = 0; i < times; i++) {
        expect(scanner.standsIn(bytes, 0, bytes.length, true)).toBe(expected.test(line));
        given.push(found(line));
      }
    }
    expect(given.includes(null)).toBe(times === 1);
  });

  it('leaves to re2js what folds more characters than are worth it', () => {
    const letters = Array.from({ length: 200 }, (_, i) =>
      String.fromCodePoint(0x410 + (i % 32), 0x10c80 + (i % 50), 0x100 + 2 * i),
    );
    const source = `(?i)${letters.join('')}`;
    expect(programOf(source)).toBeNull();
    const bytes = Buffer.from(letters.join('').toLowerCase());
    expect(new PatternScanner(source).standsIn(bytes, 0, bytes.length, true)).toBe(
      RE2JS.compile(source).test(bytes.toString()),
    );
  });

  it('leaves to re2js what would take too much room', () => {
    const source = '(?:\\pL\\PL){200}';
    const program = programOf(source);
    expect(program && byteProgramOf(program)).toBeNull();
    const bytes = Buffer.from('a1'.repeat(200));
    expect(new PatternScanner(source).standsIn(bytes, 0, bytes.length, true)).toBe(true);
  });
});
