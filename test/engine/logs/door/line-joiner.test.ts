import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import type { LineSource } from '../../../../electron/engine/formats/line-sink.ts';
import {
  firstLineRules,
  type JoinRules,
  keyRules,
  traceRules,
} from '../../../../electron/engine/logs/door/join-rules.ts';
import { LineJoiner } from '../../../../electron/engine/logs/door/line-joiner.ts';
import { hasCorpus, readCorpus } from '../../../corpus.ts';
import { joinLines, joinText } from './join-text.ts';
import { oneRecord, recordsOfTheirOwn } from './traces.ts';

describe.skipIf(!hasCorpus)('records of the corpus', () => {
  test.each([
    ['generated/java-stacktraces.log', 40, 7],
    ['generated/python-tracebacks.log', 36, 5],
    ['generated/go-panics.log', 30, 3],
    ['generated/node-errors.log', 24, 3],
    ['lnav/logfile_java.0', 20, 0],
    ['lnav/logfile_zap_console.0', 3, 1],
    ['lnav/logfile_glog.0', 7, 0],
    ['lnav/logfile_docker_compose.0', 22, 0],
    ['lnav/logfile_caddy_log.0', 39, 0],
    ['lnav/logfile_haproxy.0', 17, 0],
    ['lnav/logfile_syslog.1', 4, 0],
    ['lnav/logfile_bunyan.0', 10, 0],
    ['lnav/logfile_logfmt.0', 5, 0],
    ['lnav/logfile_otel_collector.jsonl', 6, 0],
    ['loghub/Zookeeper_2k.log', 2000, 0],
    ['loghub/Apache_2k.log', 2000, 0],
    ['loghub/HDFS_2k.log', 2000, 0],
    ['loghub/Linux_2k.log', 2000, 0],
    ['loghub/OpenSSH_2k.log', 2000, 0],
    ['loki-drain/kubernetes.txt', 1000, 0],
    ['loki-drain/ingester-logfmt.txt', 100, 0],
    ['generated/nginx-error.log', 50, 0],
    ['generated/pino.jsonl', 60, 0],
    ['generated/syslog-rfc3164.log', 60, 0],
    ['reference/docker-cpp-log-layouts.txt', 9, 0],
  ])('%s holds %i, %i of them of several lines', (file, records, long) => {
    const path = file.startsWith('reference/') ? file : `logs/${file}`;
    const joined = joinText(readCorpus(path).toString('latin1'));
    expect([joined.length, joined.filter((text) => text.includes('\n')).length]).toEqual([records, long]);
  });
});

test.each(oneRecord)('%s is one record with the line that tells of it', (_, text) => {
  const before = '2024-05-14T09:26:53Z INFO started';
  const after = '2024-05-14T09:26:54Z INFO went on';
  expect(joinText(`${before}\n${text}\n${after}`)).toEqual([before, text, after]);
});

test.each(recordsOfTheirOwn)('%s stay records of their own', (_, text) => {
  expect(joinText(text)).toEqual(text.split('\n'));
});

test('a blank line behind a traceback that nothing goes on from is a record of its own', () => {
  const trace = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nKeyError: 1';
  expect(joinText(`${trace}\n\nINFO done`)).toEqual([trace, '', 'INFO done']);
});

test('lines of stdout between those of a trace on stderr leave it whole, in the order of the first lines', () => {
  const { records } = joinLines([
    { text: 'java.lang.Error: x', source: 2 },
    { text: '\tat a.B.c(B.java:1)', source: 2 },
    { text: 'GET /', source: 1 },
    { text: '\tat a.B.d(B.java:2)', source: 2 },
    { text: 'done', source: 2 },
  ]);
  expect(records.map(({ text }) => text)).toEqual([
    'java.lang.Error: x\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)',
    'GET /',
    'done',
  ]);
});

test('lines further apart than a second are not joined', () => {
  const { records } = joinLines([
    { text: 'Error: x', time: 0n },
    { text: '    at a (b.js:1:1)', time: 1_000_000_001n },
  ]);
  expect(records).toHaveLength(2);
});

