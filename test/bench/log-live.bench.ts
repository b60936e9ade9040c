import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Dockerode from 'dockerode';
import pino from 'pino';
import { systemClock } from '../../electron/engine/clock.ts';
import { Counters } from '../../electron/engine/counters.ts';
import type { DockerSource } from '../../electron/engine/docker/docker-source.ts';
import { LogCollector } from '../../electron/engine/docker/log-collector.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import type { ContainerSummary } from '../../shared/model/container.ts';
import { Emitter } from '../../shared/util/emitter.ts';
import { docker, dockerMissing, ensureBusyboxImage, removeContainer, uniqueName } from '../docker.ts';
import { logIngest } from '../engine/log-ingest.ts';
import { type Bench, medians, perSecond } from './harness.ts';

const LINES = 300_000;
const run = promisify(execFile);

/** A container that has printed and sleeps; its log is what both read. */
async function talkedContainer(): Promise<{ id: string; name: string }> {
  const image = await ensureBusyboxImage();
  const name = uniqueName('bench');
  const text =
    'INFO request handled for user 4711 in 12 ms with result ok and nothing else to say about it all';
  const script = `yes '${text}' | head -n ${LINES}; echo finished; sleep 600`;
  const id = await docker('run', '-d', '--network', 'none', '--name', name, image, 'sh', '-c', script);
  while ((await docker('logs', '--tail', '1', name)) !== 'finished') await run('sleep', ['0.2']);
  return { id, name };
}

/** A daemon with this one container, so that what else runs on the machine is left alone. */
function sourceOf(id: string, name: string): DockerSource {
  const summary = { id, name, entity: `name:${name}`, state: 'running' } as ContainerSummary;
  return {
    status: {
      name: 'docker',
      state: 'connected',
      endpoint: null,
      detail: null,
      running: 1,
      total: 1,
      cause: null,
      cure: null,
    },
    docker: new Dockerode(),
    containers: new Map([[id, summary]]),
    onStatus: new Emitter(),
    onContainers: new Emitter(),
    onEvent: new Emitter(),
    reconnect: () => undefined,
  };
}

async function collect(id: string, name: string): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  const logger = pino({ level: 'silent' });
  const store = await Store.open(dir, false, logger);
  const counters = new Counters(systemClock);
  const source = sourceOf(id, name);
  const ingest = logIngest(store, { counters });
  const options = { source, store, ingest, clock: systemClock, logger };
  const collector = new LogCollector({ ...options, maxAgeMs: () => 86_400_000 });
  const stored = () => counters.receivedCounts().find(({ signal }) => signal === 'logs')?.items ?? 0;
  while (stored() < LINES + 1) await new Promise((resolve) => setTimeout(resolve, 5));
  collector.dispose();
  ingest.dispose();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
}

async function readWithCli(name: string): Promise<void> {
  const cli = spawn('docker', ['logs', '-t', name], { stdio: 'ignore' });
  await once(cli, 'exit');
}

export const bench: Bench = {
  name: 'log-live',
  skip: () => dockerMissing,
  async run() {
    const { id, name } = await talkedContainer();
    try {
      const { trivet, cli } = await medians(
        {
          trivet: () => perSecond(LINES, () => collect(id, name)),
          cli: () => perSecond(LINES, () => readWithCli(name)),
        },
        3,
      );
      return [
        {
          what: "lines of a container's log to committed",
          figure: trivet,
          unit: 'lines/s',
          baseline: { what: 'docker logs -t to /dev/null', figure: cli },
          aim: { of: 'ratio', atLeast: 0.8 },
        },
      ];
    } finally {
      await removeContainer(name);
    }
  },
};
