import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import type { ServiceMap } from '../../../../shared/contract/trace-answers.ts';
import type { SpanKind } from '../../../../shared/model/span.ts';
import { spanKindNames } from '../../../../shared/model/span.ts';
import { exportedText } from '../exported-text.ts';
import type { LocalClient } from '../local-client.ts';
import { BadParameter, type JaegerSearch, parseSearch, type Query, traceIdOf } from './jaeger-query.ts';

/** What every answer of Jaeger's query API is wrapped in. */
interface Structured {
  data: unknown;
  total: number;
  limit: number;
  offset: number;
  errors: { code?: number; msg: string; traceID?: string }[] | null;
}

const structured = (data: unknown, total = 0): Structured => ({
  data,
  total,
  limit: 0,
  offset: 0,
  errors: null,
});

const MOST_IDS = 100;
const DEPENDENCY_LOOKBACK_MS = 24 * 3600 * 1000;

export const queryOf = (request: FastifyRequest): Query =>
  new URL(request.url, 'http://localhost').searchParams;

/**
 * Jaeger's HTTP query API as its UI and Grafana's data source ask it (jaeger cmd/jaeger/internal/extension/jaegerquery
 * http_handler.go): services, operations, traces, dependencies.
 */
export function serveJaegerApi(app: FastifyInstance, client: LocalClient, now: () => number): void {
  app.get(
    '/api/services',
    guarded(async (_request, reply) => {
      const services = (await client.call('traces.services', {})).map(({ service }) => service);
      return reply.send(structured(services, services.length));
    }),
  );

  app.get<{ Params: { service: string } }>(
    '/api/services/:service/operations',
    guarded(async (request, reply) => {
      const { service } = request.params as { service: string };
      const names = await operationsOf(client, service);
      return reply.send(structured(names, names.length));
    }),
  );

  app.get(
    '/api/operations',
    guarded(async (request, reply) => {
      const query = queryOf(request);
      const service = query.get('service');
      if (!service) throw new BadParameter("parameter 'service' is required");
      const operations = await operationsWithKind(client, service, query.get('spanKind') ?? '');
      return reply.send(structured(operations, operations.length));
    }),
  );

  app.get(
    '/api/traces',
    guarded(async (request, reply) => {
      const query = queryOf(request);
      const ids = query.getAll('traceID');
      if (ids.length > 0) return sendTraces(client, reply, ids);
      const traceIds = await searched(client, parseSearch(query, now()));
      return traceIds.length === 0
        ? reply.send(structured([]))
        : sendText(reply, exportedText(client, { format: 'jaeger', traceIds }));
    }),
  );

  app.get(
    '/api/traces/:id',
    guarded(async (request, reply) => {
      const { id } = request.params as { id: string };
      return sendText(reply, exportedText(client, { format: 'jaeger', traceIds: [traceIdOf(id)] }));
    }),
  );

  app.get(
    '/api/dependencies',
    guarded(async (request, reply) => {
      const range = dependencyRange(queryOf(request), now());
      const links = dependenciesOf(await client.call('traces.map', range));
      return reply.send(structured(links, links.length));
    }),
  );
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Errors as Jaeger words them: `{data: null, errors: [{code, msg}]}`. */
function guarded(handle: Handler): Handler {
  return async (request, reply) => {
    try {
      return await handle(request, reply);
    } catch (error) {
      const code = statusOf(error);
      if (code === 500) throw error;
      const msg = error instanceof Error ? error.message : String(error);
      return reply.code(code).send({ ...structured(null), errors: [{ code, msg }] });
    }
  };
}

/** 500 for what is nobody's doing. */
export function statusOf(error: unknown): number {
  if (error instanceof BadParameter) return 400;
  if (!(error instanceof TrivetError)) return 500;
  if (error.code === 'not_found') return 404;
  if (error.code === 'invalid_params') return 400;
  return error.code === 'unavailable' || error.code === 'disconnected' ? 503 : 500;
}

/** Looks at the first pieces, so that a trace that is not stored gets its status; the rest is streamed. */
export async function sendText(
  reply: FastifyReply,
  text: AsyncGenerator<string, void, void>,
  around: [before: string, after: string] = ['', ''],
): Promise<FastifyReply> {
  const first = await text.next();
  const second = await text.next();
  async function* all() {
    yield around[0] + (first.value ?? '') + (second.value ?? '');
    yield* text;
    if (around[1] !== '') yield around[1];
  }
  return reply.type('application/json').send(Readable.from(all()));
}

/** Traces named one by one; those that are not stored are errors beside the others. */
async function sendTraces(
  client: LocalClient,
  reply: FastifyReply,
  ids: readonly string[],
): Promise<FastifyReply> {
  if (ids.length > MOST_IDS) throw new BadParameter(`at most ${MOST_IDS} trace ids`);
  const wanted = [...new Set(ids.map(traceIdOf))];
  const query = wanted.map((id) => `trace:${id}`).join(' or ');
  const found = new Set(
    await searched(client, { query, start: 0n, end: 2n ** 63n - 1n, limit: wanted.length }),
  );
  const errors = wanted
    .filter((id) => !found.has(id))
    .map((traceID) => ({ msg: 'trace not found', traceID }));
  if (found.size === 0) return reply.send({ ...structured([]), errors });
  const text = exportedText(client, { format: 'jaeger', traceIds: wanted.filter((id) => found.has(id)) });
  return errors.length === 0 ? sendText(reply, text) : sendText(reply, withErrors(text, errors));
}

const NO_ERRORS = '"errors":null}';

/** The document ends with its errors, of which an export has none. */
async function* withErrors(
  text: AsyncGenerator<string, void, void>,
  errors: Structured['errors'],
): AsyncGenerator<string, void, void> {
  let held = '';
  for await (const piece of text) {
    if (held !== '') yield held;
    held = piece;
  }
  yield `${held.slice(0, held.length - NO_ERRORS.length)}"errors":${JSON.stringify(errors)}}`;
}

export async function searched(client: LocalClient, search: JaegerSearch): Promise<string[]> {
  const { traces } = await client.call('traces.search', search);
  return traces.map(({ traceId }) => traceId);
}

async function operationsOf(client: LocalClient, service: string): Promise<string[]> {
  const services = await client.call('traces.services', {});
  return services.find((known) => known.service === service)?.operations ?? [];
}

export interface JaegerOperation {
  name: string;
  /** '' where it is not known. */
  spanKind: string;
}

/** One entry for each kind that an operation had. */
export async function operationsWithKind(
  client: LocalClient,
  service: string,
  spanKind: string,
): Promise<JaegerOperation[]> {
  const [names, kinds] = await Promise.all([
    operationsOf(client, service),
    client.call('traces.operationKinds', { service }),
  ]);
  const byName = new Map(kinds.map((operation) => [operation.name, operation.kinds]));
  const operations = names.flatMap((name) =>
    (byName.get(name) ?? [0]).map((kind) => ({ name, spanKind: kindText(kind) })),
  );
  return spanKind === '' ? operations : operations.filter((operation) => operation.spanKind === spanKind);
}

const kindText = (kind: SpanKind | 0): string => (kind === 0 ? '' : spanKindNames[kind]);

/** `endTs` and `lookback` are milliseconds. */
function dependencyRange(query: Query, nowMs: number): { start: bigint; end: bigint } {
  const end = millis(query, 'endTs') ?? Math.trunc(nowMs);
  const lookback = millis(query, 'lookback') ?? DEPENDENCY_LOOKBACK_MS;
  return { start: BigInt(Math.max(0, end - lookback)) * 1_000_000n, end: BigInt(end) * 1_000_000n };
}

/** Later than any time that can be stored is as late. */
const LAST_MS = Number((2n ** 63n - 1n) / 1_000_000n) - 1000;

function millis(query: Query, name: string): number | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  if (!/^\d{1,15}$/.test(text)) throw new BadParameter(`unable to parse param '${name}': ${text}`);
  return Math.min(Number(text), LAST_MS);
}

interface Dependency {
  parent: string;
  child: string;
  callCount: number;
}

/** Calls from service to service; databases and queues are no services to Jaeger. */
export function dependenciesOf({ nodes, edges }: Pick<ServiceMap, 'nodes' | 'edges'>): Dependency[] {
  const services = new Map(
    nodes.flatMap(({ id, service }) => (service === null ? [] : [[id, service] as const])),
  );
  return edges.flatMap(({ from, to, calls }) => {
    const parent = services.get(from);
    const child = services.get(to);
    return parent === undefined || child === undefined ? [] : [{ parent, child, callCount: calls }];
  });
}
