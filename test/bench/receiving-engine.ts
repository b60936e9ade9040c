/**
 * An engine in a process of its own, of which one receiver listens on a free port that it prints:
 * `node receiving-engine.ts DATA_DIR RECEIVER`. For each line that it reads it prints what was received and dropped.
 */
import pino from 'pino';
import { createEngine } from '../../electron/engine/engine.ts';
import { type ReceiverName, receiverNames } from '../../shared/contract/app.ts';

const receiver = process.argv[3] as ReceiverName;

const engine = await createEngine({
  dataDir: process.argv[2] ?? '',
  version: '0.0.0',
  logger: pino({ level: 'silent' }),
  docker: 'off',
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
process.stdin.on('data', async () => {
  const { received, dropped } = await engine.status();
  process.stdout.write(`${JSON.stringify({ received, dropped })}\n`);
});
