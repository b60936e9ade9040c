import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatternTree } from '../../../../electron/engine/logs/patterns/pattern-tree.ts';
import { PatternTrees } from '../../../../electron/engine/logs/patterns/pattern-trees.ts';

const INFO = 9;
const ERROR = 17;

function treeOf(options: { most?: number; nowMs?: () => number } = {}) {
  let id = 0;
  return new PatternTree({ nextId: () => ++id, ...options });
}

function add(tree: PatternTree, message: string, severity = INFO, ms = 1000): number {
  const bytes = Buffer.from(message);
  return tree.add(bytes, 0, bytes.length, severity, ms);
}

const templateOf = (...messages: string[]): string[] => {
  const tree = treeOf();
  for (const message of messages) add(tree, message);
  return tree.changes().map(({ template }) => template);
};

describe('a template', () => {
  it.each([
    ['numbers and their units', 'took 21.4ms for 12 items, 3.10MiB', 'took <*> for <*> items, <*>'],
    ['negative numbers', 'offset -12 of blk_-6952295', 'offset <*> of blk_<*>'],
    ['addresses', 'from /10.251.73.220:50010 to fe80::1', 'from /<*> to <*>'],
    ['UUIDs', 'job a1b2c3d4-aaaa-bbbb-cccc-ddddeeeeffff done', 'job <*> done'],
    ['hexadecimal ids', 'session 0x14f05578bd80001 of 7be1f0c4a92d4e0f', 'session <*> of <*>'],
    ['times', 'at 2024-04-16T15:03:28.123Z or 10:55:53,434', 'at <*> or <*>'],
    ['dates in words', 'on Sat Jun 18 02:08:10 2005 it began', 'on <*> it began'],
    ['random ids', 'build q62wCcIkEOueqFKF queued', 'build <*> queued'],
    ['paths with ids', 'GET /users/42/orders/o-88212', 'GET /users/<*>/orders/o-<*>'],
    ['quoted strings', 'user "Ada Lovelace" saw \'a thing\'', 'user "<*>" saw \'<*>\''],
    ['values of keys', 'done path=/checkout msg="all good" n={a: 1}', 'done path=<*> msg="<*>" n={<*>}'],
    ['hardware addresses', 'lease for aa:bb:cc:dd:ee:ff given', 'lease for <*> given'],
    ['colours, which it does not show', '\x1b[32mok\x1b[0m 200', 'ok <*>'],
    ['lists of any length', 'delete blk_1 blk_22 blk_333 now', 'delete blk_<*> now'],
  ])('masks %s', (_what, message, template) => {
    expect(templateOf(message)).toEqual([template]);
  });

  it.each([
    ["can't open the file", "can't open the file"],
    ['speaks http2 over ipv4', 'speaks http2 over ipv4'],
    ['a == b', 'a == b'],
    ['{"level":"info","user":"ada"}', '{"level":"<*>","user":"<*>"}'],
  ])('leaves words as they are: %s', (message, template) => {
    expect(templateOf(message)).toEqual([template]);
  });

  it('shows a wildcard where its lines differ, and what they share of a word', () => {
    expect(
      templateOf(
        'driver env:user.home of this machine is set',
        'driver env:user.name of this machine is set',
      ),
    ).toEqual(['driver env:user.<*> of this machine is set']);
  });

  it('keeps statements apart that differ in what they say', () => {
    expect(templateOf('cache hit', 'cache miss', 'orders stored', 'orders dropped')).toHaveLength(4);
  });

  it('takes a place for variable in which many lines differ', () => {
    const tree = treeOf();
    const names = ['ada', 'ben', 'cleo', 'dan', 'eve', 'finn', 'gus', 'hal', 'ida', 'joe', 'kim'];
    const ids = names.map((name) => add(tree, `greeting ${name}`));
    expect(ids.at(-1)).toBe(ids.at(-2));
    expect(tree.changes().map(({ template }) => template)).toContain('greeting <*>');
  });

  it('is of the first line of several', () => {
    expect(templateOf('boom: it broke\n  at a (b.js:1)', 'boom: it broke\n  at c (d.js:2)')).toEqual([
      'boom: it broke',
    ]);
  });
});

