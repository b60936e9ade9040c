import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultLimits } from '../../electron/engine/formats/limits.ts';
import { StatsdCollector } from '../../electron/engine/formats/statsd/statsd-batch.ts';
import { type Bench, type BenchRow, perSecond } from './harness.ts';
import { startReceivingEngine } from './start-receiving-engine.ts';

const PACED_A_SECOND = 10_000;
const SECONDS = 5;
const PACKETS = PACED_A_SECOND * SECONDS;
/** Sent at once, before the sender lets the receiver's machine breathe. */
const BURST = 20;
/** What was counted is written every ten seconds, and stored soon after. */
const WRITTEN_WITHIN_MS = 25_000;

const packetOf = (i: number): Buffer =>
  Buffer.from(`bench.packets:1|c|#route:/products/${i % 20},status:${200 + (i % 3)}`);

async function sendPaced(socket: Socket, port: number, packets: Buffer[]): Promise<number> {
  const start = performance.now();
  for (let at = 0; at < packets.length; at += BURST) {
    await Promise.all(
      packets
        .slice(at, at + BURST)
        .map(
          (packet) =>
            new Promise<void>((resolve, reject) =>
              socket.send(packet, port, '127.0.0.1', (error) => (error ? reject(error) : resolve())),
            ),
        ),
    );
    const earlyMs = ((at + BURST) * 1000) / PACED_A_SECOND - (performance.now() - start);
    if (earlyMs > 1) await sleep(earlyMs);
  }
  return packets.length / ((performance.now() - start) / 1000);
}

/** Waits until what was written stays the same over two flushes, or everything is there. */
async function counted(engine: Awaited<ReturnType<typeof startReceivingEngine>>): Promise<number> {
  const end = Date.now() + WRITTEN_WITHIN_MS;
  for (;;) {
    const sum = await engine.newestSum('bench_packets');
    if (sum >= PACKETS || Date.now() > end) return sum;
    await sleep(500);
  }
}

export const bench: Bench = {
  name: 'statsd',
  async run(): Promise<BenchRow[]> {
    const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
    const engine = await startReceivingEngine(dir, 'statsd');
    const socket = createSocket('udp4');
    const packets = Array.from({ length: PACKETS }, (_, i) => packetOf(i));
    try {
      const sent = await sendPaced(socket, engine.port, packets);
      const stored = await counted(engine);
      const { dropped } = await engine.counts();
      const told = dropped.reduce((sum, { items }) => sum + items, 0);
      const decode = await perSecond(PACKETS, () => {
        const collector = new StatsdCollector(defaultLimits);
        for (const packet of packets) collector.add(packet);
        collector.finish();
      });
      const wanted = { what: 'sent', figure: PACKETS };
      return [
        {
          what: 'StatsD packets counted of those sent at 10,000 a second (UDP, 2 tags)',
          figure: stored,
          unit: 'packets',
          baseline: wanted,
          aim: { of: 'ratio', atLeast: 1 },
        },
        {
          what: 'lost and told (kernel, full, decode, limit)',
          figure: told,
          unit: 'packets',
          baseline: wanted,
          aim: { of: 'figure', atMost: 0 },
        },
        {
          what: 'reading and adding up alone',
          figure: decode,
          unit: 'packets/s',
          baseline: { what: 'the rate they were sent at', figure: sent },
          aim: null,
        },
      ];
    } finally {
      socket.close();
      await engine.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
