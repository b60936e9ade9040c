/** An engine in a process of its own that receives OTLP/HTTP on a free port: `node receiving-engine.ts DATA_DIR`. */
import pino from 'pino';
import { createEngine } from '../../electron/engine/engine.ts';
import { receiverNames } from '../../shared/contract/app.ts';

const engine = await createEngine({
  dataDir: process.argv[2] ?? '',
  version: '0.0.0',
  logger: pino({ level: 'silent' }),
  docker: 'off',
  listen: {
    ...Object.fromEntries(receiverNames.map((name) => [name, 'off' as const])),
    'otlp-http': 0,
  },
});
process.once('SIGTERM', async () => {
  await engine.stop();
  process.exit(0);
});
const { receivers } = await engine.status();
process.stdout.write(`${receivers.find(({ name }) => name === 'otlp-http')?.port}\n`);
