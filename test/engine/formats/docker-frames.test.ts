import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  FrameError,
  type LogStreamDecoder,
  MultiplexedDecoder,
  TtyDecoder,
} from '../../../electron/engine/formats/docker-frames.ts';
import type { LineLimits } from '../../../electron/engine/formats/docker-lines.ts';
import { type LineSink, lineFlag, lineSource } from '../../../electron/engine/formats/line-sink.ts';
import { hasCorpus, readCorpus } from '../../corpus.ts';
import { frame, stamp } from '../log-frames.ts';

interface Line {
  time: bigint;
  source: number;
  text: Buffer;
  truncated: boolean;
}

function collect(): { sink: LineSink; lines: Line[] } {
  const lines: Line[] = [];
  const sink: LineSink = {
    line(seconds, nanos, source, flags, bytes, start, end) {
      const time = BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
      const text = Buffer.from(bytes.slice(start, end));
      lines.push({ time, source, text, truncated: (flags & lineFlag.truncated) !== 0 });
    },
  };
  return { sink, lines };
}

function decode(
  bytes: Uint8Array,
  { tty = false, cuts = [], ...limits }: LineLimits & { cuts?: number[] } = {},
  clean = true,
): Line[] {
  const { sink, lines } = collect();
  const decoder: LogStreamDecoder = tty ? new TtyDecoder(sink, limits) : new MultiplexedDecoder(sink, limits);
  let from = 0;
  for (const cut of [...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length]) {
    decoder.push(bytes.subarray(from, cut));
    from = cut;
  }
  decoder.end(clean);
  return lines;
}

const texts = (lines: Line[]) => lines.map(({ text }) => text.toString());

/** What the daemon sends for a line on a multiplexed stream: pieces of 16 KiB, each with the line's time. */
function pieces(source: number, time: bigint, text: Uint8Array): Buffer[] {
  const whole = Buffer.concat([text, Buffer.from('\n')]);
  const cut: Buffer[] = [];
  for (let at = 0; at < whole.length; at += 16384) {
    cut.push(frame(source, Buffer.concat([stamp(time), whole.subarray(at, at + 16384)])));
  }
  return cut;
}

/** The same on a console: no headers, CR LF. */
function consoleText(time: bigint, text: Uint8Array): Buffer {
  const whole = Buffer.concat([text, Buffer.from('\r\n')]);
  const cut: Buffer[] = [];
  for (let at = 0; at < whole.length; at += 16384) cut.push(stamp(time), whole.subarray(at, at + 16384));
  return Buffer.concat(cut);
}

const T = 1_716_629_213_589_000_123n;

describe('multiplexed streams', () => {
  test.runIf(hasCorpus)('the recorded stream gives 15 lines in 12 frames', () => {
    const lines = decode(readCorpus('logs/generated/docker-logs-multiplexed.bin'));
    expect(lines).toHaveLength(15);
    expect(texts(lines).slice(0, 3)).toEqual(['first 0', 'second 0', 'cache miss for key 1']);
    expect(lines[0]?.time).toBe(1715678813589000123n);
    expect(new Set(lines.map(({ source }) => source))).toEqual(
      new Set([lineSource.stdout, lineSource.stderr]),
    );
  });

  test.runIf(hasCorpus)('a stream that ends inside its last frame keeps what came before', () => {
    const lines = decode(readCorpus('logs/generated/docker-logs-multiplexed-truncated.bin'));
    expect(texts(lines)).toHaveLength(14);
    expect(texts(lines).at(-1)).toBe('second 10');
  });

  test('pieces of a long line are joined and their repeated timestamps taken out', () => {
    const long = Buffer.alloc(40_000, 'x');
    const lines = decode(Buffer.concat([...pieces(1, T, long), ...pieces(1, T + 1n, Buffer.from('hi'))]));
    expect(lines.map(({ text }) => text.length)).toEqual([40_000, 2]);
    expect(lines[0]?.text.equals(long)).toBe(true);
  });

  test('pieces of stdout and stderr that alternate stay with their own lines', () => {
    const [out, err] = [pieces(1, T, Buffer.alloc(20_000, 'o')), pieces(2, T, Buffer.alloc(20_000, 'e'))];
    const lines = decode(Buffer.concat(out.flatMap((piece, i) => [piece, err[i] as Buffer])));
    expect(lines.map(({ source, text }) => [source, text.length, text.toString('utf8', 0, 1)])).toEqual([
      [1, 20_000, 'o'],
      [2, 20_000, 'e'],
    ]);
  });

  test('a line without a newline ends where the next one has another time, or with the stream', () => {
    const bytes = Buffer.concat([
      frame(1, Buffer.concat([stamp(T), Buffer.from('no newline')])),
      frame(1, Buffer.concat([stamp(T + 5n), Buffer.from('last words')])),
    ]);
    expect(texts(decode(bytes))).toEqual(['no newline', 'last words']);
  });

  test('a line that was not whole when the connection broke is left out', () => {
    const bytes = Buffer.concat([
      ...pieces(1, T, Buffer.from('whole')),
      ...pieces(1, T + 1n, Buffer.alloc(20_000, 'x')),
    ]);
    expect(texts(decode(bytes.subarray(0, bytes.length - 3000), {}, false))).toEqual(['whole']);
  });

  test('a line over the limit is cut, marked and its rest counted', () => {
    const { sink, lines } = collect();
    const decoder = new MultiplexedDecoder(sink);
    for (const piece of pieces(1, T, Buffer.alloc(10_000_000, 'y'))) decoder.push(piece);
    decoder.push(Buffer.concat(pieces(1, T + 1n, Buffer.from('after'))));
    decoder.end(true);
    expect(lines.map(({ text, truncated }) => [text.length, truncated])).toEqual([
      [262_144, true],
      [5, false],
    ]);
    expect(decoder.discardedBytes).toBe(10_000_000 - 262_144);
  });

  test('messages of the daemon itself have no timestamp', () => {
    const { sink, lines } = collect();
    const seen: number[] = [];
    const decoder = new MultiplexedDecoder({
      line(...line) {
        seen.push(line[0]);
        sink.line(...line);
      },
    });
    decoder.push(frame(3, Buffer.from('error reading logs: unexpected EOF')));
    decoder.end(true);
    expect(texts(lines)).toEqual(['error reading logs: unexpected EOF']);
    expect(lines[0]?.source).toBe(lineSource.system);
    expect(seen).toEqual([-1]);
  });

  test('bytes that are no frame header are refused', () => {
    expect(() => decode(Buffer.from('2024-05-14T09:26:53Z raw console text'))).toThrow(FrameError);
  });

  test('timestamps with an offset or fewer decimals, as Podman writes them, are read', () => {
    const line = (time: string) => frame(1, Buffer.from(`${time} x\n`));
    const times = ['2024-05-14T11:26:53+02:00', '2024-05-14T09:26:53.5Z', '2024-05-14T09:26:53Z'];
    expect(decode(Buffer.concat(times.map(line))).map(({ time }) => time)).toEqual([
      1715678813000000000n,
      1715678813500000000n,
      1715678813000000000n,
    ]);
  });

  test('text that only looks like a timestamp stays text', () => {
    const odd = [
      '2024-05-14T09:26:53.5',
      '2024-13-99T99:99:99Z ',
      '20',
      '',
      '2024-05-14T09:26:53.1234567890Z x',
    ];
    const lines = decode(Buffer.concat(odd.map((text) => frame(1, Buffer.from(`${text}\n`)))));
    expect(texts(lines)).toEqual(odd);
  });
});

