/**
 * A small simulated shop. Its containers answer through a stand-in for the Docker API on a socket, its telemetry
 * enters through the engine's own receivers: everything behind them is the real thing.
 */
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type ReceiverName, receiverNames } from '../../../shared/contract/app.ts';
import { createEngine, type Engine, type EngineOptions } from '../../engine/engine.ts';
import { DataDirLockedError, lockOwner } from '../../engine/storage/data-dir.ts';
import { workerUrl } from '../../engine/worker-url.ts';
import type { FromThread, ReceiverPorts, ThreadData, ToThread } from './thread-messages.ts';

const STOP_WITHIN_MS = 3_000;
/** It makes much garbage while it tells the past, and needs little at a time. */
const HEAP = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 8 };

/**
 * The engine of the demo. Its receivers take free ports, for the default ones belong to the real Trivet.
 *
 * @throws DataDirLockedError before anything of the demo that runs there is touched
 */
export async function startDemo(options: EngineOptions): Promise<Engine> {
  const owner = lockOwner(options.dataDir);
  if (owner !== null) throw new DataDirLockedError(options.dataDir, owner);
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const thread = new Worker(workerUrl(import.meta.url, './thread'), {
    workerData: { dataDir: options.dataDir } satisfies ThreadData,
    resourceLimits: HEAP,
  });
  try {
    const dockerHost = await listening(thread);
    thread.on('message', (message: FromThread) => {
      if (message.kind === 'trouble') options.logger.warn(`demo: ${message.message}`);
    });
    thread.on('error', (error) => options.logger.error({ err: error }, 'the demo ended'));
    const listen = { ...anyPorts, ...options.listen };
    const engine = await createEngine({ ...options, dockerHost, listen, demo: true });
    send(thread, { kind: 'engine-started', ports: await receiverPorts(engine) });
    return {
      ...engine,
      async stop() {
        await end(thread);
        await engine.stop();
      },
    };
  } catch (error) {
    await thread.terminate();
    throw error;
  }
}

/** The demo runs beside an engine that has the standard ones. */
const anyPorts = Object.fromEntries(receiverNames.map((name) => [name, 0]));

const send = (thread: Worker, message: ToThread) => thread.postMessage(message);

/** @throws what kept the thread from listening */
async function listening(thread: Worker): Promise<string> {
  const [message] = (await once(thread, 'message')) as [FromThread];
  if (message.kind !== 'listening') throw new Error(message.message);
  return message.dockerHost;
}

async function receiverPorts(engine: Engine): Promise<ReceiverPorts> {
  const { receivers } = await engine.status();
  const portOf = (wanted: ReceiverName) =>
    receivers.find(({ name, state }) => name === wanted && state === 'listening')?.port ?? null;
  return { otlp: portOf('otlp-http'), zipkin: portOf('zipkin') };
}

/** It takes its socket away by itself; a thread that does not is ended. */
async function end(thread: Worker): Promise<void> {
  const ended = once(thread, 'exit');
  send(thread, { kind: 'stop' });
  const timer = setTimeout(() => void thread.terminate(), STOP_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}
