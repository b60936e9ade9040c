import type { FastifyInstance } from 'fastify';
import type { WriteTaker } from '../../engine/metrics/remote-write.ts';
import { takeWrite, WRITE_PATH, WRITE_TYPE } from '../../engine/receivers/remote-write.ts';
import { defaultBodyLimits } from '../../engine/receivers/request-body.ts';

/** Remote write beside the query API, as Prometheus has it; here with the token. */
export function serveRemoteWrite(app: FastifyInstance, write: WriteTaker): void {
  void app.register(async (scope) => {
    const options = { parseAs: 'buffer', bodyLimit: defaultBodyLimits.compressedBytes } as const;
    scope.addContentTypeParser(WRITE_TYPE, options, async (_request: unknown, body: Buffer) => body);
    scope.post(WRITE_PATH, { bodyLimit: defaultBodyLimits.compressedBytes }, (request, reply) =>
      takeWrite(write, request, reply, request.body as Buffer),
    );
  });
}
