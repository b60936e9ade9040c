import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toErrorBody } from '../../../../shared/contract/errors.ts';
import type { Alertmanager } from '../../../engine/alerts/dispatch/alertmanager.ts';
import { alertQueryOf, getAlerts, getGroups, postAlerts } from './alerts.ts';
import { ApiFault, toTime } from './json.ts';
import { shownConfiguration } from './shown-configuration.ts';
import { deleteSilence, getSilence, getSilences, postSilence } from './silences.ts';

/** A Prometheus sends 64 alerts at a time, but annotations may be long. */
const MOST_BODY_BYTES = 8 * 2 ** 20;
/** Clients choose by it what they ask for: the API is this Alertmanager's. */
const SPOKEN_VERSION = '0.28.0';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Handle = (asked: { query: URLSearchParams; body: unknown; id: string }) => unknown;

/** Alertmanager's HTTP API (alertmanager/api/v2/openapi.yaml) as amtool, Prometheus, Grafana and karma ask it. */
export function serveAlertmanagerApi(app: FastifyInstance, alertmanager: Alertmanager): void {
  const now = () => Date.now();
  const get = (path: string, handle: Handle) => app.get(`/api/v2${path}`, answering(handle));
  const post = (path: string, handle: Handle) =>
    app.post(`/api/v2${path}`, { bodyLimit: MOST_BODY_BYTES, preValidation: onlyJson }, answering(handle));
  get('/status', () => statusJson(alertmanager));
  get('/receivers', () => [...alertmanager.configuration.config.receivers.keys()].map((name) => ({ name })));
  get('/alerts', ({ query }) => getAlerts(alertmanager, alertQueryOf(query), now()));
  get('/alerts/groups', ({ query }) => getGroups(alertmanager, alertQueryOf(query), now()));
  post('/alerts', ({ body }) => postAlerts(alertmanager, body, now()));
  get('/silences', ({ query }) => getSilences(alertmanager, query, now()));
  post('/silences', ({ body }) => postSilence(alertmanager, body));
  get('/silence/:id', ({ id }) => getSilence(alertmanager, id, now()));
  app.delete(
    '/api/v2/silence/:id',
    answering(({ id }) => deleteSilence(alertmanager, id)),
  );
}

function statusJson({ configuration, startedMs }: Alertmanager): unknown {
  return {
    cluster: { peers: [], status: 'disabled' },
    config: { original: shownConfiguration(configuration.text) },
    uptime: toTime(startedMs),
    versionInfo: {
      branch: 'trivet',
      buildDate: '',
      buildUser: '',
      goVersion: `node ${process.versions.node}`,
      revision: 'trivet',
      version: SPOKEN_VERSION,
    },
  };
}

/** Browsers send other types to anybody without asking first. */
async function onlyJson(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() === 'application/json') return;
  const message = `unsupported media type ${JSON.stringify(type)}, only [application/json] are allowed`;
  await reply.code(415).send({ code: 415, message });
}

function answering(handle: Handle) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    try {
      const { id = '' } = request.params as { id?: string };
      if (id !== '' && !UUID.test(id))
        throw new ApiFault(422, `silenceID in path must be of type uuid: ${JSON.stringify(id)}`, 601);
      const query = new URL(request.url, 'http://localhost').searchParams;
      const answer = await handle({ query, body: request.body, id });
      if (answer === undefined) return reply.code(200).send();
      return json(reply, 200, answer);
    } catch (error) {
      if (error instanceof ApiFault) return json(reply, error.status, error.body);
      const { code, message } = toErrorBody(error);
      return json(reply, code === 'storage_full' || code === 'limit' ? 503 : 500, message);
    }
  };
}

/** A text is JSON here too. */
const json = (reply: FastifyReply, status: number, body: unknown): FastifyReply =>
  reply.code(status).type('application/json').send(JSON.stringify(body));
