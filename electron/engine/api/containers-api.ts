import type { containerStreams } from '../../../shared/contract/containers.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import type { Subscribers } from '../../../shared/rpc/server.ts';
import { DisposableStore } from '../../../shared/util/disposable.ts';
import type { EngineContext } from '../engine.ts';

const STATS_EVERY_MS = 1_000;

type LiveContract = {
  methods: Record<never, never>;
  streams: Pick<typeof containerStreams, 'containers.live'>;
};

/** Containers as they are now: what the daemon has, with the newest reading of each. */
export function createContainersApi({ docker, latestStats }: EngineContext) {
  const list = (): ContainerSummary[] =>
    [...docker.containers.values()].map((summary) => ({
      ...summary,
      stats: summary.state === 'running' ? (latestStats.get(summary.id) ?? null) : null,
    }));

  const streams: Subscribers<LiveContract> = {
    /** Changes at once, readings once a second. */
    'containers.live': (_params, sink) => {
      const owned = new DisposableStore();
      const emit = () => sink.emit({ containers: list() });
      emit();
      owned.add(docker.onContainers.on(emit));
      const timer = setInterval(emit, STATS_EVERY_MS);
      owned.onDispose(() => clearInterval(timer));
      return owned;
    },
  };
  return { methods: { 'containers.list': list }, streams };
}
