import type { FastifyInstance } from 'fastify';
import type { Engine } from '../../engine/engine.ts';

export type MeasuredEngine = Pick<Engine, 'metrics'>;

/**
 * `/metrics` for Prometheus and all that read its formats, `/metrics/custom` as JSON. A browser that goes to
 * `/metrics` means the view of that address: no scraper asks for a page.
 */
export function serveOwnMetrics(app: FastifyInstance, { metrics }: MeasuredEngine): void {
  app.get('/metrics', async (request, reply) => {
    if ((request.headers.accept ?? '').includes('text/html')) return reply.callNotFound();
    const openMetrics = (request.headers.accept ?? '').includes('application/openmetrics-text');
    const { contentType, text } = await metrics.exposition(openMetrics);
    return reply.type(contentType).send(text);
  });
  app.get('/metrics/custom', async () => metrics.custom());
}
