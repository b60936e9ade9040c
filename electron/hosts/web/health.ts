import type { FastifyInstance } from 'fastify';
import type { EngineStatus } from '../../../shared/contract/app.ts';
import type { Engine } from '../../engine/engine.ts';

export type HealthyEngine = Pick<Engine, 'status' | 'checkStore'>;

interface Health {
  status: 'ok' | 'degraded' | 'unavailable';
  /** What is not as it should be, one sentence each. */
  problems: string[];
}

function shortcomings(status: EngineStatus): string[] {
  return [
    ...status.sources
      .filter(({ state }) => state !== 'connected')
      .map(({ name, state, cause }) => `${name}: ${cause ?? state}`),
    ...status.receivers
      .filter(({ state }) => state === 'failed')
      .map(({ name, reason }) => `${name}: ${reason ?? 'failed'}`),
    ...status.problems.map(({ message }) => message),
  ];
}

async function health(engine: HealthyEngine): Promise<Health> {
  const failure = await engine.checkStore();
  if (failure !== null) return { status: 'unavailable', problems: [`store: ${failure}`] };
  const problems = shortcomings(await engine.status());
  return { status: problems.length > 0 ? 'degraded' : 'ok', problems };
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
      const failed = answer.status === 'unavailable' && path === '/health/ready';
      return reply.code(failed ? 503 : 200).send(answer);
    });
  }
}
