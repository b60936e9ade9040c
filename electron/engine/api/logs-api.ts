import type { logMethods, logStreams } from '../../../shared/contract/logs.ts';
import { TextRedactor } from '../../../shared/redaction/text-redactor.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';
import { readVolume } from '../logs/read-volume.ts';
import { exportSubscriber } from './log-export-api.ts';

type LogContract = { methods: typeof logMethods; streams: typeof logStreams };

export function createLogsApi(context: EngineContext) {
  const { store, logTail, settings, pipelines } = context;
  /** What a person chose to read records as stands in the settings, which reader threads do not see. */
  const chosen = () => ({ formats: settings.current.logs.formats });
  const methods: Handlers<LogContract> = {
    'logs.query': (params, { signal }) => store.read('logs.query', { ...params, ...chosen() }, { signal }),
    'logs.volume': (params, { signal }) => readVolume(store, { ...params, ...chosen() }, signal),
    'logs.streams': (_params, { signal }) => store.read('logs.streams', {}, { signal }),
    'logs.errorCounts': (params, { signal }) => store.read('logs.errorCounts', params, { signal }),
    'logs.complete': (params, { signal }) =>
      store.read('logs.complete', { ...params, ...chosen() }, { signal }),
    'logs.fields': (params, { signal }) => store.read('logs.fields', { ...params, ...chosen() }, { signal }),
    'logs.fieldStats': (params, { signal }) =>
      store.read('logs.fieldStats', { ...params, ...chosen() }, { signal }),
    'logs.patterns': (params, { signal }) =>
      store.read('logs.patterns', { ...params, ...chosen() }, { signal }),
    'logs.newPatterns': (params, { signal }) => store.read('logs.newPatterns', params, { signal }),
    async 'logs.setFormat'({ entity, format }) {
      const { logs } = settings.current;
      const { [entity]: _, ...formats } = logs.formats;
      await settings.set({ logs: { ...logs, formats: format ? { ...formats, [entity]: format } : formats } });
      return {};
    },
    'logs.pipelines': () => pipelines.views,
    'logs.tryRedaction': ({ text }) => {
      const redactor = new TextRedactor(settings.current.logs.redaction);
      return { text: redactor.redact(text), found: redactor.takeCounts() };
    },
  };
  const streams: Subscribers<LogContract> = {
    'logs.tail': (filter, sink) => logTail.subscribe(filter, (tail) => sink.emit(tail)),
    'logs.export': exportSubscriber(context),
  };
  return { methods, streams };
}
