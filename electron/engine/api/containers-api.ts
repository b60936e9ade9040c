import type {
  ContainerDetail,
  containerMethods,
  containerStreams,
} from '../../../shared/contract/containers.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import { DisposableStore } from '../../../shared/util/disposable.ts';
import { actOnContainer } from '../docker/actions.ts';
import type { Audit } from '../docker/audit.ts';
import { containerDetail } from '../docker/container-detail.ts';
import { dockerError } from '../docker/docker-error.ts';
import { defaultShell, type ExecSessions } from '../docker/exec-sessions.ts';
import { findContainer, requireContainer, requireDocker } from '../docker/find-container.ts';
import { assignment } from '../docker/mask-inspect.ts';
import { processTable } from '../docker/processes.ts';
import { maskArguments } from '../docker/secrets.ts';
import type { EngineContext } from '../engine.ts';

const STATS_EVERY_MS = 1_000;

type EventNames = 'events.query' | 'events.live';
type ContainersContract = {
  methods: Omit<typeof containerMethods, EventNames>;
  streams: Omit<typeof containerStreams, EventNames>;
};

/** Containers as they are now, with the newest reading of each, and what a person does to them. */
export function createContainersApi(context: EngineContext, audit: Audit, shells: ExecSessions) {
  const { docker: source, latestStats, store } = context;

  const withStats = (summary: ContainerSummary): ContainerSummary => ({
    ...summary,
    stats: summary.state === 'running' ? (latestStats.get(summary.id) ?? null) : null,
  });
  const list = () => [...source.containers.values()].map(withStats);
  const newestReading = () =>
    Math.max(latestStats.size, ...[...latestStats.values()].map(({ timeMs }) => timeMs));
  const container = (id: string) => requireDocker(source).getContainer(requireContainer(source, id).id);

  async function inspect({ id }: { id: string }): Promise<ContainerDetail> {
    const summary = findContainer(source, id);
    if (summary && source.docker) {
      return containerDetail(await container(summary.id).inspect().catch(rethrow), withStats(summary));
    }
    const remembered = await store.read('entities.find', { text: id });
    if (!remembered) throw new TrivetError('not_found', `there is no container ${id}`);
    return { ...remembered, summary: { ...remembered.summary, state: 'gone', health: null, stats: null } };
  }

  async function revealEnv({ id, name }: { id: string; name: string }): Promise<{ value: string }> {
    const target = requireContainer(source, id).name;
    return audit.record('reveal variable', target, name, async () => {
      const { Config } = await container(id).inspect();
      const line = (Config.Env ?? []).find((entry) => assignment(entry)[0] === name);
      if (line === undefined) throw new TrivetError('not_found', `${target} has no variable ${name}`);
      return { value: assignment(line)[1] };
    });
  }

  const methods: Handlers<ContainersContract> = {
    'containers.list': list,
    'containers.inspect': inspect,
    'containers.runs': ({ entity }, { signal }) => store.read('entities.runs', { entity }, { signal }),
    'containers.revealEnv': revealEnv,
    'containers.processes': async ({ id }) => processTable(await container(id).top().catch(rethrow)),
    'containers.action': async (request) => {
      await actOnContainer(source, audit, request);
      return {};
    },
    'exec.input': async ({ sessionId, data }) => {
      await shells.input(sessionId, data);
      return {};
    },
    'exec.resize': async ({ sessionId, columns, rows }) => {
      await shells.resize(sessionId, columns, rows);
      return {};
    },
    'audit.list': ({ limit }) => store.write('audit.list', { limit }),
  };

  const streams: Subscribers<ContainersContract> = {
    /** Changes at once, readings once a second. */
    'containers.live': (_params, sink) => {
      const owned = new DisposableStore();
      let told = -1;
      const emit = () => {
        told = newestReading();
        sink.emit({ containers: list() });
      };
      emit();
      owned.add(source.onContainers.on(emit));
      const timer = setInterval(() => newestReading() !== told && emit(), STATS_EVERY_MS);
      owned.onDispose(() => clearInterval(timer));
      return owned;
    },
    'exec.session': ({ containerId, command = defaultShell, columns, rows }, sink) => {
      const { name } = requireContainer(source, containerId);
      return audit.record('open shell', name, maskArguments(command).join(' '), () =>
        shells.open(container(containerId), { command, columns, rows }, sink),
      );
    },
  };
  return { methods, streams };
}

function rethrow(error: unknown): never {
  throw dockerError(error);
}
