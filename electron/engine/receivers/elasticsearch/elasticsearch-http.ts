import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LogIntake } from '../../logs/log-intake.ts';
import type { DocumentTarget, LogEncoding } from '../decode/decode-logs.ts';
import type { HttpProtocol, ReceivedRequest } from '../http-receiver.ts';
import { answerJson, elasticMediaTypes, refuse } from './answers.ts';
import { serveProbes } from './probes.ts';

const statuses = {
  malformed: 400,
  'too large': 413,
  'too many': 413,
  unavailable: 503,
  failed: 500,
} as const;

interface DocumentRequest {
  Params: { index?: string; id?: string };
  Querystring: { filter_path?: string };
}

/**
 * What senders of logs use of Elasticsearch: `_bulk`, `_doc` and `_create`, answered per document after the commit, and
 * what they ask or set up before they send. Nothing is searched here.
 */
export function elasticsearchHttp(logs: LogIntake): HttpProtocol {
  return {
    name: 'elasticsearch',
    signal: () => 'logs',
    mediaTypes: () => elasticMediaTypes,
    refuse,
    routes(app: FastifyInstance) {
      // Its clients talk to nothing that does not say this in every answer.
      app.addHook('onSend', async (_request, reply) => {
        reply.header('x-elastic-product', 'Elasticsearch');
      });
      const bulk = takes(logs, 'elasticsearch-bulk');
      const document = takes(logs, 'elasticsearch-document');
      for (const method of ['POST', 'PUT'] as const) {
        app.route<DocumentRequest>({ method, url: '/_bulk', handler: bulk });
        app.route<DocumentRequest>({ method, url: '/:index/_bulk', handler: bulk });
        app.route<DocumentRequest>({ method, url: '/:index/_doc/:id', handler: document });
        app.route<DocumentRequest>({ method, url: '/:index/_create/:id', handler: document });
      }
      app.route<DocumentRequest>({ method: 'POST', url: '/:index/_doc', handler: document });
      serveProbes(app);
    },
  };
}

const takes =
  (logs: LogIntake, encoding: LogEncoding) =>
  async (request: FastifyRequest<DocumentRequest>, reply: FastifyReply): Promise<FastifyReply> => {
    const received = request.body as ReceivedRequest | undefined;
    if (!received) return refuse(request, reply, 400, 'request body is required');
    const { index = '', id = null } = request.params;
    const target: DocumentTarget = { index, id, filter: String(request.query.filter_path ?? '') };
    try {
      const { bytes, compression } = received.body;
      const body = { bytes, compression, encoding, target };
      const outcome = await logs.accept('elasticsearch', body, received.peer);
      const isAnswered = outcome.kind === 'stored' || outcome.kind === 'malformed';
      if (isAnswered && outcome.answer) {
        return answerJson(request, reply, outcome.answer.status, outcome.answer.json);
      }
      const status = outcome.kind === 'stored' ? 500 : statuses[outcome.kind];
      return refuse(request, reply, status, outcome.message);
    } finally {
      received.release();
    }
  };
