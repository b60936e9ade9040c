import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomFrom } from './log-lines.ts';

/**
 * The files that every bench of logs measures on, the same bytes on every machine: a web service's JSON as pino
 * writes it (about 194 bytes a line), and nginx's combined access log (about 171). Written once, into the temporary directory.
 */
export type LogFileKind = 'json' | 'nginx';

/** Stands in three lines of a file of a million, in the first, middle and last tenth. */
export const RARE_ID = 'c0ffee15600dcafe';
/** Counted by the generator's own rule: what a field filter over the JSON file must find. */
export const isSlowFailure = (status: number, durationMs: number): boolean =>
  status >= 500 && durationMs > 900;

/** A change of a generator needs a new number, so that no old file is measured. */
const GENERATION = 1;
const FIRST_MS = 1_778_750_813_000;
const PIECE = 20_000;

export interface LogFile {
  path: string;
  lines: number;
  bytes: number;
}

/** The file, made where it is not there yet. */
export async function logFile(kind: LogFileKind, lines = 1_000_000): Promise<LogFile> {
  const dir = join(tmpdir(), 'trivet-bench-logs');
  mkdirSync(dir, { recursive: true });
  const path = join(dir, `${kind}-${lines}-${GENERATION}.log`);
  if (!existsSync(path)) await write(path, kind, lines);
  return { path, lines, bytes: statSync(path).size };
}

async function write(path: string, kind: LogFileKind, lines: number): Promise<void> {
  const part = `${path}.${process.pid}`;
  const file = await open(part, 'w');
  try {
    for (const piece of linesOf(kind, lines)) await file.write(`${piece.join('\n')}\n`);
  } finally {
    await file.close();
  }
  renameSync(part, path);
}

/** The lines of a file in pieces, without reading any file. */
export function* linesOf(kind: LogFileKind, lines: number): Generator<string[]> {
  const source = kind === 'json' ? new JsonLines() : new NginxLines();
  const rare = new Set([0.05, 0.5, 0.95].map((part) => Math.floor(lines * part)));
  for (let from = 0; from < lines; from += PIECE) {
    const count = Math.min(PIECE, lines - from);
    yield Array.from({ length: count }, (_, i) => source.next(rare.has(from + i) ? RARE_ID : null));
  }
}

/** Draws as services do: few things often, most seldom. */
class Draw {
  readonly random = randomFrom(20_260_514);

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** Small numbers far more often than large ones, as popular paths and users are. */
  popular(limit: number): number {
    return Math.floor(limit ** this.random()) - 1;
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.below(0x10000).toString(16).padStart(4, '0');
    return text.slice(0, digits);
  }

  /** Milliseconds with a long tail. */
  duration(): number {
    return Math.round(-Math.log(1 - this.random()) * 42_000 * (this.random() < 0.05 ? 12 : 1)) / 1000;
  }
}

const resources = ['orders', 'carts', 'products', 'users', 'payments', 'search', 'sessions', 'prices'];
const methods = ['GET', 'GET', 'GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE'];
const tables = ['orders', 'order_items', 'products', 'users', 'payments', 'carts', 'inventory'];
const reasons = ['card declined', 'upstream timed out', 'insufficient stock', 'rate limited'];

class JsonLines {
  readonly #draw = new Draw();
  #ms = FIRST_MS;

  next(rare: string | null): string {
    const draw = this.#draw;
    this.#ms += draw.below(3) === 0 ? draw.below(4) : 0;
    const id = rare ?? draw.hex(16);
    const kind = draw.random();
    if (kind < 0.72) return this.#request(id);
    if (kind < 0.9) return this.#query(id);
    if (kind < 0.97) return this.#cache(id);
    return this.#failure(id);
  }

