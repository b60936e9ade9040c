import { TrivetError } from '../../../shared/contract/errors.ts';
import type { logInputMethods, logInputStreams } from '../../../shared/contract/log-input.ts';
import type { Handlers, Subscribers } from '../../../shared/rpc/server.ts';
import { disposable } from '../../../shared/util/disposable.ts';
import type { EngineContext } from '../engine.ts';
import { LogInput } from '../logs/log-input.ts';
import { LogWriter } from '../logs/log-writer.ts';

type LogInputContract = { methods: typeof logInputMethods; streams: typeof logInputStreams };

interface Input {
  taken: LogInput;
  /** Stored. */
  lines: number;
}

const MOST_INPUTS = 64;
const MOST_PIECE_BYTES = 4 * 2 ** 20;
/** States of followed files are told this often. */
const TELL_EVERY_MS = 500;

/** Lines that commands hand over, and files that they ask to be followed. */
export function createLogInputApi({ logs, logFiles, beforeStop }: EngineContext) {
  const inputs = new Map<string, Input>();
  beforeStop.add(async () => {
    await Promise.allSettled([...inputs.values()].map(({ taken }) => taken.leave()));
  });

  const methods: Handlers<LogInputContract> = {
    'logs.send': async ({ inputId, bytes, last }) => {
      const input = inputs.get(inputId);
      if (!input) throw new TrivetError('not_found', 'no such input, or it is over');
      if (bytes.length > MOST_PIECE_BYTES) {
        throw new TrivetError('limit', `a piece of an input may have ${MOST_PIECE_BYTES} bytes`);
      }
      await input.taken.send(bytes, last);
      return { lines: input.lines };
    },
    'logs.followed': () => logFiles.list(),
  };

  const streams: Subscribers<LogInputContract> = {
    'logs.receive': ({ name, service }, sink) => {
      if (inputs.size >= MOST_INPUTS)
        throw new TrivetError('limit', `${MOST_INPUTS} inputs are open already`);
      const origin = { source: 'stdin', entity: `stdin:${name}`, containerId: '', container: name } as const;
      const writer = new LogWriter({
        ingest: logs,
        receiver: 'stdin',
        origin: { ...origin, service, labels: [] },
        onStored: (count) => {
          input.lines += count;
          sink.emit({ inputId: taken.id, lines: input.lines });
        },
      });
      const taken = new LogInput(writer);
      const input: Input = { taken, lines: 0 };
      inputs.set(taken.id, input);
      sink.emit({ inputId: taken.id, lines: 0 });
      return disposable(() => {
        const end = () => {
          inputs.delete(taken.id);
          writer.dispose();
        };
        taken.leave().then(end, end);
      });
    },
    'logs.follow': ({ files }, sink) => {
      const held = logFiles.hold(files);
      let told = '';
      const tell = () => {
        const now = logFiles.list();
        const text = JSON.stringify(now);
        if (text !== told) sink.emit(now);
        told = text;
      };
      const timer = setInterval(tell, TELL_EVERY_MS);
      return disposable(() => {
        clearInterval(timer);
        held.dispose();
      });
    },
  };
  return { methods, streams };
}
