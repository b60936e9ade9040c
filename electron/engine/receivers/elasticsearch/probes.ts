import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { letGo } from '../http-receiver.ts';
import { answerJson, refuse } from './answers.ts';

/** What is taken is what this version takes; senders refuse one older than themselves. */
const VERSION = '9.2.0';
const CLUSTER = 'trivet';

const INFO = {
  name: CLUSTER,
  cluster_name: CLUSTER,
  cluster_uuid: 'trivet-takes-documents',
  version: {
    number: VERSION,
    build_flavor: 'default',
    build_type: 'docker',
    build_hash: 'trivet',
    build_date: '2025-01-01T00:00:00.000Z',
    build_snapshot: false,
    lucene_version: '10.3.0',
    minimum_wire_compatibility_version: '8.19.0',
    minimum_index_compatibility_version: '8.0.0',
  },
  tagline: 'You Know, for Search',
};

const HEALTH = {
  cluster_name: CLUSTER,
  status: 'green',
  timed_out: false,
  number_of_nodes: 1,
  number_of_data_nodes: 1,
  active_primary_shards: 1,
  active_shards: 1,
  relocating_shards: 0,
  initializing_shards: 0,
  unassigned_shards: 0,
  delayed_unassigned_shards: 0,
  number_of_pending_tasks: 0,
  number_of_in_flight_fetch: 0,
  task_max_waiting_in_queue_millis: 0,
  active_shards_percent_as_number: 100,
};

const LICENSE = {
  license: {
    status: 'active',
    uid: 'trivet',
    type: 'basic',
    issue_date: '2025-01-01T00:00:00.000Z',
    issue_date_in_millis: 1_735_689_600_000,
    max_nodes: 1000,
    issued_to: CLUSTER,
    issuer: CLUSTER,
    start_date_in_millis: -1,
  },
};

const on = { available: true, enabled: true };
const XPACK = {
  build: { hash: 'trivet', date: '2025-01-01T00:00:00.000Z' },
  license: { uid: 'trivet', type: 'basic', mode: 'basic', status: 'active' },
  features: { data_streams: on, ilm: on },
  tagline: 'You know, for X',
};

const ACKNOWLEDGED = { acknowledged: true };
const SHARDS = { _shards: { total: 1, successful: 1, failed: 0 } };

/** What senders put there before they send: it is agreed to and has no effect, for every document is taken as it is. */
const SET_UP = [
  '/_index_template/:name',
  '/_component_template/:name',
  '/_template/:name',
  '/_ilm/policy/:name',
  '/_ingest/pipeline/:name',
];

type Answer = (request: FastifyRequest) => object;

/** Answers what clients ask before they send and after. */
export function serveProbes(app: FastifyInstance): void {
  const serve = (method: 'GET' | 'HEAD' | 'POST' | 'PUT', urls: readonly string[], answer: Answer) => {
    for (const url of urls) {
      app.route({
        method,
        url,
        handler: (request, reply) => {
          letGo(request);
          return answerJson(request, reply, 200, JSON.stringify(answer(request)));
        },
      });
    }
  };
  serve('GET', ['/'], () => INFO);
  serve('HEAD', ['/', '/:index'], () => ({}));
  serve('GET', ['/_cluster/health', '/_cluster/health/:index'], () => HEALTH);
  serve('GET', ['/_license'], () => LICENSE);
  serve('GET', ['/_xpack'], () => XPACK);
  serve('GET', ['/_nodes/http', '/_nodes/_all/http'], nodes);
  for (const method of ['GET', 'POST'] as const)
    serve(method, ['/_refresh', '/:index/_refresh'], () => SHARDS);
  for (const method of ['PUT', 'POST'] as const) serve(method, SET_UP, () => ACKNOWLEDGED);
  serve('PUT', ['/_data_stream/:index'], () => ACKNOWLEDGED);
  serve('PUT', ['/:index'], (request) => {
    const { index } = request.params as { index: string };
    return { ...ACKNOWLEDGED, shards_acknowledged: true, index };
  });
  for (const method of ['GET', 'HEAD'] as const) {
    for (const url of [...SET_UP, '/_data_stream/:index']) app.route({ method, url, handler: notThere });
  }
}

/** Nothing of what is put there is kept, so nothing is found. */
function notThere(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  letGo(request);
  const { name = '', index = name } = request.params as { name?: string; index?: string };
  return refuse(request, reply, 404, `[${index}] missing`);
}

/** For clients that ask for all nodes: there is this one, where they asked. */
const nodes: Answer = ({ headers }) => ({
  cluster_name: CLUSTER,
  nodes: {
    [CLUSTER]: {
      name: CLUSTER,
      version: VERSION,
      roles: ['data', 'ingest', 'master'],
      http: { publish_address: headers.host ?? '' },
    },
  },
});
