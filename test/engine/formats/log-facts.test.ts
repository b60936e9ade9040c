import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LogFacts } from '../../../electron/engine/formats/log-facts.ts';
import { logFormats } from '../../../shared/log-format/formats.ts';
import { parseLog } from '../../../shared/log-format/parse-log.ts';

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

/** Lines of each kind, to be spoilt. */
const whole = [
  '{"level":30,"time":1715678813589,"msg":"a","err":{"type":"Error","stack":"Error: b\\n    at c"}}',
  '{"@t":"2024-05-14T09:26:53.589Z","@mt":"Took {Ms}","Ms":5,"@l":"Warning"}',
  '{"severity":"CRITICAL","message":"a","timestamp":{"seconds":1715678813,"nanos":589000000}}',
  '{"timestamp":"2025-10-28T19:15:10.8Z","level":"INFO","fields":{"message":"a","n":3},"target":"b"}',
  '{"log":"2024-05-14T09:26:53.589Z WARN a\\n","stream":"stderr","time":"2024-05-14T09:26:55Z"}',
  'web-1  | {"level":"error","ts":1761019822.31,"msg":"a"}',
  'time="2024-05-14T09:26:53Z" level=info msg="a \\"b\\"" n=1',
  '<165>1 2024-05-14T09:26:53.589Z host app 17 ID [x@1 a="b"] text',
  'May 14 09:26:53 host sshd[17]: error: text',
  'I0514 09:26:53.589000       1 a.go:1] "text" n=1',
  '[2024-05-14 09:26:53,589] WARN [a b=c] text (d)',
  '[2025-01-01T10:00:02] [ERROR] [a] [b] text [k=v, n=1]',
  '2024-05-14 09:26:53,589 INFO  [main] c.a.App - text',
  '2024-05-14 09:26:53,589 - a - ERROR - text',
  '2024/05/14 09:26:53 [crit] 29#29: *7 text, client: 1.2.3.4, server: _',
  '1.2.3.4 - - [14/May/2024:09:26:53 +0000] "GET /a HTTP/1.1" 502 80 "-" "curl"',
  '1:M 14 May 2024 09:26:53.589 # text',
  '2024-05-14 09:26:53.589 UTC [71] a@b ERROR:  text',
  '\x1b[34m2024-05-14T09:26:53.589Z\x1b[0m \x1b[1;35mERROR\x1b[0m text\x1b[0m',
  'fail: A.B[14]\n      text',
  'panic: text\n\ngoroutine 1 [running]:',
];
const dirt = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  ' ',
  '\n',
  '=',
  '\x1b[31m',
  '\0',
  '<',
  '|',
  '9',
  'é',
  'ERROR',
  'level=warn',
];

const spoilt = fc
  .tuple(
    fc.constantFrom(...whole),
    fc.array(fc.tuple(fc.nat(200), fc.nat(4), fc.constantFrom(...dirt, '')), { maxLength: 2 }),
  )
  .map(([line, cuts]) =>
    cuts.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), line),
  );

test('of spoilt lines too the bytes say no other severity than the text', () => {
  fc.assert(
    fc.property(spoilt, fc.constantFrom(...whole), (line, behind) => {
      const alone = factsOf(line);
      const bytes = Buffer.from(`"${line}${behind}`);
      const facts = new LogFacts();
      facts.read(bytes, 1, 1 + Buffer.byteLength(line));
      expect(facts.severity, 'what stands behind is not read').toBe(alone.severity);
      expect(facts.messageStart).toBeGreaterThanOrEqual(1);
      expect(facts.messageEnd).toBeGreaterThanOrEqual(facts.messageStart);
      expect(facts.messageEnd).toBeLessThanOrEqual(1 + Buffer.byteLength(line));
      const read = parseLog(line, alone.format).severityNumber;
      if (read !== 0 && alone.severity !== 0) expect(alone.severity).toBe(read);
    }),
    { numRuns: 4000, seed: 20240514 },
  );
});
