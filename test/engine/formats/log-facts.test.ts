import { readdirSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LogFacts } from '../../../electron/engine/formats/log-facts.ts';
import { logFormats } from '../../../shared/log-format/formats.ts';
import { parseLog } from '../../../shared/log-format/parse-log.ts';
import { corpusFile, hasCorpus, readCorpus } from '../../corpus.ts';

/** Reads a line in the middle of a buffer, as lines come. */
function factsOf(line: string, facts = new LogFacts()) {
  const bytes = Buffer.from(`{"level":"error"}\n${line}\nERROR behind`);
  const end = 18 + Buffer.byteLength(line);
  facts.read(bytes, 18, end);
  const { severity, seconds, nanos, messageStart, messageEnd } = facts;
  const message = bytes.subarray(messageStart, messageEnd).toString();
  return { format: logFormats[facts.format], severity, seconds, nanos, message };
}

test('format, level, time and message of a line are read from its bytes', () => {
  expect(factsOf('{"level":40,"time":1715678813726,"msg":"cache miss","err":{"msg":"inner"}}')).toEqual({
    format: 'json',
    severity: 13,
    seconds: 1715678813,
    nanos: 726_000_000,
    message: 'cache miss',
  });
  expect(factsOf('[2025-01-01T10:00:02] [ERROR] [app] Start failed [code=137]')).toEqual({
    format: 'bracketed',
    severity: 17,
    seconds: Date.UTC(2025, 0, 1, 10, 0, 2) / 1000,
    nanos: 0,
    message: 'Start failed',
  });
});

test('escape sequences are read over, and the message keeps its place among them', () => {
  const line = '\x1b[34m2024-05-14T09:26:53.589Z\x1b[0m \x1b[1;35mERROR\x1b[0m \x1b[32muser signed in\x1b[0m';
  expect(factsOf(line)).toMatchObject({ severity: 17, seconds: 1715678813, message: 'user signed in' });
});

test('the service that docker compose writes in front is read over', () => {
  expect(factsOf('caddy  | {"level":"info","ts":1761019822.5,"msg":"up"}')).toMatchObject({
    format: 'json',
    severity: 9,
    seconds: 1761019822,
    nanos: 500_000_000,
    message: 'up',
  });
});

test('a chosen format is not looked for, and what does not fit it is plain', () => {
  expect(factsOf('level=error msg=x', new LogFacts('plain')).format).toBe('plain');
  expect(factsOf('just words', new LogFacts('klog')).format).toBe('plain');
  expect(factsOf('I0514 09:26:53.589000 1 a.go:1] x', new LogFacts('klog')).format).toBe('klog');
});

const corpusLogs = (): string[] =>
  readdirSync(corpusFile('logs'), { recursive: true, encoding: 'utf8' })
    .map((name) => `logs/${name}`)
    .filter((name) => statSync(corpusFile(name)).isFile() && !/\.(bin|tsv|txt|err|out)$|utf-16/.test(name));

test.runIf(hasCorpus)('the bytes say of every line of every file what its text says', () => {
  for (const name of corpusLogs()) {
    const facts = new LogFacts();
    for (const line of readCorpus(name).toString().split('\n')) {
      const said = factsOf(line, facts);
      const read = parseLog(line, said.format);
      const time = said.seconds < 0 ? null : BigInt(said.seconds) * 1_000_000_000n + BigInt(said.nanos);
      expect({ name, line, severity: said.severity, time, format: said.format }).toEqual({
        ...{ name, line, severity: read.severityNumber, time: read.timeUnixNano, format: read.format },
      });
    }
  }
});
