import { expect, test } from 'vitest';
import { parseLog } from '../../../shared/log-format/parse-log.ts';
import { hasCorpus, readCorpus } from '../../corpus.ts';

const linesOf = (path: string): string[] => readCorpus(path).toString().split('\n').filter(Boolean);
const fieldsOf = (line: string) => Object.fromEntries(parseLog(line).fields);

test.runIf(hasCorpus)('the layouts that a logging guide shows are read as they stand', () => {
  const records = linesOf('reference/docker-cpp-log-layouts.txt').map((line) => parseLog(line));
  expect(records.map((record) => record.severityNumber)).toEqual([9, 13, 17, 9, 21, 5, 9, 17, 5]);
  expect(records.map((record) => record.format)).toEqual([
    ...['bracketed', 'bracketed', 'bracketed', 'json', 'json', 'json'],
    ...['priority', 'priority', 'priority'],
  ]);
  // Time, level, logger, message, thread_id, and where there are any the two within `fields`.
  expect(records.slice(3, 6).map((record) => record.fields.length)).toEqual([4, 2, 5]);
  expect(records.slice(3, 6).map((record) => record.repaired)).toEqual([
    'a comma before "thread_id"',
    'a comma before "thread_id"',
    null,
  ]);
  expect(Object.fromEntries(records[0]?.fields ?? [])).toEqual({
    logger: 'docker-cpp',
    thread: '7f3a2c5b6700',
    container_id: 'container-123',
    image: 'nginx:latest',
    status: 'starting',
  });
  expect(Object.fromEntries(records[7]?.fields ?? [])).toEqual({
    container_id: 'container-124',
    exit_code: 137,
  });
});

test('integers of 64 bits keep their digits, and keys named as prototypes stay data', () => {
  const line = '{"msg":"x","id":9223372036854775807,"__proto__":{"polluted":1},"constructor":2}';
  expect(parseLog(line).fields).toEqual([
    ['id', 9223372036854775807n],
    ['__proto__.polluted', 1],
    ['constructor', 2],
  ]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('an access line gives its request, status and size as fields', () => {
  const line =
    '203.0.113.9 - alice [14/May/2024:09:26:53 +0200] "GET /a?b=c HTTP/1.1" 502 80092 "-" "curl/8"';
  expect(fieldsOf(line)).toEqual({
    ...{
      remote_addr: '203.0.113.9',
      remote_user: 'alice',
      method: 'GET',
      path: '/a?b=c',
      protocol: 'HTTP/1.1',
    },
    ...{ status: 502, bytes: 80092, user_agent: 'curl/8' },
  });
  expect(parseLog(line).timeUnixNano).toBe(BigInt(Date.UTC(2024, 4, 14, 7, 26, 53)) * 1_000_000n);
});
