import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLogFileReader } from '../../../electron/engine/formats/log-file/create-log-reader.ts';
import { detectLogFile } from '../../../electron/engine/formats/log-file/detect-log-file.ts';
import type { FileLogRecord } from '../../../electron/engine/formats/log-file/log-file-reader.ts';
import { type LogFileFormat, logFileFormats } from '../../../shared/contract/files.ts';
import { journalExport, journalJson } from '../files/journal-files.ts';

interface Read {
  text: string;
  frames: string;
  records: FileLogRecord[];
  warnings: string[];
}

function read(format: LogFileFormat, pieces: readonly Uint8Array[]): Read {
  const parts: { text: Uint8Array[]; frames: Uint8Array[] } = { text: [], frames: [] };
  const result: Pick<Read, 'records' | 'warnings'> = { records: [], warnings: [] };
  const reader = createLogFileReader(format, {
    text: (bytes) => parts.text.push(Uint8Array.from(bytes)),
    frames: (bytes) => parts.frames.push(Uint8Array.from(bytes)),
    record: (record) => result.records.push(record),
    warning: (where, what) => result.warnings.push(`${where}: ${what}`),
  });
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return {
    ...result,
    text: Buffer.concat(parts.text).toString('utf8'),
    frames: Buffer.concat(parts.frames).toString('latin1'),
  };
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
}

const dockerLines = [
  { log: 'one\n', stream: 'stdout', time: '2024-05-14T09:26:53.589000123Z' },
  { log: 'part ', stream: 'stderr', time: '2024-05-14T09:26:54Z' },
  { log: 'whole – ü\n', stream: 'stderr', time: '2024-05-14T09:26:55Z' },
];
const samples: Record<LogFileFormat, Uint8Array> = {
  'log-text': Buffer.from('2024-05-14T09:26:53Z INFO grüße\r\n  below\nlast'),
  'log-docker-json': Buffer.from(dockerLines.map((line) => `${JSON.stringify(line)}\n`).join('')),
  'log-docker-frames': Buffer.from('\u0001\0\0\0\0\0\0\u0005text\n\u0002\0\0\0\0\0\0\u0002x\n', 'latin1'),
  'log-journal-export': journalExport(),
  'log-journal-json': Buffer.from(journalJson()),
};

describe.each(logFileFormats)('%s', (format) => {
  test('is told by its first bytes', () => {
    expect(detectLogFile(samples[format], 'unnamed')).toBe(format);
  });

  test('gives the same, however its bytes are cut', () => {
    const whole = read(format, [samples[format]]);
    expect(whole.warnings).toEqual([]);
    expect(whole.text + whole.frames + whole.records.length).not.toBe('0');
    // What a text is written in is told by its first piece, which holds all that is looked at.
    const least = format === 'log-text' ? samples[format].length : 0;
    const pieces = fc.array(fc.nat(samples[format].length), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, (places) => {
        const cuts = cut(
          samples[format],
          places.map((place) => Math.max(least, place)),
        );
        expect(read(format, cuts)).toEqual(whole);
      }),
      { numRuns: 100 },
    );
  });

  test('stands any damage', () => {
    const bytes = fc.array(fc.tuple(fc.nat(samples[format].length - 1), fc.nat(255)), { maxLength: 8 });
    fc.assert(
      fc.property(bytes, (changes) => {
        const damaged = Uint8Array.from(samples[format]);
        for (const [place, byte] of changes) damaged[place] = byte;
        read(format, [damaged]);
        detectLogFile(damaged, 'app.log');
      }),
      { numRuns: 200 },
    );
  });
});

test('a line that Docker cut bears the time of its first piece', () => {
  const { frames } = read('log-docker-json', [samples['log-docker-json']]);
  expect(Buffer.from(frames, 'latin1').toString('utf8')).toContain('2024-05-14T09:26:54Z whole – ü\n');
});

test('a line longer than any record is left out, and told', () => {
  const long = Buffer.from(`{"log":"${'x'.repeat(9 * 2 ** 20)}"}\n`);
  const { frames, warnings } = read('log-docker-json', [long, samples['log-docker-json']]);
  expect(warnings).toEqual(['line 1: not read: longer than any record']);
  expect(frames).toContain('one\n');
});

test('a field of the journal that is too large is left out, its entry kept', () => {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(9 * 2 ** 20));
  const big = [Buffer.from('CORE\n'), length, Buffer.alloc(9 * 2 ** 20), Buffer.from('\n')];
  const { records, warnings } = read('log-journal-export', [...big, journalExport()]);
  expect(warnings).toEqual([`entry 1: CORE left out: ${9 * 2 ** 20} bytes`]);
  expect(records).toHaveLength(3);
});
