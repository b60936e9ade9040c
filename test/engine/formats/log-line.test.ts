import { expect, test } from 'vitest';
import { detectSeverity, severityText } from '../../../electron/engine/formats/log-line.ts';
import { textSeverity } from '../../../shared/log-format/severity.ts';
import { severityLevel } from '../../../shared/model/log-record.ts';
import { hasCorpus, readCorpus } from '../../corpus.ts';

const severityOf = (line: string) => {
  const bytes = Buffer.from(`before\n${line}\nERROR behind`);
  return detectSeverity(bytes, 7, 7 + Buffer.byteLength(line));
};
const levelOf = (line: string) => severityLevel(severityOf(line));

test.each([
  ['{"level":"error","msg":"x"}', 'error'],
  ['{"time":1,"level": "WARN","msg":"x"}', 'warn'],
  ['{"level":30,"time":1531171074631,"msg":"hello"}', 'info'],
  ['{"level":60,"msg":"pino fatal"}', 'fatal'],
  ['{"severity":"CRITICAL","message":"gcp"}', 'error'],
  ['{"t":{"$date":"2024"},"s":"W","c":"NETWORK"}', 'warn'],
  ['{"@t":"2024","@mt":"no level is information"}', 'info'],
  ['{"msg":"an ERROR in a message","level":"info"}', 'info'],
  ['{"log.level":"debug","message":"ecs"}', 'debug'],
  ['time="2024-05-14" level=warning msg="logrus"', 'warn'],
  ['ts=2024 lvl=eror msg=x', 'error'],
  ['<3>Start failed', 'error'],
  ['<134>May 14 09:26:53 host app: x', 'info'],
  ['<7>debugging', 'debug'],
  ['E0514 09:26:53.589000       1 controller.go:114] failed', 'error'],
  ['I0514 09:26:53.589000       1 main.go:1] started', 'info'],
  ['2024/05/14 09:26:53 [error] 31#31: *1 open() failed', 'error'],
  ['[2025-01-01T10:00:01] [WARN] [docker-cpp] Memory near', 'warn'],
  ['2024-05-14 09:26:53.589 UTC [1] LOG:  database system is ready', 'info'],
  ['2024-05-14 09:26:53.589 UTC [1] FATAL:  role "x" does not exist', 'fatal'],
  ['2024-05-14T09:26:53Z INFO retrying after error', 'info'],
  ['2024-05-14 09:26:53,589 ERROR com.example.Api - failed', 'error'],
  ['\x1b[32mINFO\x1b[0m server started', 'info'],
  ['\x1b[1;31merror\x1b[0m: build failed', 'error'],
  ['WARNING:root:careful', 'warn'],
  ['2024-05-14T09:26:53Z [Warning] mysqld', 'warn'],
  ['error: no such file', 'error'],
  ['TypeError: x is not a function', 'error'],
  ['java.lang.IllegalStateException: boom', 'error'],
  ['Traceback (most recent call last):', 'error'],
  ['panic: runtime error: index out of range', 'fatal'],
  ['DBG | connected', 'debug'],
  ['just some words', 'unknown'],
  ['no error here, only information', 'unknown'],
  ['GET /error HTTP/1.1', 'unknown'],
  ['error_count=3 warnings=0', 'unknown'],
  ['', 'unknown'],
  ['{', 'unknown'],
])('the level of %j is %s', (line, level) => {
  expect(levelOf(line)).toBe(level);
});

test('levels by name or number, with offsets', () => {
  expect(['ERROR+2', 'W', '50', 'Information', 'nonsense', '7'].map((text) => textSeverity(text))).toEqual([
    19, 13, 17, 9, 0, 0,
  ]);
});

const countLevels = (name: string) => {
  const counts: Record<string, number> = {};
  for (const line of readCorpus(`logs/generated/${name}`).toString().split('\n').filter(Boolean)) {
    const level = levelOf(line);
    counts[level] = (counts[level] ?? 0) + 1;
  }
  return counts;
};

test.runIf(hasCorpus)('the levels of real loggers are found in every line', () => {
  expect(countLevels('pino.jsonl')).toEqual({ debug: 5, info: 26, warn: 8, error: 13, fatal: 8 });
  expect(countLevels('winston.jsonl')).toEqual({ debug: 7, info: 25, warn: 9, error: 10, fatal: 9 });
  expect(countLevels('zap.jsonl')).toEqual({ debug: 8, info: 21, warn: 9, error: 15, fatal: 7 });
  expect(countLevels('slog.jsonl')).toEqual({ debug: 13, info: 19, warn: 10, error: 18 });
  expect(countLevels('logrus.jsonl')).toEqual({ debug: 12, info: 10, warn: 12, error: 7, fatal: 19 });
  expect(countLevels('serilog-clef.jsonl')).toEqual({ debug: 8, info: 23, warn: 9, error: 10, fatal: 10 });
  expect(countLevels('gcp-structured.jsonl')).toEqual({ unknown: 9, info: 11, warn: 10, error: 10 });
});

test('each severity number has a text', () => {
  expect([0, 1, 9, 10, 13, 17, 18, 21, 24].map(severityText)).toEqual([
    ...['', 'TRACE', 'INFO', 'NOTICE', 'WARN', 'ERROR', 'CRITICAL', 'FATAL', 'FATAL4'],
  ]);
});
