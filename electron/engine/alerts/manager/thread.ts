import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { TrivetError, toErrorBody } from '../../../../shared/contract/errors.ts';
import type { Slices } from '../../promql/evaluation.ts';
import { openForReading } from '../../storage/connection.ts';
import { followedSeries } from '../../storage/metrics/stored-series.ts';
import { StatementCache } from '../../storage/session.ts';
import type { ThreadReply, ThreadRequest } from '../../storage/thread-client.ts';
import { TELEMETRY_FILE } from '../../storage/writer/open-files.ts';
import { checkText } from './rule-book.ts';
import { RuleEvaluator } from './rule-evaluator.ts';
import type { EvaluateParams, LoadParams } from './thread-messages.ts';

/** Reads rule files and evaluates their groups, one request after the other. */
const port = parentPort;
if (!port) throw new Error('rules run on a worker thread');

const reply = (message: ThreadReply, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
const session = new StatementCache(openForReading(join(workerData.dataDir as string, TELEMETRY_FILE)));
const { source, follow } = followedSeries(session);
const evaluator = new RuleEvaluator(source, follow);
let closing = false;

async function run<T>(slices: Slices<T>): Promise<T> {
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
    if (closing) throw new TrivetError('cancelled', 'cancelled');
    await nextTurn();
  }
}

function answer({ name, params }: ThreadRequest): unknown {
  switch (name) {
    case 'load':
      return evaluator.load(params as LoadParams);
    case 'evaluate':
      return run(evaluator.evaluate(params as EvaluateParams));
    case 'check':
      return checkText(params as string);
    case 'shift':
      return evaluator.shift(params as number);
    case 'firing':
      return evaluator.firing(params as number);
    default:
      throw new TrivetError('not_found', `no request ${name}`);
  }
}

async function take(request: ThreadRequest): Promise<void> {
  const { id, name } = request;
  if (name === 'close') {
    session.db.close();
    port?.close();
    return;
  }
  try {
    reply({ kind: 'result', id, value: await answer(request) });
  } catch (error) {
    const { code, message } = toErrorBody(error);
    reply({ kind: 'error', id, code, message });
  }
}

let turn: Promise<void> = Promise.resolve();
port.on('message', (request: ThreadRequest) => {
  if (request.name === 'close') closing = true;
  if (request.name === 'cancel') return;
  turn = turn.then(() => take(request));
});

reply({ kind: 'ready', value: null });
