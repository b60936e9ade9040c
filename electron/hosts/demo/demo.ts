/**
 * A small simulated shop. Its containers answer through a stand-in for the Docker API on a socket, its telemetry
 * enters through the engine's own receivers: everything behind them is the real thing.
 */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type ReceiverName, receiverNames } from '../../../shared/contract/app.ts';
import { createEngine, type Engine, type EngineOptions } from '../../engine/engine.ts';
import { DataDirLockedError, lockOwner } from '../../engine/storage/data-dir.ts';
import { workerUrl } from '../../engine/worker-url.ts';
import { demoRules } from './demo-rules.ts';
import { writeObjectives } from './objectives.ts';
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
    const { dockerHost, metricsPort } = await listening(thread);
    thread.on('message', (message: FromThread) => {
      if (message.kind === 'trouble') options.logger.warn(`demo: ${message.message}`);
    });
    thread.on('error', (error) => options.logger.error({ err: error }, 'the demo ended'));
    const listen = { ...anyPorts, ...options.listen };
    writeObjectives(options.dataDir);
    const fixedSettings = scrapingThePage(options, metricsPort);
    const engine = await createEngine({ ...options, dockerHost, listen, fixedSettings, demo: true });
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

const RULES_FILE = 'demo-rules.yml';

/** A prometheus.yml in the data directory, as a person would write one, for the shop's page and its rules. */
function scrapingThePage(
  { dataDir, fixedSettings }: EngineOptions,
  port: number,
): NonNullable<EngineOptions['fixedSettings']> {
  const file = join(dataDir, 'demo-prometheus.yml');
  const job = `  - job_name: shop\n    scrape_interval: 10s\n    static_configs:\n      - targets: ['127.0.0.1:${port}']\n`;
  writeFileSync(join(dataDir, RULES_FILE), demoRules, { mode: 0o600 });
  const rules = `rule_files: [${RULES_FILE}]\n`;
  writeFileSync(file, `# Written at every start of the demo.\n${rules}scrape_configs:\n${job}`, {
    mode: 0o600,
  });
  const { settings = {}, by = 'the demo' } = fixedSettings ?? {};
  return { settings: { ...settings, scrape: { ...settings.scrape, files: [file] } }, by };
}

/** The demo runs beside an engine that has the standard ones. */
const anyPorts = Object.fromEntries(receiverNames.map((name) => [name, 0]));

const send = (thread: Worker, message: ToThread) => thread.postMessage(message);

/** @throws what kept the thread from listening */
async function listening(thread: Worker): Promise<Extract<FromThread, { kind: 'listening' }>> {
  const [message] = (await once(thread, 'message')) as [FromThread];
  if (message.kind !== 'listening') throw new Error(message.message);
  return message;
}

async function receiverPorts(engine: Engine): Promise<ReceiverPorts> {
  const { receivers } = await engine.status();
  const portOf = (wanted: ReceiverName) =>
    receivers.find(({ name, state }) => name === wanted && state === 'listening')?.port ?? null;
  return { otlp: portOf('otlp-http'), zipkin: portOf('zipkin'), statsd: portOf('statsd') };
}

/** It takes its socket away by itself; a thread that does not is ended. */
async function end(thread: Worker): Promise<void> {
  const ended = once(thread, 'exit');
  send(thread, { kind: 'stop' });
  const timer = setTimeout(() => void thread.terminate(), STOP_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}
