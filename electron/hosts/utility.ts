/** The desktop app's engine: one process, forked by main, that talks to windows through message ports. */
import { pino } from 'pino';
import type { UtilityCommand, UtilityOptions, UtilityReport } from '../../shared/contract/utility.ts';
import { type EmitterPort, messagePortTransport } from '../../shared/rpc/message-port.ts';
import type { Disposable } from '../../shared/util/disposable.ts';
import type { Engine } from '../engine/engine.ts';
import { DataDirLockedError, defaultDataDir } from '../engine/storage/data-dir.ts';
import { SchemaTooNewError } from '../engine/storage/migrate.ts';
import { serveConfig } from './config/serve-config.ts';
import { UsageError } from './config/usage-error.ts';
import { listenLocally } from './local-socket.ts';
import { MainKeychain } from './main-keychain.ts';
import { startEngine } from './start-engine.ts';

/** Electron's `process.parentPort`. */
interface ParentPort {
  on(type: 'message', listener: (event: { data: UtilityCommand; ports: EmitterPort[] }) => void): unknown;
  postMessage(report: UtilityReport): void;
}

const { parentPort } = process as unknown as { parentPort: ParentPort };
const logger = pino({ name: 'trivet' }, pino.destination({ dest: 2, sync: true }));

const keychain = new MainKeychain((report) => parentPort.postMessage(report));

let starting: Promise<Running> | null = null;

/** The failures that the next start would meet again. */
function refusal(error: unknown): { message: string; cure: string | null } | null {
  if (error instanceof DataDirLockedError) {
    return { message: error.message, cure: `close the Trivet that is process ${error.pid}, then try again` };
  }
  if (error instanceof UsageError) return { message: error.message, cure: 'correct the file' };
  if (error instanceof SchemaTooNewError) return { message: error.message, cure: 'install the newer Trivet' };
  return null;
}

interface Running {
  engine: Engine;
  /** The socket by which commands find this engine. */
  commands: Disposable;
}

async function start({ dataDir: asked, ...options }: UtilityOptions): Promise<Running> {
  const dataDir = asked ?? defaultDataDir() + (options.demo ? '-demo' : '');
  const { listen, bind, allowHosts, fixedSettings } = serveConfig({}, process.env, dataDir);
  const engine = await startEngine({
    bind,
    allowHosts,
    fixedSettings,
    ...options,
    listen: { ...listen, ...options.listen },
    dataDir,
    logger,
    keychain,
  });
  try {
    const commands = await listenLocally({ dataDir, url: null, connect: (to) => engine.connect(to) });
    parentPort.postMessage({ kind: 'ready', dataDir });
    return { engine, commands };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

function failed(error: unknown): void {
  const refused = refusal(error);
  logger.fatal({ err: error }, 'the engine did not start');
  if (refused) parentPort.postMessage({ kind: 'refused', ...refused });
  else process.exit(1);
}

async function stop(): Promise<never> {
  try {
    const running = await starting;
    running?.commands.dispose();
    await running?.engine.stop();
    process.exit(0);
  } catch (error) {
    logger.error({ err: error }, 'the engine did not stop cleanly');
    process.exit(1);
  }
}

parentPort.on('message', ({ data, ports }) => {
  const [port] = ports;
  switch (data.kind) {
    case 'start':
      starting = start(data.options);
      starting.catch(failed);
      return;
    case 'connect':
      // What is sent meanwhile waits in the port; a failed start is told by `failed`.
      if (port) {
        starting?.then(
          ({ engine }) => engine.connect(messagePortTransport(port)),
          () => port.close(),
        );
      }
      return;
    case 'keychain':
      keychain.answered(data.id, data.text);
      return;
    case 'stop':
      void stop();
  }
});
