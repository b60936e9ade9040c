import { TrivetError } from '../../../shared/contract/errors.ts';
import type { traceExportStreams } from '../../../shared/contract/trace-export.ts';
import type { traceMethods, traceStreams } from '../../../shared/contract/traces.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import { disposable } from '../../../shared/util/disposable.ts';
import type { EngineContext } from '../engine.ts';
import { countTraces } from '../traces/count-traces.ts';
import { exportTraces, notStored } from '../traces/trace-export.ts';

/** Views are told of new spans at most this often. */
const LIVE_EVERY_MS = 1_000;

type TracesContract = {
  methods: typeof traceMethods;
  streams: typeof traceStreams & typeof traceExportStreams;
};

export function createTracesApi({ store, traces, settings }: EngineContext) {
  const methods: Handlers<TracesContract> = {
    'traces.search': (params, { signal }) => store.read('traces.search', params, { signal }),
    'traces.count': (params, { signal }) => countTraces(store, params, signal),
    'traces.complete': (params, { signal }) => store.read('traces.complete', params, { signal }),
    'traces.points': (params, { signal }) => store.read('traces.points', params, { signal }),
    'traces.services': (params, { signal }) => store.read('traces.services', params, { signal }),
    'traces.operationKinds': (params, { signal }) => store.read('traces.operationKinds', params, { signal }),
    'traces.red': (params, { signal }) => store.read('traces.red', params, { signal }),
    'traces.get': async ({ traceId }, { signal }) => {
      const detail = await store.read('traces.detail', { traceId }, { signal });
      if (!detail) throw notStored(traceId);
      return detail;
    },
    'traces.span': async (params, { signal }) => {
      const detail = await store.read('traces.span', params, { signal });
      if (!detail) throw new TrivetError('not_found', `no span ${params.index} in trace ${params.traceId}`);
      return detail;
    },
    'traces.findSpans': async ({ traceId, query }, { signal }) => {
      const found = await store.read('traces.findSpans', { traceId, query }, { signal });
      if (!found) throw notStored(traceId);
      return found;
    },
    'traces.pin': async ({ traceId, pinned }) => {
      if (!(await store.write('traces.pin', { traceId, pinned }))) throw notStored(traceId);
      return {};
    },
  };
  const streams: Subscribers<TracesContract> = {
    'traces.export': ({ redact, ...asked }, sink) => {
      const { redaction } = settings.current.logs;
      const wanted = { ...asked, redaction: (redact ?? redaction.exports) ? redaction : null };
      const ending = new AbortController();
      const take = async (text: string) => {
        const open = await sink.ready();
        if (open) sink.emit({ text });
        return open;
      };
      exportTraces(store, wanted, take, ending.signal).then(
        () => sink.end(),
        (error) => sink.fail(error),
      );
      return disposable(() => ending.abort());
    },
    'traces.counting': (params, sink) => {
      const ending = new AbortController();
      countTraces(store, params, ending.signal, (count) => sink.emit(count)).then(
        () => sink.end(),
        (error) => sink.fail(error),
      );
      return disposable(() => ending.abort());
    },
    'traces.live': (_params, sink) => {
      let waiting = 0;
      const listening = traces.onStored.on((spans) => {
        waiting += spans;
      });
      const timer = setInterval(() => {
        if (waiting === 0) return;
        sink.emit({ spans: waiting });
        waiting = 0;
      }, LIVE_EVERY_MS);
      return disposable(() => {
        clearInterval(timer);
        listening.dispose();
      });
    },
  };
  return { methods, streams };
}
