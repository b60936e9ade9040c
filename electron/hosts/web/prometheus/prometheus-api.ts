import type { FastifyInstance } from 'fastify';
import type { LocalClient } from '../local-client.ts';
import { answering, type Handler } from './answer.ts';
import { Names } from './names.ts';
import { Queries } from './queries.ts';
import { Rules } from './rules.ts';
import { Status } from './status.ts';
import { Targets } from './targets.ts';

/** Prometheus' HTTP API (prometheus/docs/querying/api.md) as Grafana's data source and promtool ask it. */
export async function servePrometheusApi(
  app: FastifyInstance,
  client: LocalClient,
  now: () => number,
): Promise<void> {
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );
    const get = (path: string, handle: Handler) => scope.get(`/api/v1${path}`, answering(handle));
    const both = (path: string, handle: Handler) => {
      get(path, handle);
      scope.post(`/api/v1${path}`, answering(handle));
    };
    serveQueries({ get, both }, client, now);
    serveStatus(get, client, now);
    scope.get('/-/healthy', async (_request, reply) => reply.send('Trivet is Healthy.\n'));
    scope.get('/-/ready', async (_request, reply) => reply.send('Trivet is Ready.\n'));
  });
}

type Route = (path: string, handle: Handler) => void;

function serveQueries(
  { get, both }: { get: Route; both: Route },
  client: LocalClient,
  now: () => number,
): void {
  const queries = new Queries(client, now);
  const names = new Names(client);
  both('/query', (asked) => queries.instant(asked));
  both('/query_range', (asked) => queries.range(asked));
  both('/query_exemplars', (asked) => queries.exemplars(asked));
  both('/format_query', (asked) => queries.format(asked));
  both('/series', (asked) => names.series(asked));
  both('/labels', (asked) => names.labels(asked));
  get('/label/:name/values', (asked) => names.values(asked));
}

function serveStatus(get: Route, client: LocalClient, now: () => number): void {
  const targets = new Targets(client);
  const status = new Status(client, now);
  get('/targets', (asked) => targets.targets(asked));
  get('/targets/metadata', (asked) => targets.targetMetadata(asked));
  get('/metadata', (asked) => targets.metadata(asked));
  const rules = new Rules(client);
  get('/rules', (asked) => rules.rules(asked));
  get('/alerts', (asked) => rules.alerts(asked));
  get('/alertmanagers', () => ({ data: { activeAlertmanagers: [], droppedAlertmanagers: [] } }));
  get('/status/buildinfo', () => status.build());
  get('/status/config', (asked) => status.config(asked));
  get('/status/flags', () => status.flags());
  get('/status/runtimeinfo', () => status.runtime());
  get('/status/tsdb', (asked) => status.tsdb(asked));
}
