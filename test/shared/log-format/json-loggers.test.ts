import { expect, test } from 'vitest';
import { parseLog } from '../../../shared/log-format/parse-log.ts';
import { type Said, say } from './cases.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

const loggers: [logger: string, line: object | string, said: Said][] = [
  [
    'pino',
    {
      level: 60,
      time: 1715678813589,
      pid: 1,
      msg: 'down',
      err: { type: 'Error', message: 'boom', stack: 'Error: boom\n    at a' },
    },
    { time: '2024-05-14T09:26:53.589Z', severity: 21, message: 'down', exception: ['Error', 'boom'] },
  ],
  [
    'bunyan',
    {
      name: 'a',
      level: 40,
      msg: 'x',
      time: '2024-05-14T09:26:53.589Z',
      v: 0,
      src: { file: 'a.js', line: 20 },
    },
    { severity: 13, message: 'x', fields: { name: 'a', v: 0, 'src.file': 'a.js', 'src.line': 20 } },
  ],
  [
    'winston',
    { level: 'warn', message: 'x', timestamp: '2024-05-14T09:26:53.589Z', durationMs: 5 },
    { severity: 13, message: 'x', time: '2024-05-14T09:26:53.589Z', fields: { durationMs: 5 } },
  ],
  [
    'zap',
    {
      level: 'error',
      ts: 1715678813.589,
      logger: 'a',
      caller: 'a/b.go:5',
      msg: 'x',
      stacktrace: 'main.run\n\t/a.go:4',
    },
    { time: '2024-05-14T09:26:53.589Z', fields: { logger: 'a', caller: 'a/b.go:5' }, exception: ['', 'x'] },
  ],
  [
    'slog',
    { time: '2024-05-14T09:26:53.589000123Z', level: 'ERROR+2', msg: 'x', elapsed: 835483924 },
    { severity: 19, message: 'x', fields: { elapsed: 835483924 } },
  ],
  [
    'zerolog',
    { level: 'panic', time: 1715678813, message: 'x' },
    { severity: 21, time: '2024-05-14T09:26:53.000Z' },
  ],
  [
    'Serilog',
    {
      '@t': '2024-05-14T09:26:53.589Z',
      '@mt': 'Took {Elapsed:0.00} ms of {Order}',
      Elapsed: 1.005,
      Order: 7,
    },
    { severity: 9, message: 'Took 1.00 ms of 7', fields: { Elapsed: 1.005, Order: 7 } },
  ],
  [
    'Serilog with a level that is not known',
    {
      '@t': '2024-05-14T09:26:53.589Z',
      '@m': 'rendered',
      '@mt': '{X}',
      '@l': 'Odd',
      '@x': 'A.BException: c\n   at D',
    },
    { severity: 0, message: 'rendered', exception: ['A.BException', 'c'] },
  ],
  [
    'log4j2',
    {
      ...{
        instant: { epochSecond: 1715678813, nanoOfSecond: 589000123 },
        thread: 'main',
        level: 'WARN',
        loggerName: 'a.B',
      },
      ...{ message: 'x', thrown: { name: 'a.C', message: 'd', extendedStackTrace: 'a.C: d\n\tat e' } },
      contextMap: { traceId: TRACE },
    },
    { time: '2024-05-14T09:26:53.589Z', severity: 13, exception: ['a.C', 'd'], trace: TRACE },
  ],
  [
    'ECS',
    {
      ...{
        '@timestamp': '2024-05-14T09:26:53.589Z',
        'log.level': 'ERROR',
        message: 'x',
        'ecs.version': '1.2.0',
      },
      ...{
        error: {
          type: 'java.io.IOException',
          message: 'closed',
          stack_trace: 'java.io.IOException: closed\n\tat b',
        },
      },
      ...{ trace: { id: TRACE }, span: { id: SPAN } },
    },
    { severity: 17, exception: ['java.io.IOException', 'closed'], trace: `${TRACE} ${SPAN}` },
  ],
  [
    'MongoDB',
    {
      t: { $date: '2024-05-14T09:26:53.589+00:00' },
      s: 'D2',
      c: 'NETWORK',
      id: 22943,
      ctx: 'a',
      msg: 'x',
      attr: { n: 1 },
    },
    {
      time: '2024-05-14T09:26:53.589Z',
      severity: 5,
      message: 'x',
      fields: { c: 'NETWORK', id: 22943, ctx: 'a', 'attr.n': 1 },
    },
  ],
  [
    'Google',
    {
      ...{ severity: 'CRITICAL', message: 'x', timestamp: { seconds: 1715678813, nanos: 589000000 } },
      ...{
        'logging.googleapis.com/trace': `projects/p/traces/${TRACE}`,
        'logging.googleapis.com/spanId': SPAN,
      },
    },
    { severity: 18, time: '2024-05-14T09:26:53.589Z', trace: `${TRACE} ${SPAN}` },
  ],
  ["Google's DEFAULT", { severity: 'DEFAULT', message: 'x' }, { severity: 0, fields: {} }],
  [
    'Rust tracing',
    {
      timestamp: '2024-05-14T09:26:53.589Z',
      level: 'INFO',
      fields: { message: 'x', yaks: 3 },
      target: 'a::b',
    },
    { severity: 9, message: 'x', fields: { 'fields.yaks': 3, target: 'a::b' } },
  ],
  [
    'Monolog',
    {
      channel: 'app',
      level: 550,
      level_name: 'ALERT',
      message: 'x',
      datetime: '2024-05-14T09:26:53.589+02:00',
    },
    { severity: 19, time: '2024-05-14T07:26:53.589Z' },
  ],
  [
    'GELF',
    { version: '1.1', host: 'a', short_message: 'x', timestamp: 1715678813.5, level: 3 },
    { severity: 17, message: 'x' },
  ],
  ['a low level elsewhere', { level: 3, msg: 'x' }, { severity: 0 }],
  [
    "journald's JSON",
    { PRIORITY: '4', MESSAGE: 'x', __REALTIME_TIMESTAMP: '1715678813589000' },
    { severity: 13, time: '2024-05-14T09:26:53.589Z' },
  ],
  [
    'python-json-logger',
    { levelno: 50, asctime: '2024-05-14 09:26:53,589', message: 'x' },
    { severity: 18, time: '2024-05-14T09:26:53.589Z' },
  ],
  [
    '.NET JsonConsole',
    { LogLevel: 'Critical', Timestamp: '2024-05-14T09:26:53Z ', Message: 'x' },
    { severity: 18, time: '2024-05-14T09:26:53.000Z' },
  ],
  [
    "Datadog's decimal ids",
    { level: 'info', message: 'x', 'dd.trace_id': '5577006791947779410', 'dd.span_id': '1' },
    { trace: '00000000000000004d65822107fcfd52 0000000000000001' },
  ],
  [
    "Docker's json-file",
    '{"log":"2024-05-14T09:26:53.589Z WARN cache miss key=a\\n","stream":"stderr","time":"2024-05-14T09:26:55.000000123Z"}',
    {
      format: 'json',
      time: '2024-05-14T09:26:55.000Z',
      severity: 13,
      message: 'cache miss key=a',
      fields: { stream: 'stderr', key: 'a' },
    },
  ],
  [
    "an object within Docker's json-file",
    '{"log":"{\\"level\\":50,\\"msg\\":\\"x\\",\\"n\\":1}\\n","stream":"stdout","time":"2024-05-14T09:26:55Z"}',
    { severity: 17, message: 'x', fields: { stream: 'stdout', n: 1 } },
  ],
  [
    'an object behind a time',
    '2024-05-14T09:26:53.589Z {"level":"error","msg":"x"}',
    { format: 'json', time: '2024-05-14T09:26:53.589Z', severity: 17 },
  ],
  [
    "a container runtime's file",
    '2024-05-14T09:26:53.589Z stdout F {"level":"warn","msg":"x"}',
    { format: 'json', severity: 13, message: 'x' },
  ],
  [
    'docker compose',
    '\x1b[36mweb-1  |\x1b[0m {"level":"warn","msg":"x"}',
    { format: 'json', severity: 13, fields: { 'compose.service': 'web-1' } },
  ],
  [
    "the collector's file exporter",
    {
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'a' } }] },
          scopeLogs: [
            {
              logRecords: [
                {
                  timeUnixNano: '1715678813589000000',
                  severityNumber: 17,
                  body: { stringValue: 'x' },
                  traceId: TRACE,
                },
              ],
            },
          ],
        },
      ],
    },
    {
      time: '2024-05-14T09:26:53.589Z',
      severity: 17,
      message: 'x',
      fields: { 'service.name': 'a' },
      trace: TRACE,
    },
  ],
];

test.each(loggers)('%s: time, level, message and what else it says', (_logger, line, said) => {
  expect(say(typeof line === 'string' ? line : JSON.stringify(line), said)).toEqual(said);
});

test('of several keys for one thing the best known counts, and the others stay fields', () => {
  const line =
    '{"ts":1,"time":"2024-05-14T09:26:53Z","severity":"ERROR","level":"info","event":"e","msg":"m"}';
  expect(say(line, { severity: 0, message: '', fields: {}, time: '' })).toEqual({
    severity: 9,
    message: 'm',
    time: '2024-05-14T09:26:53.000Z',
    fields: { ts: 1, severity: 'ERROR', event: 'e' },
  });
});

test('arrays keep their shape, and numbers of 64 bits their digits', () => {
  const { fields } = parseLog('{"a":[1,{"b":[true,null]}],"id":18446744073709551615,"e":1e400,"f":1.5}');
  expect(fields).toEqual([
    ['a', [1, { pairs: [['b', [true, null]]] }]],
    ['id', 18446744073709551615n],
    ['e', Number.POSITIVE_INFINITY],
    ['f', 1.5],
  ]);
});
