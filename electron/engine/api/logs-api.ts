import { TrivetError } from '../../../shared/contract/errors.ts';
import type { logMethods, logStreams } from '../../../shared/contract/logs.ts';
import { TextRedactor } from '../../../shared/redaction/text-redactor.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';
import { exportSubscriber } from './log-export-api.ts';

type LogContract = { methods: typeof logMethods; streams: typeof logStreams };

export function createLogsApi(context: EngineContext) {
  const { store, logTail, settings } = context;
  const methods: Handlers<LogContract> = {
    'logs.query': (params, { signal }) => store.read('logs.query', params, { signal }),
    'logs.volume': (params, { signal }) => store.read('logs.volume', params, { signal }),
    'logs.streams': (_params, { signal }) => store.read('logs.streams', {}, { signal }),
    'logs.errorCounts': (params, { signal }) => store.read('logs.errorCounts', params, { signal }),
    'logs.complete': notBuilt,
    'logs.fields': notBuilt,
    'logs.fieldStats': notBuilt,
    'logs.patterns': (params, { signal }) => store.read('logs.patterns', params, { signal }),
    'logs.newPatterns': (params, { signal }) => store.read('logs.newPatterns', params, { signal }),
    'logs.setFormat': notBuilt,
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

const notBuilt = async () => {
  throw new TrivetError('unavailable', 'not built yet');
};
