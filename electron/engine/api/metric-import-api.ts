import { TrivetError } from '../../../shared/contract/errors.ts';
import type { metricImportStreams } from '../../../shared/contract/metric-import.ts';
import type { Subscribers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';
import { importMetricFile } from '../metrics/import/metric-import.ts';

type ImportContract = { methods: Record<never, never>; streams: typeof metricImportStreams };

export function createMetricImportApi({ metrics, settings, clock }: EngineContext) {
  const streams: Subscribers<ImportContract> = {
    'metrics.import': ({ path, format }, sink) => {
      const cancelling = new AbortController();
      const keptSinceMs = clock.now() - settings.current.retention.metrics.maxAgeMs;
      const { signal } = cancelling;
      const onProgress = sink.emit.bind(sink);
      importMetricFile({ sink: metrics, path, format, keptSinceMs, signal, onProgress }).then(
        (event) => {
          sink.emit(event);
          sink.end();
        },
        (error: unknown) => sink.fail(error),
      );
      return { dispose: () => cancelling.abort(new TrivetError('cancelled', 'cancelled')) };
    },
  };
  return { streams };
}
