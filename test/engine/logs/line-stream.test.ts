import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineFlag } from '../../../electron/engine/formats/line-sink.ts';
import { doorSettings, doorTools } from '../../../electron/engine/logs/door-settings.ts';
import { lineStream } from '../../../electron/engine/logs/line-stream.ts';
import { PatternTrees } from '../../../electron/engine/logs/patterns/pattern-trees.ts';
import { type ReadPosition, sinceParameter } from '../../../electron/engine/logs/read-position.ts';
import { bodyAt } from '../../../electron/engine/storage/logs/row.ts';
import { frame, stamp } from '../log-frames.ts';
import { logSettings } from '../log-ingest.ts';

const toolsFor = (logs: object) => doorTools(doorSettings(logSettings(logs).current.logs));
const plain = await toolsFor({});
const redacting = await toolsFor({ redaction: { storage: true } });

interface Line {
  time: bigint;
  text: string;
}

const T = 1_778_750_813_000_000_000n;
const framed = ({ time, text }: Line) => frame(1, Buffer.concat([stamp(time), Buffer.from(`${text}\n`)]));

/** Reads the bytes from the position on; answers the lines that came out and where they lead. */
function read(bytes: Uint8Array, position: ReadPosition | null, flushAt: number[] = []) {
  const texts: string[] = [];
  let reached = position;
  const stream = lineStream({
    entity: 'name:a',
    encoding: { kind: 'docker', tty: false, position },
    tools: plain,
    tree: null,
    nowMs: () => 0,
    onBatch(batch, read) {
      reached = read.position;
      for (let i = 0, start = 0; i < batch.count; i++) {
        const gap = ((batch.flags[i] as number) & lineFlag.gap) !== 0;
        texts.push(gap ? '(gap)' : batch.text.toString('utf8', start, batch.ends[i]));
        start = (batch.ends[i] as number) + 1;
      }
    },
  });
  let from = 0;
  for (const cut of [...flushAt.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length]) {
    stream.push(bytes.subarray(from, cut));
    stream.flush();
    from = cut;
  }
  stream.end(false);
  return { texts, reached };
}

/** What the daemon gives from the position on. */
function since(lines: Line[], position: ReadPosition | null): Line[] {
  if (!position) return lines;
  const from = BigInt(sinceParameter(position).replace('.', ''));
  return lines.filter(({ time }) => time >= from);
}

const lines = fc
  .array(
    fc.record({
      ahead: fc.constantFrom(0n, 0n, 1n, 700n, 2_000_000n),
      text: fc.constantFrom('a', 'a', 'b', 'c'),
    }),
    {
      maxLength: 40,
    },
  )
  .map((list) => {
    let time = T;
    return list.map(({ ahead, text }): Line => {
      time += ahead;
      return { time, text };
    });
  });

test('a reading that breaks anywhere, again and again, loses and doubles nothing', () => {
  fc.assert(
    fc.property(
      lines,
      fc.array(fc.nat(3000), { maxLength: 6 }),
      fc.array(fc.nat(3000), { maxLength: 4 }),
      (all, breaks, flushes) => {
        const found: string[] = [];
        let position: ReadPosition | null = null;
        for (const at of [...breaks, Number.POSITIVE_INFINITY]) {
          const bytes = Buffer.concat(since(all, position).map(framed));
          const { texts, reached } = read(bytes.subarray(0, at), position, flushes);
          found.push(...texts);
          position = reached;
        }
        expect(found).toEqual(all.map(({ text }) => text));
      },
    ),
    { numRuns: 500 },
  );
});

test('where the last line that was read is no longer there, a gap is noted in front of the next', () => {
  const all = Array.from(
    { length: 10 },
    (_, i): Line => ({ time: T + BigInt(i) * 1_000_000n, text: `line ${i}` }),
  );
  const first = read(Buffer.concat(all.slice(0, 4).map(framed)), null);
  const rotated = since(all.slice(6), first.reached);
  expect(read(Buffer.concat(rotated.map(framed)), first.reached).texts).toEqual([
    '(gap)',
    ...['line 6', 'line 7', 'line 8', 'line 9'],
  ]);
  const whole = since(all, first.reached);
  expect(read(Buffer.concat(whole.map(framed)), first.reached).texts[0]).toBe('line 4');
});

test('more lines of one time than are remembered by their text are told apart by their number', () => {
  const all = Array.from({ length: 5000 }, (_, i): Line => ({ time: T, text: `line ${i}` }));
  const first = read(Buffer.concat(all.slice(0, 3500).map(framed)), null);
  const second = read(Buffer.concat(since(all, first.reached).map(framed)), first.reached);
  expect([...first.texts, ...second.texts]).toEqual(all.map(({ text }) => text));
});

