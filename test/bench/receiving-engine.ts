/**
 * An engine in a process of its own, of which one receiver listens on a free port that it prints:
 * `node receiving-engine.ts DATA_DIR RECEIVER`. For an empty line that it reads it prints what was received and dropped,
 * for the name of a metric the sum of its series' newest values.
 */
import pino from 'pino';
import { createEngine } from '../../electron/engine/engine.ts';
import { type ReceiverName, receiverNames } from '../../shared/contract/app.ts';
import type { TrivetContract } from '../../shared/contract/contract.ts';
import { createClient } from '../../shared/rpc/client.ts';
import { memoryPair } from '../../shared/rpc/memory.ts';

const receiver = process.argv[3] as ReceiverName;

const engine = await createEngine({
  dataDir: process.argv[2] ?? '',
  version: '0.0.0',
  logger: pino({ level: 'silent' }),
  docker: 'off',
  hostMetrics: 'off',
  listen: {
    ...Object.fromEntries(receiverNames.map((name) => [name, 'off' as const])),
    [receiver]: 0,
  },
});
process.once('SIGTERM', async () => {
  await engine.stop();
  process.exit(0);
});
const { receivers } = await engine.status();
process.stdout.write(`${receivers.find(({ name }) => name === receiver)?.port}\n`);
const { client: transport, server } = memoryPair();
engine.connect(server);
const client = createClient<TrivetContract>(transport);

async function newestSum(metric: string): Promise<number> {
  const endMs = Date.now() + 1_000;
  const range = { startMs: endMs - 60_000, endMs, stepMs: 1_000, as: 'last', by: 'series' } as const;
  const { series } = await client.call('metrics.range', { metric, ...range });
  return series.reduce((sum, { values }) => sum + (values.findLast((value) => !Number.isNaN(value)) ?? 0), 0);
}

process.stdin.on('data', async (line: Buffer) => {
  const metric = line.toString().trim();
  if (metric !== '') {
    process.stdout.write(`${await newestSum(metric)}\n`);
    return;
  }
  const { received, dropped } = await engine.status();
  process.stdout.write(`${JSON.stringify({ received, dropped })}\n`);
});