describe('consoles', () => {
  test('a timestamp repeated in the middle of a line is taken out, and lines lose their carriage return', () => {
    const bytes = Buffer.concat([
      consoleText(T, Buffer.alloc(40_000, 'x')),
      consoleText(T + 1n, Buffer.from('hi')),
      stamp(T + 2n),
      Buffer.from('no newline'),
    ]);
    const lines = decode(bytes, { tty: true });
    expect(lines.map(({ text, time }) => [text.length, time])).toEqual([
      [40_000, T],
      [2, T + 1n],
      [10, T + 2n],
    ]);
    expect(new Set(lines.map(({ source }) => source))).toEqual(new Set([lineSource.console]));
  });

  test("another time in the middle of a line is the line's own text", () => {
    const text = Buffer.concat([Buffer.alloc(16_384, 'x'), stamp(T + 9n), Buffer.from('said the program')]);
    expect(decode(consoleText(T, text), { tty: true }).map((line) => line.text.equals(text))).toEqual([true]);
  });
});

describe('any chunking gives the same lines', () => {
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 10))),
    fc
      .constantFrom('', '2024-05-14T09:26:53.589000123Z ', '\0\0\0', 'ünïcode')
      .map((text) => Buffer.from(text)),
    fc.integer({ min: 16_300, max: 40_000 }).map((length) => Buffer.alloc(length, 'long ')),
  );
  const line = fc.record({
    source: fc.constantFrom(1, 2),
    ahead: fc.constantFrom(0n, 1n, 1_000_000n, -2_000_000_000n),
    text: body,
  });
  const cutsOf = fc.array(fc.nat(200_000), { maxLength: 40 });

  test('of a multiplexed stream', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), cutsOf, fc.boolean(), (input, cuts, everyByte) => {
        let time = T;
        const written = input.map(({ source, ahead, text }) => {
          time += ahead === 0n ? 1n : ahead;
          return { source, time, text, truncated: false };
        });
        const bytes = Buffer.concat(written.flatMap(({ source, time, text }) => pieces(source, time, text)));
        const at = everyByte && bytes.length < 2000 ? Array.from(bytes, (_, i) => i) : cuts;
        const lines = decode(bytes, { cuts: at });
        for (const [i, line] of written.entries()) {
          expect({ ...lines[i], text: null }).toEqual({ ...line, text: null });
          expect(lines[i]?.text.equals(line.text)).toBe(true);
        }
        expect(lines).toHaveLength(written.length);
      }),
      { numRuns: 150 },
    );
  });

  test('of a console', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), cutsOf, (input, cuts) => {
        const bytes = Buffer.concat(input.map(({ text }, i) => consoleText(T + BigInt(i), text)));
        const whole = decode(bytes, { tty: true });
        const cut = decode(bytes, { tty: true, cuts });
        expect(cut.length).toBe(whole.length);
        expect(cut.every(({ text, time }, i) => text.equals(whole[i]!.text) && time === whole[i]!.time)).toBe(
          true,
        );
        expect(whole.map(({ text }) => text.length)).toEqual(input.map(({ text }) => text.length));
      }),
      { numRuns: 100 },
    );
  });
});
