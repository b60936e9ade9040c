import type { dashboardMethods, dashboardStreams } from '../../../shared/contract/dashboards.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import { Dashboards } from '../dashboards/dashboards.ts';
import type { EngineContext } from '../engine.ts';

/** Dashboards: those built in, and files. */
export function createDashboardsApi({ options, settings, logger, owned }: EngineContext) {
  const dashboards = owned.add(new Dashboards({ dataDir: options.dataDir, settings, logger }));
  const methods: Handlers<{ methods: typeof dashboardMethods; streams: Record<never, never> }> = {
    'dashboards.list': () => dashboards.list(),
    'dashboards.get': ({ id }) => dashboards.get(id),
    'dashboards.save': ({ id, json, basedOnMs }) => dashboards.save(id, json, basedOnMs),
    'dashboards.import': ({ json }) => dashboards.import(json),
    'dashboards.delete': async ({ id }) => {
      await dashboards.remove(id);
      return null;
    },
  };
  const streams: Subscribers<{ methods: Record<never, never>; streams: typeof dashboardStreams }> = {
    'dashboards.live': (_params, sink) =>
      dashboards.watch(
        (list) => sink.emit(list),
        (error) => sink.fail(error),
      ),
  };
  return { methods, streams };
}
