import { expect, test } from 'vitest';
import { fileEncoding, ToUtf8 } from '../../../shared/log-format/decode-log-file.ts';
import { parseLog } from '../../../shared/log-format/parse-log.ts';
import { hasCorpus, readCorpus } from '../../corpus.ts';

/** The file's text, its bytes read in chunks of the size. */
function decoded(bytes: Uint8Array, chunk: number): string {
  const { encoding, skip } = fileEncoding(bytes);
  const toUtf8 = new ToUtf8(encoding);
  const parts: Uint8Array[] = [];
  for (let at: number = skip; at < bytes.length; at += chunk)
    parts.push(toUtf8.push(bytes.subarray(at, at + chunk)));
  parts.push(toUtf8.end());
  return Buffer.concat(parts).toString();
}

const utf16 = (text: string, bigEndian: boolean): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};

test.runIf(hasCorpus)(
  'a file in UTF-16 is read as its byte order mark says, in whatever chunks it comes',
  () => {
    const lines = [
      'hello i am a file',
      'i can unicode',
      'but i do so in 16 bits',
      'and when i byte',
      'i become little-endian',
      '',
    ];
    for (const chunk of [1, 2, 3, 7, 4096])
      expect(decoded(readCorpus('logs/vector-utf-16le.log'), chunk).split('\n')).toEqual(lines);
  },
);

test('UTF-16 without a mark is known by its zero bytes', () => {
  const text = 'INFO started \u20ac \ud83d\ude00\n';
  for (const bigEndian of [false, true]) expect(decoded(utf16(text, bigEndian), 3)).toBe(text);
});

test('UTF-8 is handed on as it is, without its mark', () => {
  expect(decoded(Buffer.from('\ufeffINFO gr\u00fc\u00df'), 4)).toBe('INFO gr\u00fc\u00df');
  expect(fileEncoding(Buffer.from(''))).toEqual({ encoding: 'utf-8', skip: 0 });
  expect(fileEncoding(Buffer.from('a\0b\0 but mostly text'))).toEqual({ encoding: 'utf-8', skip: 0 });
});

test.runIf(hasCorpus)(
  'lines in other code pages, cut characters and zero bytes all appear, with a mark for what is no UTF-8',
  () => {
    const lines = readCorpus('logs/generated/mixed-encodings.log').toString().split('\n').filter(Boolean);
    const records = lines.map((line) => parseLog(line));
    expect(records).toHaveLength(20);
    expect(records.every((record) => record.severityNumber === 9 && record.timeUnixNano !== null)).toBe(true);
    expect(records.filter((record) => record.message.includes('\ufffd')).length).toBeGreaterThanOrEqual(16);
  },
);
