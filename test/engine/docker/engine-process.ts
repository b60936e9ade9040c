/** An engine in a process of its own, to be killed: `node engine-process.ts DATA_DIR DOCKER_HOST`. */
import pino from 'pino';
import { createEngine } from '../../../electron/engine/engine.ts';
import { receiverNames } from '../../../shared/contract/app.ts';

const [dataDir = '', dockerHost = ''] = process.argv.slice(2);
const engine = await createEngine({
  dataDir,
  dockerHost,
  version: '0.0.0',
  logger: pino({ level: 'silent' }),
  listen: Object.fromEntries(receiverNames.map((name) => [name, 'off' as const])),
});
process.once('SIGTERM', async () => {
  await engine.stop();
  process.exit(0);
});
process.stdout.write('ready\n');
