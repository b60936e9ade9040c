import type { dashboardMethods, dashboardStreams } from '../../../shared/contract/dashboards.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import type { Dashboards } from '../dashboards/dashboards.ts';
import type { EngineContext } from '../engine.ts';

/** Dashboards: those built in, and files. Loaded when first asked for. */
export function createDashboardsApi({ options, settings, logger, owned }: EngineContext) {
  let loaded: Promise<Dashboards> | null = null;
  const load = async () => {
    const module = await import('../dashboards/dashboards.ts');
    return owned.add(new module.Dashboards({ dataDir: options.dataDir, settings, logger }));
  };
  const dashboards = () => (loaded ??= load());
  const methods: Handlers<{ methods: typeof dashboardMethods; streams: Record<never, never> }> = {
    'dashboards.list': async () => (await dashboards()).list(),
    'dashboards.get': async ({ id }) => (await dashboards()).get(id),
    'dashboards.save': async ({ id, json, basedOnMs }) => (await dashboards()).save(id, json, basedOnMs),
    'dashboards.import': async ({ json }) => (await dashboards()).import(json),
    'dashboards.delete': async ({ id }) => {
      await (await dashboards()).remove(id);
      return null;
    },
  };
  const streams: Subscribers<{ methods: Record<never, never>; streams: typeof dashboardStreams }> = {
    'dashboards.live': async (_params, sink) =>
      (await dashboards()).watch(
        (list) => sink.emit(list),
        (error) => sink.fail(error),
      ),
  };
  return { methods, streams };
}