interface SourcedLine extends Line {
  source: 1 | 2;
}

const traceLines = [
  ...['Traceback (most recent call last):', '  File "app.py", line 3, in main', 'ValueError: no such user'],
  ...[
    'java.lang.IllegalStateException: closed',
    '\tat shop.Cart.add(Cart.java:17)',
    'Caused by: x',
    '    more',
    '',
  ],
  ...['{"level":30,"msg":"ok"}', 'level=info msg=ok', 'mail to jane@example.com failed', 'plain'],
];
const sourced = fc
  .array(
    fc.record({
      ahead: fc.constantFrom(0n, 0n, 1n, 700n, 2_000_000n, 3_000_000_000n),
      text: fc.constantFrom(...traceLines),
      source: fc.constantFrom<1 | 2>(1, 1, 1, 2),
    }),
    { maxLength: 60 },
  )
  .map((list) => {
    let time = T;
    return list.map(({ ahead, text, source }): SourcedLine => {
      time += ahead;
      return { time, text, source };
    });
  });

interface ReadRecord {
  text: string;
  source: number;
}

/** As `read`, with joining, redaction and patterns on; a flush at every cut. */
function readRecords(bytes: Uint8Array, position: ReadPosition | null, cuts: number[], clean: boolean) {
  const records: ReadRecord[] = [];
  let reached = position;
  const stream = lineStream({
    entity: 'name:a',
    encoding: { kind: 'docker', tty: false, position },
    tools: redacting,
    tree: new PatternTrees().open('name:a', { nextId: 1, patterns: [] }),
    nowMs: () => 0,
    onBatch(batch, read) {
      reached = read.position;
      for (let i = 0; i < batch.count; i++) {
        records.push({ text: bodyAt(batch, batch.text, i), source: batch.sources[i] as number });
      }
    },
  });
  let from = 0;
  for (const cut of [...cuts.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length]) {
    stream.push(bytes.subarray(from, cut));
    stream.flush();
    from = cut;
  }
  stream.end(clean);
  return { records, reached };
}

const linesOf = (records: ReadRecord[], source: number) =>
  records.filter((record) => record.source === source).flatMap(({ text }) => text.split('\n'));

test('joined, redacted and grouped, a reading that breaks anywhere still holds every raw line once', () => {
  fc.assert(
    fc.property(
      sourced,
      fc.array(fc.nat(4000), { maxLength: 6 }),
      fc.array(fc.nat(4000), { maxLength: 6 }),
      (all, breaks, flushes) => {
        const found: ReadRecord[] = [];
        let position: ReadPosition | null = null;
        for (const at of [...breaks, Number.POSITIVE_INFINITY]) {
          const given = since(all, position) as SourcedLine[];
          const frames = given.map(({ time, text, source }) =>
            frame(source, Buffer.concat([stamp(time), Buffer.from(`${text}\n`)])),
          );
          const whole = !Number.isFinite(at);
          const { records, reached } = readRecords(
            Buffer.concat(frames).subarray(0, at),
            position,
            flushes,
            whole,
          );
          found.push(...records);
          position = reached;
        }
        for (const source of [1, 2]) {
          const raw = all.filter((line) => line.source === source).map(({ text }) => text);
          const stored = raw.map((text) => text.replace('jane@example.com', '[redacted:email]'));
          expect(linesOf(found, source)).toEqual(stored);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('a trace that a flush falls into is held back and stays one record, and a quiet one is not held for long', () => {
  const trace = ['java.lang.IllegalStateException: closed', '\tat a.B.c(B.java:1)', '\tat a.B.d(B.java:2)'];
  const records: string[] = [];
  const stream = lineStream({
    entity: 'name:a',
    encoding: { kind: 'docker', tty: false, position: null },
    tools: plain,
    tree: null,
    nowMs: () => 0,
    onBatch(batch) {
      for (let i = 0; i < batch.count; i++) records.push(bodyAt(batch, batch.text, i));
    },
  });
  for (const [i, text] of trace.entries()) {
    stream.push(framed({ time: T + BigInt(i), text }));
    stream.flush();
    expect(records).toEqual([]);
    expect(stream.pending).toBe(i + 1);
  }
  stream.flush();
  expect(records).toEqual([trace.join('\n')]);
  expect(stream.pending).toBe(0);
});
