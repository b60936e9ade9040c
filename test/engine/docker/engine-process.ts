/**
 * An engine in a process of its own, to be killed: `node engine-process.ts DATA_DIR DOCKER_HOST [otlp] [SETTINGS]`. An empty
 * host is no Docker at all; with `otlp` the receivers of
 * the list below listen on free ports, which the first line names in its order. The settings are JSON.
 */
import pino from 'pino';
import { createEngine } from '../../../electron/engine/engine.ts';
import { type ReceiverName, receiverNames } from '../../../shared/contract/app.ts';

const [dataDir = '', dockerHost = '', receive = '', settings = '{}'] = process.argv.slice(2);
const received: readonly ReceiverName[] = ['otlp-http', 'otlp-grpc', 'remote-write', 'loki', 'elasticsearch'];
const nothing = Object.fromEntries(receiverNames.map((name) => [name, 'off' as const]));
const engine = await createEngine({
  dataDir,
  version: '0.0.0',
  logger: pino({ level: 'silent' }),
  fixedSettings: { settings: JSON.parse(settings), by: 'the test' },
  listen:
    receive === 'otlp' ? { ...nothing, ...Object.fromEntries(received.map((name) => [name, 0])) } : nothing,
  ...(dockerHost === '' ? { docker: 'off' } : { dockerHost }),
});
process.once('SIGTERM', async () => {
  await engine.stop();
  process.exit(0);
});
const { receivers } = await engine.status();
const port = (name: ReceiverName) => receivers.find((one) => one.name === name)?.port ?? '';
process.stdout.write(`ready ${received.map(port).join(' ')}\n`);
