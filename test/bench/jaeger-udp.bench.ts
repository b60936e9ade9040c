import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { JaegerDatagrams } from '../../electron/engine/formats/jaeger/jaeger-datagram.ts';
import { defaultLimits } from '../../electron/engine/formats/limits.ts';
import { SpanCollector } from '../../electron/engine/formats/spans/span-collector.ts';
import { type Bench, type BenchRow, median, perSecond } from './harness.ts';
import { apacheDecode, jaegerDatagram } from './jaeger-load.ts';
import { startReceivingEngine } from './start-receiving-engine.ts';

const SPANS_A_DATAGRAM = 20;
const DATAGRAMS = 2_000;
const SPANS = SPANS_A_DATAGRAM * DATAGRAMS;
const ROUNDS = 3;
const PACED_SPANS_A_SECOND = 15_000;
/** Sent at once, before the sender lets the receiver's machine breathe. */
const BURST = 10;
const QUIET_MS = 4_000;

/** Datagrams of spans that no other round has. */
const datagramsOf = (round: number): Buffer[] =>
  Array.from({ length: DATAGRAMS }, (_, i) =>
    jaegerDatagram('compact', round * SPANS + i * SPANS_A_DATAGRAM, SPANS_A_DATAGRAM),
  );

const sendOne = (socket: Socket, port: number, datagram: Buffer) =>
  new Promise<void>((resolve, reject) =>
    socket.send(datagram, port, '127.0.0.1', (error) => (error ? reject(error) : resolve())),
  );

/** @param spansASecond null for as fast as they can be sent */
async function sendAll(socket: Socket, port: number, datagrams: Buffer[], spansASecond: number | null) {
  const start = performance.now();
  for (let at = 0; at < datagrams.length; at += BURST) {
    await Promise.all(datagrams.slice(at, at + BURST).map((one) => sendOne(socket, port, one)));
    if (spansASecond === null) continue;
    const dueMs = ((at + BURST) * SPANS_A_DATAGRAM * 1000) / spansASecond;
    const earlyMs = dueMs - (performance.now() - start);
    if (earlyMs > 1) await sleep(earlyMs);
  }
}

type Engine = Awaited<ReturnType<typeof startReceivingEngine>>;

async function totals(engine: Engine) {
  const { received, dropped } = await engine.counts();
  const lost = (cause: string) =>
    dropped.filter((one) => one.cause === cause).reduce((sum, { items }) => sum + items, 0);
  return {
    stored: received.reduce((sum, { items }) => sum + items, 0),
    full: lost('full'),
    // The kernel counts what it throws away by the datagram.
    kernel: lost('kernel') * SPANS_A_DATAGRAM,
  };
}

interface Sent {
  /** Stored spans a second, from the first that was sent to the last that was stored. */
  rate: number;
  stored: number;
  /** Lost, as the engine counts. */
  counted: number;
}

async function measure(
  engine: Engine,
  socket: Socket,
  datagrams: Buffer[],
  spansASecond: number | null,
): Promise<Sent> {
  const before = await totals(engine);
  const start = performance.now();
  await sendAll(socket, engine.port, datagrams, spansASecond);
  let last = before;
  let lastMs = start;
  let changedMs = start;
  for (;;) {
    const now = await totals(engine);
    if (now.stored !== last.stored || now.full !== last.full || now.kernel !== last.kernel) {
      if (now.stored !== last.stored) lastMs = performance.now();
      changedMs = performance.now();
      last = now;
    }
    const all = last.stored - before.stored + last.full - before.full + last.kernel - before.kernel;
    if (all >= SPANS || performance.now() - changedMs > QUIET_MS) break;
    await sleep(10);
  }
  const stored = last.stored - before.stored;
  const counted = last.full - before.full + last.kernel - before.kernel;
  return { rate: stored / ((lastMs - start) / 1000), stored, counted };
}

const share = (part: number) => Math.round((part / SPANS) * 1000) / 10;

function decodeOwn(datagrams: Buffer[]): void {
  const decoder = new JaegerDatagrams('compact', defaultLimits);
  const collector = new SpanCollector(defaultLimits);
  for (const datagram of datagrams) decoder.decode(datagram, collector);
  collector.finish();
}

export const bench: Bench = {
  name: 'jaeger-udp',
  async run(): Promise<BenchRow[]> {
    const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
    const engine = await startReceivingEngine(dir, 'jaeger-udp-compact');
    const socket = createSocket('udp4');
    const flood: Sent[] = [];
    const paced: Sent[] = [];
    const apache: number[] = [];
    const own: number[] = [];
    try {
      for (let round = 0; round <= ROUNDS; round++) {
        // The generator's own work is done before the clock runs.
        const first = datagramsOf(round * 2);
        const second = datagramsOf(round * 2 + 1);
        const results = [
          await measure(engine, socket, first, null),
          await measure(engine, socket, second, PACED_SPANS_A_SECOND),
        ] as const;
        const bare = await perSecond(SPANS, () => first.map((one) => apacheDecode('compact', one)));
        const columns = await perSecond(SPANS, () => decodeOwn(first));
        if (round === 0) continue;
        flood.push(results[0]);
        paced.push(results[1]);
        apache.push(bare);
        own.push(columns);
      }
    } finally {
      socket.close();
      await engine.stop();
      rmSync(dir, { recursive: true, force: true });
    }
    return rowsOf(flood, paced, median(apache), median(own));
  },
};

function rowsOf(flood: Sent[], paced: Sent[], apache: number, own: number): BenchRow[] {
  const of = (all: Sent[], what: (sent: Sent) => number) => median(all.map(what));
  const bare = { what: 'bare decoding of the same bytes (Apache thrift)', figure: apache };
  const unit = 'spans/s';
  const lost = ({ stored }: Sent) => share(SPANS - stored);
  const counted = ({ counted: spans }: Sent) => share(spans);
  return [
    {
      what: 'Jaeger compact Thrift over UDP, sent as fast as it can be: spans stored (9 tags, 1 log, 20 a datagram)',
      figure: of(flood, ({ rate }) => rate),
      unit,
      baseline: bare,
      aim: { of: 'ratio', atLeast: 0.4 },
    },
    {
      what: 'of these lost; beside it what is counted as lost',
      figure: of(flood, lost),
      unit: '%',
      baseline: { what: 'counted as full or kernel', figure: of(flood, counted) },
      aim: null,
    },
    {
      what: `sent at ${PACED_SPANS_A_SECOND} spans/s: lost`,
      figure: of(paced, lost),
      unit: '%',
      baseline: { what: 'counted as full or kernel', figure: of(paced, counted) },
      aim: { of: 'figure', atMost: 0 },
    },
    { what: 'the same bytes decoded into columns', figure: own, unit, baseline: bare, aim: null },
  ];
}
