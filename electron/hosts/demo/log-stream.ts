import type { ServerResponse } from 'node:http';
import type { Container } from './containers.ts';
import type { World } from './docker-api.ts';
import type { DemoLine } from './recorder.ts';

const NANOS_PER_US = 1_000n;
const US_PER_SECOND = 1_000_000n;

/** One frame of the multiplexed stream: type, three zeros, length, then the line with its timestamp. */
function frame({ stream, ms, text }: DemoLine, timestamps: boolean): Buffer {
  const line = Buffer.from(`${timestamps ? `${timestamp(ms)} ` : ''}${text}\n`);
  const head = Buffer.alloc(8);
  head[0] = stream === 'stderr' ? 2 : 1;
  head.writeUInt32BE(line.length, 4);
  return Buffer.concat([head, line]);
}

const micros = (ms: number) => BigInt(Math.round(ms * 1_000));

/** RFC 3339 with nine digits, as the daemon writes it; the demo knows microseconds. */
function timestamp(ms: number): string {
  const us = micros(ms);
  const second = new Date(Number(us / US_PER_SECOND) * 1_000).toISOString().slice(0, 19);
  return `${second}.${String((us % US_PER_SECOND) * NANOS_PER_US).padStart(9, '0')}Z`;
}

/** A truth value as the Docker API reads it: anything that does not say no (moby, api/server/httputils/form.go). */
export const isTrue = (value: string | null): boolean =>
  !['', '0', 'no', 'false', 'none'].includes((value ?? '').toLowerCase());

/** `seconds.nanoseconds` as milliseconds to the microsecond; 0 where there is none. */
export function sinceMs(since: string | null): number {
  const [, seconds = '0', fraction = ''] = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(since ?? '') ?? [];
  return Number(seconds) * 1_000 + Number(fraction.padEnd(9, '0').slice(0, 6)) / 1_000;
}

/** GET /containers/{id}/logs: what was printed since, and what is printed from now on while it runs. */
export function sendLogs(
  world: World,
  container: Container,
  query: URLSearchParams,
  answer: ServerResponse,
): void {
  const { ticker, book } = world;
  const timestamps = isTrue(query.get('timestamps'));
  const from = Math.max(sinceMs(query.get('since')), world.oldestMs(container));
  const end = container.state === 'exited' ? (container.finishedMs ?? from) : ticker.now();
  const written = book.read(container.role.name, from, end).filter((line) => world.isSaid(line));
  const tail = Number(query.get('tail') ?? Number.NaN);
  const lines = Number.isInteger(tail) ? written.slice(Math.max(0, written.length - tail)) : written;
  answer.writeHead(200, { 'Content-Type': 'application/vnd.docker.multiplexed-stream' });
  answer.write(Buffer.concat(lines.map((line) => frame(line, timestamps))));
  if (!isTrue(query.get('follow')) || container.state === 'exited') {
    answer.end();
    return;
  }
  follow(world, container, end, answer, timestamps);
}

function follow(
  world: World,
  { id, role }: Container,
  from: number,
  answer: ServerResponse,
  timestamps: boolean,
): void {
  let last = from;
  const ticking = world.ticker.on((nowMs) => {
    const lines = world.book.read(role.name, last, nowMs).filter((line) => world.isSaid(line));
    last = nowMs;
    if (lines.length > 0) answer.write(Buffer.concat(lines.map((line) => frame(line, timestamps))));
    const now = world.containers.find(id, nowMs);
    if (!now || now.state === 'exited') answer.end();
  });
  answer.on('close', () => ticking.dispose());
}