  #line(level: number, id: string, rest: string): string {
    return `{"level":${level},"time":${this.#ms},"pid":1,"hostname":"4f1c9e2a7b3d","reqId":"${id}",${rest}}`;
  }

  #request(id: string): string {
    const draw = this.#draw;
    const roll = draw.random();
    const status = roll < 0.9 ? 200 : roll < 0.94 ? 201 : roll < 0.98 ? 404 : roll < 0.985 ? 400 : 500;
    const path = `/api/${draw.pick(resources)}/${draw.popular(50_000)}`;
    const level = status >= 500 ? 50 : status >= 400 ? 40 : 30;
    return this.#line(
      level,
      id,
      `"method":"${draw.pick(methods)}","path":"${path}","status":${status},"duration_ms":${draw.duration()},"user":${draw.popular(80_000)},"msg":"request completed"`,
    );
  }

  #query(id: string): string {
    const draw = this.#draw;
    return this.#line(
      20,
      id,
      `"table":"${draw.pick(tables)}","rows":${draw.popular(500)},"duration_ms":${draw.duration()},"msg":"query finished"`,
    );
  }

  #cache(id: string): string {
    const draw = this.#draw;
    const key = `${draw.pick(resources)}:${draw.popular(50_000)}`;
    return this.#line(30, id, `"key":"${key}","ttl":${draw.pick([30, 60, 300])},"msg":"cache miss"`);
  }

  #failure(id: string): string {
    const draw = this.#draw;
    return this.#line(
      50,
      id,
      `"orderId":${draw.popular(900_000)},"attempt":${1 + draw.below(3)},"duration_ms":${draw.duration()},"err":{"type":"PaymentError","message":"${draw.pick(reasons)}"},"msg":"payment failed"`,
    );
  }
}

const agents = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:126.0) Gecko/20100101 Firefox/126.0',
  'curl/8.5.0',
  'kube-probe/1.29',
];

class NginxLines {
  readonly #draw = new Draw();
  readonly #clients = Array.from({ length: 4000 }, () =>
    [10 + this.#draw.below(200), this.#draw.below(256), this.#draw.below(256), this.#draw.below(256)].join(
      '.',
    ),
  );
  #ms = FIRST_MS;
  #second = -1;
  #stamp = '';

  next(rare: string | null): string {
    const draw = this.#draw;
    this.#ms += draw.below(3) === 0 ? draw.below(4) : 0;
    const client = this.#clients[Math.max(0, draw.popular(4000))];
    const roll = draw.random();
    const status = roll < 0.88 ? 200 : roll < 0.95 ? 304 : roll < 0.985 ? 404 : roll < 0.99 ? 301 : 502;
    const path = rare ? `/download/${rare}` : `/${draw.pick(resources)}/${draw.popular(50_000)}`;
    const referrer = draw.below(2) === 0 ? '-' : `https://shop.example.com/${draw.pick(resources)}`;
    return `${client} - - [${this.#time()}] "${draw.pick(methods)} ${path} HTTP/1.1" ${status} ${status === 304 ? 0 : draw.below(60_000)} "${referrer}" "${draw.pick(agents)}"`;
  }

  #time(): string {
    const second = Math.floor(this.#ms / 1000);
    if (second !== this.#second) {
      this.#second = second;
      const [, day, month, year, time] = new Date(second * 1000).toUTCString().split(' ');
      this.#stamp = `${day}/${month}/${year}:${time} +0000`;
    }
    return this.#stamp;
  }
}

/**
 * The file's lines as a daemon sends them, a frame each, in pieces as a socket gives them. Its stamps have all nine
 * digits of the clock of a machine at work: bursts a few microseconds apart, and pauses.
 */
export async function* framed({ path }: LogFile, chunkBytes = 64 * 1024): AsyncGenerator<Buffer> {
  const text = await readFile(path);
  const stamps = new Stamps();
  let chunk = Buffer.allocUnsafe(chunkBytes + 512 * 1024);
  let length = 0;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf(0x0a, start) + 1;
    const stamp = stamps.next();
    chunk.writeUInt32BE(0x01000000, length);
    chunk.writeUInt32BE(stamp.length + end - start, length + 4);
    length += 8 + chunk.write(stamp, length + 8, 'latin1');
    length += text.copy(chunk, length, start, end);
    start = end;
    if (length < chunkBytes) continue;
    yield chunk.subarray(0, length);
    chunk = Buffer.allocUnsafe(chunkBytes + 512 * 1024);
    length = 0;
  }
  if (length > 0) yield chunk.subarray(0, length);
}

export class Stamps {
  readonly #draw = new Draw();
  #second = FIRST_MS / 1000;
  #nanos = 0;
  #text = '';

  /** `2026-05-14T09:26:53.000123456Z `: the next line's time. */
  next(): string {
    const pause = this.#draw.random() < 0.2 ? 2_400_000 : 60_000;
    this.#nanos += 3_000 + Math.floor(-Math.log(1 - this.#draw.random()) * pause);
    if (this.#nanos >= 1e9 || this.#text === '') {
      this.#second += Math.floor(this.#nanos / 1e9);
      this.#nanos %= 1e9;
      this.#text = new Date(this.#second * 1000).toISOString().slice(0, 20);
    }
    return `${this.#text}${String(this.#nanos).padStart(9, '0')}Z `;
  }
}
