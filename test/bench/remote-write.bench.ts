import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compressSync, uncompressSync } from 'snappy';
import { encodeWriteRequest, type WrittenTestSeries, writeRequestType } from '../remote-write-schema.ts';
import { freePort } from './free-port.ts';
import { type Bench, type BenchRow, medians, perSecond } from './harness.ts';
import { type HttpTarget, postAll } from './http-sender.ts';
import { startReceivingEngine } from './start-receiving-engine.ts';

/** As Prometheus' queue sends: shards of their own series, each one request after the other. */
const SHARDS = 4;
const SERIES_A_REQUEST = 2_000;
const REQUESTS_A_SHARD = 25;
const SAMPLES = SHARDS * SERIES_A_REQUEST * REQUESTS_A_SHARD;
const ROUNDS = 3;
const STEP_MS = 10_000;
const T0 = Date.now() - (ROUNDS + 1) * REQUESTS_A_SHARD * STEP_MS;

const series = (shard: number, i: number, step: number): WrittenTestSeries => ({
  labels: {
    __name__: `node_subsystem_${i % 40}_operations_total`,
    device: `sd${i % 7}`,
    instance: `10.0.${shard}.${i % 250}:9100`,
    job: 'node',
    mode: `mode_${i}`,
  },
  samples: [[T0 + step * STEP_MS, step * i * 1.25]],
});

/** Of one round: for each shard its requests, in the order in which they are to be sent. */
const roundBodies = (round: number): Uint8Array[][] =>
  Array.from({ length: SHARDS }, (_, shard) =>
    Array.from({ length: REQUESTS_A_SHARD }, (_, request) => {
      const step = round * REQUESTS_A_SHARD + request;
      const all = Array.from({ length: SERIES_A_REQUEST }, (_, i) => series(shard, i, step));
      return compressSync(encodeWriteRequest(all));
    }),
  );

async function send(port: number, shards: readonly Uint8Array[][], agents: readonly Agent[]): Promise<void> {
  const target: HttpTarget = {
    port,
    path: '/api/v1/write',
    contentType: 'application/x-protobuf',
    success: 204,
  };
  // postAll takes from the end; with one connection that is the order.
  await Promise.all(shards.map((bodies, i) => postAll(target, agents[i]!, bodies.toReversed())));
}

/** Debian's Prometheus as a receiver of remote write; null where it is not installed. */
async function startPrometheus(dir: string): Promise<{ port: number; child: ChildProcess } | null> {
  if (spawnSync('prometheus', ['--version']).error) return null;
  const port = await freePort();
  const config = join(dir, 'prometheus.yml');
  writeFileSync(config, 'global: {}\n');
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(dir, 'prometheus')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-remote-write-receiver',
    '--log.level=error',
  ];
  const child = spawn('prometheus', args, { stdio: 'ignore' });
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  for (let tries = 0; !(await isReady()); tries++) {
    if (tries > 600) throw new Error('prometheus did not start');
    await sleep(100);
  }
  return { port, child };
}

export const bench: Bench = {
  name: 'remote-write',
  async run() {
    const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
    const engine = await startReceivingEngine(join(dir, 'trivet'), 'remote-write');
    const prometheus = await startPrometheus(dir);
    const agents = Array.from({ length: SHARDS }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    // The generator's own work is done before the clock runs.
    const rounds = Array.from({ length: ROUNDS + 1 }, (_, round) => roundBodies(round));
    const blocks = rounds[0]!.flat();
    const next = { trivet: 0, prometheus: 0 };
    try {
      const figures = await medians(
        {
          acknowledged: () => {
            const bodies = rounds[next.trivet++]!;
            return perSecond(SAMPLES, () => send(engine.port, bodies, agents));
          },
          prometheus: () => {
            if (!prometheus) return Number.NaN;
            const bodies = rounds[next.prometheus++]!;
            return perSecond(SAMPLES, () => send(prometheus.port, bodies, agents));
          },
          bare: () =>
            perSecond(SAMPLES, () => {
              for (const block of blocks) writeRequestType.decode(uncompressSync(block) as Buffer);
            }),
        },
        ROUNDS,
      );
      const { received } = await engine.counts();
      const stored = received.find(({ receiver }) => receiver === 'remote-write')?.items ?? 0;
      if (stored !== SAMPLES * (ROUNDS + 1)) throw new Error(`${stored} samples are stored`);
      return rowsOf(figures, prometheus !== null);
    } finally {
      for (const agent of agents) agent.destroy();
      if (prometheus) {
        prometheus.child.kill('SIGTERM');
        await once(prometheus.child, 'exit');
      }
      await engine.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

function rowsOf(
  { acknowledged, prometheus, bare }: Record<'acknowledged' | 'prometheus' | 'bare', number>,
  withPrometheus: boolean,
): BenchRow[] {
  const what = 'remote write samples acknowledged and committed (2,000 series a request, 4 shards)';
  const unit = 'samples/s';
  const rows: BenchRow[] = [
    {
      what,
      figure: acknowledged,
      unit,
      baseline: { what: 'snappy and protobufjs decoding of the same bytes', figure: bare },
      aim: { of: 'figure', atLeast: 400_000 },
    },
  ];
  if (withPrometheus) {
    const baseline = { what: "Debian's Prometheus taking the same requests", figure: prometheus };
    rows.push({ what, figure: acknowledged, unit, baseline, aim: { of: 'ratio', atLeast: 1 } });
  }
  return rows;
}
