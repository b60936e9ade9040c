import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Disposable } from '../../shared/util/disposable.ts';
import type { Engine, EngineOptions } from '../engine/engine.ts';
import { PortInUseError } from '../engine/net/listen-tcp.ts';
import { listenLocally } from './local-socket.ts';
import { startEngine } from './start-engine.ts';
import { loadToken } from './web/token.ts';
import { startWebServer, type WebServer, type WebServerOptions } from './web/web-server.ts';

export interface WebHostOptions {
  engine: EngineOptions;
  port: number;
  tokenFile?: string | undefined;
  /** TRIVET_TOKEN. */
  token?: string | undefined;
  rendererDir?: string;
}

/** Web mode: an engine, the UI over HTTP and the socket for commands, started and stopped together. */
export interface WebHost {
  engine: Engine;
  server: WebServer;
  token: string;
  stop(): Promise<void>;
}

/** Beside the built hosts; sources serve what was built beside them. */
const builtRenderer = () => {
  const here = dirname(fileURLToPath(import.meta.url));
  return import.meta.url.endsWith('.ts')
    ? join(here, '..', '..', 'out', 'renderer')
    : join(here, '..', '..', 'renderer');
};

/**
 * @throws DataDirLockedError, SchemaTooNewError, and Error for a token that is none. A taken port is no error:
 * the UI moves to a free one and the log says where, and who has it.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { dataDir, logger, bind = [], allowHosts = [] } = options.engine;
  const engine = await startEngine(options.engine);
  const started: Disposable[] = [];
  try {
    const token = loadToken({
      dataDir,
      tokenFile: options.tokenFile,
      env: options.token,
      warn: (message) => logger.warn(message),
    });
    const rendererDir = options.rendererDir ?? builtRenderer();
    const server = await startAnywhere(
      { engine, port: options.port, bind, allowHosts, token, rendererDir },
      options,
    );
    started.push({ dispose: () => void server.stop() });
    const commands = await listenLocally({ dataDir, url: server.url, connect: (to) => engine.connect(to) });
    return {
      engine,
      server,
      token,
      async stop() {
        commands.dispose();
        await server.stop();
        await engine.stop();
      },
    };
  } catch (error) {
    for (const { dispose } of started) dispose();
    await engine.stop();
    throw error;
  }
}

async function startAnywhere(options: WebServerOptions, { engine }: WebHostOptions): Promise<WebServer> {
  try {
    return await startWebServer(options);
  } catch (error) {
    if (!(error instanceof PortInUseError)) throw error;
    const server = await startWebServer({ ...options, port: 0 });
    engine.logger.warn(`${error.message}; the UI is at ${server.url} instead`);
    return server;
  }
}
