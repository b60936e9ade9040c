import type { DemoLine } from './recorder.ts';

export type Level = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** What a service has to say: a message, what goes with it, and the span in which it was said. */
export interface Said {
  container: string;
  ms: number;
  level: Level;
  message: string;
  pairs: [key: string, value: string][];
  traceId: string;
  spanId: string;
}

const PAIR = / ([\w.]+)=("[^"]*"|\S+)$/;

/** A message with `key=value` behind it, taken apart. */
export function saidOf(text: string): Pick<Said, 'message' | 'pairs'> {
  const pairs: [string, string][] = [];
  let message = text;
  for (let match = PAIR.exec(message); match; match = PAIR.exec(message)) {
    pairs.unshift([match[1] as string, (match[2] as string).replaceAll('"', '')]);
    message = message.slice(0, match.index);
  }
  return { message, pairs };
}

/**
 * The line as the service's own logger writes it, so that the shop is as mixed as real ones are: api is Node with pino,
 * orders Go with logfmt, pay Java with logback, web TypeScript with a bracketed layout. A stack trace takes lines of its
 * own, as a container's output does.
 */
export function writtenLines(said: Said): DemoLine[] {
  const { container, ms, level } = said;
  const stream = level === 'ERROR' ? 'stderr' : 'stdout';
  const write = writers[container] ?? logfmt;
  return write(said).map((text, i) => ({ container, stream, ms: ms + i * 0.01, text }));
}

const iso = (ms: number): string => new Date(ms).toISOString();
const PINO = { DEBUG: 20, INFO: 30, WARN: 40, ERROR: 50 };

/** Numbers as numbers, lengths of time as milliseconds under a name that says so. */
function jsonPair([key, value]: [string, string]): [string, string | number] {
  const millis = /^(\d+(?:\.\d+)?)ms$/.exec(value)?.[1];
  if (millis !== undefined) return [`${key}_ms`, Number(millis)];
  return [key, /^\d+(\.\d+)?$/.test(value) ? Number(value) : value];
}

function pino({ ms, level, message, pairs, traceId, spanId }: Said): string[] {
  const err = pairs.find(([key]) => key === 'err' || key === 'code')?.[1];
  const stack = `Error: ${err}\n    at connect (/app/src/upstream.ts:88:13)\n    at checkout (/app/src/checkout.ts:142:22)\n    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)`;
  return [
    JSON.stringify({
      level: PINO[level],
      time: Math.floor(ms),
      pid: 7,
      hostname: 'api',
      trace_id: traceId,
      span_id: spanId,
      ...Object.fromEntries(pairs.filter(([key]) => key !== 'err').map(jsonPair)),
      ...(err === undefined ? {} : { err: { type: 'Error', message: err, stack } }),
      msg: message,
    }),
  ];
}

const quotedWhereNeeded = (value: string): string => (/[\s"=]/.test(value) ? JSON.stringify(value) : value);

function logfmt({ ms, level, message, pairs, traceId, spanId }: Said): string[] {
  const all: [string, string][] = [
    ['time', iso(ms)],
    ['level', level.toLowerCase()],
    ['msg', message],
    ...pairs,
    ['trace_id', traceId],
    ['span_id', spanId],
  ];
  return [all.map(([key, value]) => `${key}=${quotedWhereNeeded(value)}`).join(' ')];
}

const FRAMES = [
  'shop.pay.psp.PspClient.charge(PspClient.java:118)',
  'shop.pay.ChargeService.charge(ChargeService.java:64)',
  'io.grpc.stub.ServerCalls$UnaryServerCallHandler.onHalfClose(ServerCalls.java:182)',
  'java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)',
];

function logback({ ms, level, message, pairs, traceId, spanId }: Said): string[] {
  const time = iso(ms).replace('T', ' ').replace('Z', '').replace('.', ',');
  const said = pairs.map(([key, value]) => ` ${key}=${value}`).join('');
  const ids = `trace_id=${traceId} span_id=${spanId}`;
  const head = `${time} ${level.padEnd(5)} [grpc-default-executor-3] shop.pay.ChargeService - ${message}${said} ${ids}`;
  if (level !== 'ERROR') return [head];
  return [
    head,
    'io.grpc.StatusRuntimeException: DEADLINE_EXCEEDED: the call took longer than its budget',
    ...FRAMES.map((frame) => `\tat ${frame}`),
    'Caused by: java.net.SocketTimeoutException: Read timed out',
    '\t... 14 more',
  ];
}

function bracketed({ ms, level, message, pairs, traceId }: Said): string[] {
  const all = [...pairs, ['trace_id', traceId]].map(([key, value]) => `${key}=${value}`).join(', ');
  return [`[${iso(ms)}] [${level}] [web] [render] ${message} [${all}]`];
}

const writers: Record<string, (said: Said) => string[]> = {
  api: pino,
  orders: logfmt,
  pay: logback,
  web: bracketed,
};