describe('a tree of templates', () => {
  it('tells of each change once, with lines by level, times and an example', () => {
    const tree = treeOf();
    const body = Buffer.from('{"msg":"took 5 ms"}');
    const id = tree.add(body, 8, 17, ERROR, 2000, 0, body.length);
    add(tree, 'took 6 ms', INFO, 1000);
    expect(tree.changes()).toEqual([
      {
        id,
        template: 'took <*> ms',
        example: '{"msg":"took 5 ms"}',
        levels: [0, 0, 0, 1, 0, 1, 0],
        firstMs: 1000,
        lastMs: 2000,
      },
    ]);
    expect(tree.changes()).toEqual([]);
  });

  it('knows its templates again when it is made from what was stored', () => {
    const messages = [
      'took 5 ms for GET /users/42 by user=ada (10.0.0.1:80), "quoted text" and [1, 2]',
      'delete blk_1, blk_2, blk_-3 of x86 and http2 at Sat Jun 18 02:08:10 2005',
      '"Number of pods" total=5 node="gke-1" labels={a="b c", d="e"}',
      'user88212 saw a1b2c3d4-aaaa-bbbb-cccc-ddddeeeeffff, 99% +5 -7',
    ];
    const tree = treeOf();
    const ids = messages.map((message) => add(tree, message));
    const again = new PatternTree({ nextId: () => 999 }, tree.changes());
    expect(messages.map((message) => add(again, message))).toEqual(ids);
  });

  it('has no number for a line without words, and counts it', () => {
    const tree = treeOf();
    expect([add(tree, ''), add(tree, '   ')]).toEqual([0, 0]);
    expect(tree.unplaced).toBe(2);
  });

  it('lets the least recently used go when it is full, a tenth at a time and not at once again', () => {
    let nowMs = 1_000_000;
    const tree = treeOf({ most: 20, nowMs: () => nowMs });
    const words = (n: number) => `${String.fromCharCode(97 + n)}${'xyz'.repeat(n + 1)} alone`;
    for (let n = 0; n < 20; n++) add(tree, words(n));
    tree.changes();
    add(tree, words(0));
    tree.changes();
    expect(add(tree, 'somebody else entirely')).toBe(21);
    expect(tree.size).toBe(19);
    expect(add(tree, words(0))).toBe(1);
    expect(add(tree, words(1))).toBe(22);
    expect(add(tree, words(2))).toBe(0);
    nowMs += 60_000;
    tree.changes();
    expect(add(tree, words(2))).toBe(23);
  });

  it('never throws and gives the same line the same number, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array(),
            fc.string().map((text) => Buffer.from(text)),
          ),
          { maxLength: 30 },
        ),
        (lines) => {
          const tree = treeOf();
          const ids = lines.map((line) => tree.add(line, 0, line.length, INFO, 0));
          expect(lines.map((line) => tree.add(line, 0, line.length, INFO, 0))).toEqual(ids);
        },
      ),
    );
  });

  it('reads a line of many megabytes as far as it tells templates apart', () => {
    const tree = treeOf();
    const long = Buffer.from(`start ${'word '.repeat(1_000_000)}`);
    expect(tree.add(long, 0, long.length, INFO, 0)).toBe(1);
    expect(tree.changes()[0]?.template.length).toBeLessThan(10_000);
  });
});

describe('the trees of all entities', () => {
  it('number templates so that a number alone names one, above all that were stored', () => {
    const trees = new PatternTrees();
    const a = trees.open('a', { nextId: 5, patterns: [{ id: 4, template: 'ready', firstMs: 1, lastMs: 2 }] });
    const b = trees.open('b', { nextId: 3, patterns: [] });
    expect([add(a, 'ready'), add(a, 'gone'), add(b, 'ready')]).toEqual([4, 5, 6]);
  });

  it('go on with the tree of an entity that is fed again', () => {
    const trees = new PatternTrees();
    const first = trees.open('a', { nextId: 1, patterns: [] });
    trees.close('a');
    expect(trees.open('a', { nextId: 1, patterns: [] })).toBe(first);
  });

  it('stay within their bound in all, letting those go first that nobody feeds', () => {
    const trees = new PatternTrees(100);
    const fill = (entity: string) => {
      const tree = trees.open(entity, { nextId: 1, patterns: [] });
      for (let n = 0; n < 90; n++) add(tree, Array.from({ length: n + 1 }, () => 'word').join(' '));
      tree.changes();
      return tree;
    };
    const idle = fill('idle');
    trees.close('idle');
    const busy = fill('busy');
    expect(trees.size).toBeLessThanOrEqual(100 + 64);
    expect(busy.size).toBe(90);
    expect(trees.open('idle', { nextId: 1, patterns: [] })).not.toBe(idle);
  });
});
