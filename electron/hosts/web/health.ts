import type { FastifyInstance } from 'fastify';
import type { EngineStatus } from '../../../shared/contract/app.ts';
import type { Engine } from '../../engine/engine.ts';

export type HealthyEngine = Pick<Engine, 'status' | 'checkStore' | 'checkFiles'>;

type State = 'ok' | 'degraded' | 'failed';

interface Check {
  name: 'database' | 'file_system' | 'docker' | 'receivers';
  status: State;
  /** What is not as it should be; null where everything is. */
  message: string | null;
}

interface Health {
  /** Of all checks the worst. */
  status: State;
  checks: Check[];
  /** What is not as it should be, one sentence each. */
  problems: string[];
}

const check = (name: Check['name'], otherwise: State, faults: (string | null)[]): Check => {
  const message = faults.filter((fault) => fault !== null).join('; ');
  return message === '' ? { name, status: 'ok', message: null } : { name, status: otherwise, message };
};

function dockerCheck({ sources }: EngineStatus): Check {
  const faults = sources.map(({ name, state, cause }) =>
    state === 'connected' ? null : `${name}: ${cause ?? state}`,
  );
  return check('docker', 'degraded', faults);
}

function receiversCheck({ receivers }: EngineStatus): Check {
  const faults = receivers.map(({ name, state, reason }) =>
    state === 'failed' ? `${name}: ${reason ?? 'failed'}` : null,
  );
  return check('receivers', 'degraded', faults);
}

const states: readonly State[] = ['ok', 'degraded', 'failed'];

async function health(engine: HealthyEngine): Promise<Health> {
  const [status, store, files] = await Promise.all([
    engine.status(),
    engine.checkStore(),
    engine.checkFiles(),
  ]);
  const checks = [
    check('database', 'failed', [store === null ? null : `store: ${store}`]),
    check('file_system', files.writable ? 'degraded' : 'failed', [files.problem]),
    dockerCheck(status),
    receiversCheck(status),
  ];
  const problems = [
    ...checks.flatMap(({ message }) => message ?? []),
    ...status.problems.map(({ message }) => message),
  ];
  const worst = Math.max(
    ...checks.map(({ status: state }) => states.indexOf(state)),
    problems.length > 0 ? 1 : 0,
  );
  return { status: states[worst]!, checks, problems };
}

/**
 * `/health/live` says that the process runs, to anyone. `/health` and `/health/ready` need the token; ready is
 * 503 only when the store cannot take data, for a missing daemon or a taken port stops nothing else.
 */
export function serveHealth(app: FastifyInstance, engine: HealthyEngine): void {
  app.get('/health/live', async () => ({ status: 'ok' }));
  for (const path of ['/health', '/health/ready']) {
    app.get(path, async (_request, reply) => {
      const answer = await health(engine);
      const failed = answer.status === 'failed' && path === '/health/ready';
      return reply.code(failed ? 503 : 200).send(answer);
    });
  }
}