test('a record ends at its limits, counted, and the next begins', () => {
  const frames = Array.from({ length: 25 }, (_, i) => `\tat a.B.c(B.java:${i})`);
  const byLines = joinLines(['java.lang.Error: x', ...frames], { lines: 10 });
  expect(byLines.records.map(({ lines }) => lines)).toEqual([10, 10, 6]);
  expect(byLines.joiner.overLimit).toBe(2);
  const byBytes = joinLines(['java.lang.Error: x', ...frames], { bytes: 200 });
  expect(byBytes.records.every(({ text }) => text.length <= 200)).toBe(true);
});

test('a private key is one record, so that it can be found as a whole, even where nothing else is joined', () => {
  const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQ+/=\nabc\n-----END PRIVATE KEY-----';
  const lines = ['started', ...key.split('\n'), 'went on', '    indented'];
  const texts = (rules: JoinRules) => joinLines(lines, {}, rules).records.map(({ text }) => text);
  expect(texts(traceRules)).toEqual(['started', key, 'went on\n    indented']);
  expect(texts(keyRules)).toEqual(['started', key, 'went on', '    indented']);
});

test('a first line that a pipeline names begins a record, and all others go on with it', () => {
  const rules = firstLineRules(RE2JS.compile('^\\['), 3, 3000);
  const { records } = joinLines(['[1] a', 'b', '', '[2] c', 'd', 'e', 'f', 'g'], {}, rules);
  expect(records.map(({ text }) => text)).toEqual(['[1] a\nb\n', '[2] c\nd\ne', 'f\ng']);
});

const line = fc.record({
  text: fc.constantFrom(
    ...['2024-05-14 INFO a', 'plain', '', '  indented', '\tat a.b(C.java:1)', 'Caused by: x', 'KeyError: 1'],
    ...['Traceback (most recent call last):', '  File "a.py", line 1', 'goroutine 1 [running]:', 'main.f()'],
    ...['TypeError: no', '{', '  "a": 1', '}', 'panic: x', '#0 /a.php(1): f()', 'Stack trace:', '   ^'],
    ...['During handling of the above exception, another exception occurred:', 'a.b/c.D', '     c.go:1'],
  ),
  source: fc.constantFrom<LineSource>(1, 1, 1, 2, 2, 0, 3),
  ahead: fc.constantFrom(0, 1000, 1000, 200_000_000, 1_500_000_000),
  flush: fc.constantFrom('no', 'no', 'no', 'no', 'flush', 'final'),
});

test('whatever comes and whenever it is flushed, records given out hold the first lines read, each once and in the order of their source', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 120 }), (lines) => {
      const given: { source: number; text: string; number: number }[] = [];
      const read: typeof given = [];
      const joiner = new LineJoiner({
        record(_s, _n, source, _f, bytes, start, end, count) {
          const texts = Buffer.from(bytes.subarray(start, end)).toString().split('\n');
          expect(texts).toHaveLength(count);
          for (const text of texts) {
            const [number = '', ...rest] = text.split('§').reverse();
            given.push({ source, text: rest.reverse().join('§'), number: Number(number) });
          }
        },
      });
      let nanos = 0;
      lines.forEach(({ text, source, ahead, flush }, i) => {
        nanos += ahead;
        const bytes = Buffer.from(`${text}§${i}`);
        joiner.line(Math.floor(nanos / 1e9), nanos % 1e9, source, 0, bytes, 0, bytes.length);
        read.push({ source, text, number: i });
        expectPrefix(given, read.length - joiner.pendingLines);
        if (flush === 'no') return;
        joiner.flush(flush === 'final');
        expectPrefix(given, read.length - joiner.pendingLines);
        if (flush === 'final') expect(joiner.pendingLines).toBe(0);
      });
      joiner.flush(false);
      joiner.flush(false);
      expect(joiner.pendingLines).toBe(0);
      expect([...given].sort((a, b) => a.number - b.number)).toEqual(read);
      for (const source of [0, 1, 2, 3]) {
        const numbers = given.filter((one) => one.source === source).map(({ number }) => number);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      }
    }),
    { numRuns: 300 },
  );
});

function expectPrefix(given: readonly { number: number }[], count: number): void {
  expect(given).toHaveLength(count);
  expect(given.every(({ number }) => number < count)).toBe(true);
}
