import { readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import type { Disposable } from '../../../shared/util/disposable.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import type { EngineContext, EngineOptions } from '../engine.ts';
import { DockerCollector } from './docker-collector.ts';
import type { DockerSource } from './docker-source.ts';
import type { Surroundings } from './endpoint.ts';

/** The daemon's collector as the engine's options want it: found, named, or switched off. */
export function createDockerSource(
  options: EngineOptions,
  parts: Pick<EngineContext, 'clock' | 'counters' | 'store' | 'logger'>,
): DockerSource & Disposable {
  if (options.docker === 'off') return noDocker();
  const dockerHost = async () =>
    options.dockerHost ?? options.fixedSettings?.settings.dockerHost ?? (await storedDockerHost(parts.store));
  return new DockerCollector({ ...parts, machine: thisMachine(), dockerHost });
}

async function storedDockerHost(store: EngineContext['store']): Promise<string | null> {
  const json = new Map(await store.write('settings.read', {})).get('dockerHost');
  const value: unknown = json === undefined ? null : JSON.parse(json);
  return typeof value === 'string' && value !== '' ? value : null;
}

function thisMachine(): Surroundings {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    tmpDir: tmpdir(),
    readFile(path) {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        // Not there or not readable: either way discovery goes on without it.
        return null;
      }
    },
  };
}

function noDocker(): DockerSource & Disposable {
  return {
    status: {
      name: 'docker',
      state: 'unavailable',
      endpoint: null,
      detail: null,
      running: 0,
      total: 0,
      cause: 'Docker is switched off here.',
      cure: null,
    },
    docker: null,
    containers: new Map(),
    onStatus: new Emitter(),
    onContainers: new Emitter(),
    onEvent: new Emitter(),
    reconnect: () => undefined,
    dispose: () => undefined,
  };
}
