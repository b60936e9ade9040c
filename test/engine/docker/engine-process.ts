/**
 * An engine in a process of its own, to be killed: `node engine-process.ts DATA_DIR DOCKER_HOST [otlp]`. An empty
 * host is no Docker at all; with `otlp` spans are received on a free port, which the first line names.
 */
import pino from 'pino';
import { createEngine } from '../../../electron/engine/engine.ts';
import { receiverNames } from '../../../shared/contract/app.ts';

const [dataDir = '', dockerHost = '', receive = ''] = process.argv.slice(2);
const nothing = Object.fromEntries(receiverNames.map((name) => [name, 'off' as const]));
const engine = await createEngine({
  dataDir,
  version: '0.0.0',
  logger: pino({ level: 'silent' }),
  listen: receive === 'otlp' ? { ...nothing, 'otlp-http': 0 } : nothing,
  ...(dockerHost === '' ? { docker: 'off' } : { dockerHost }),
});
process.once('SIGTERM', async () => {
  await engine.stop();
  process.exit(0);
});
const { receivers } = await engine.status();
process.stdout.write(`ready ${receivers.find(({ name }) => name === 'otlp-http')?.port ?? ''}\n`);
