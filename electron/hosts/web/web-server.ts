import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Engine } from '../../engine/engine.ts';
import { createHostGuard, type HostGuard, loopbackNames } from '../../engine/http/host-guard.ts';
import { bindAddresses, boundNames, loopbackAddresses } from '../../engine/net/addresses.ts';
import { type HttpListener, listenHttp } from '../../engine/net/listen-http.ts';
import { type AccessRequest, type Refusal, refuse, refuseOrigin, refuseUpgrade } from './access.ts';
import { serveAlertmanagerApi } from './alertmanager/alertmanager-api.ts';
import { type HealthyEngine, serveHealth } from './health.ts';
import { serveJaegerApi } from './jaeger/jaeger-api.ts';
import { serveJaegerV3 } from './jaeger/jaeger-v3.ts';
import { localClient } from './local-client.ts';
import { type MeasuredEngine, serveOwnMetrics } from './own-metrics.ts';
import { signInPage } from './pages.ts';
import { servePrometheusApi } from './prometheus/prometheus-api.ts';
import { serveRemoteWrite } from './remote-write.ts';
import { serveRpcSocket } from './rpc-socket.ts';
import { SignIn } from './sign-in.ts';
import { serveUiFiles } from './ui-files.ts';

export interface WebServerOptions {
  engine: HealthyEngine & MeasuredEngine & Pick<Engine, 'connect' | 'remoteWrite' | 'alertmanager'>;
  /** 0 picks a free one. */
  port: number;
  /** Beside loopback. */
  bind?: readonly string[];
  allowHosts?: readonly string[];
  token: string;
  /** The built UI. */
  rendererDir: string;
}

export interface WebServer {
  port: number;
  addresses: string[];
  /** `http://localhost:8748/` */
  url: string;
  /** A link that signs one browser in, once. */
  createLink(): string;
  stop(): Promise<void>;
}

const MOST_BODY_BYTES = 1 << 20;

/** The UI and the contract over HTTP: `/`, `/rpc` and `/health`; and the APIs of Jaeger, Prometheus and Alertmanager. @throws PortInUseError */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const { engine, token, rendererDir, bind = [], allowHosts = [] } = options;
  const signIn = new SignIn(token);
  const hosts = createHostGuard([...loopbackNames, ...boundNames(bind), ...allowHosts]);
  const app = Fastify({ logger: false, bodyLimit: MOST_BODY_BYTES, trustProxy: false });
  guard(app, hosts, signIn);
  serveHealth(app, engine);
  serveOwnMetrics(app, engine);
  serveRemoteWrite(app, engine.remoteWrite);
  serveAlertmanagerApi(app, engine.alertmanager);
  const client = localClient(engine);
  serveJaegerApi(app, client, () => Date.now());
  serveJaegerV3(app, client, () => Date.now());
  await servePrometheusApi(app, client, () => Date.now());
  await serveUiFiles(app, rendererDir);
  await app.ready();

  const listener = await listenHttp((request, response) => app.routing(request, response), {
    port: options.port,
    addresses: bindAddresses(bind),
  });
  signIn.setPort(listener.port);
  const sockets = serveRpcSocket(listener.servers, {
    connect: (transport) => engine.connect(transport),
    refuse: (request) => refuseUpgrade(request, hosts, signIn),
  });
  const url = urlOf(listener);
  engine.alertmanager.externalUrl = url.replace(/\/$/, '');
  return {
    port: listener.port,
    addresses: listener.addresses,
    url,
    createLink: () => `${url}?token=${signIn.createLink()}`,
    async stop() {
      sockets.dispose();
      client.dispose();
      await listener.close();
      await app.close();
    },
  };
}

/** localhost is both addresses; where one is missing, the name could lead to somebody else's server. */
const urlOf = ({ port, addresses }: HttpListener) =>
  `http://${loopbackAddresses.every((address) => addresses.includes(address)) ? 'localhost' : '127.0.0.1'}:${port}/`;

function guard(app: FastifyInstance, hosts: HostGuard, signIn: SignIn): void {
  app.addHook('onRequest', async (request, reply) => {
    setSecurityHeaders(reply);
    const asked = accessRequest(request);
    const token = tokenOf(request);
    if (token !== null) {
      const refusal = refuseOrigin(asked, hosts);
      return refusal ? sendRefusal(request, reply, refusal) : signInWith(token, signIn, request, reply);
    }
    const refusal = refuse(asked, hosts, signIn);
    if (refusal) return sendRefusal(request, reply, refusal);
  });
}

function setSecurityHeaders(reply: FastifyReply): void {
  reply
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('content-security-policy', "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
    .header('cache-control', 'no-store');
}

const accessRequest = ({ method, url, headers }: FastifyRequest): AccessRequest => ({
  method,
  path: url.split('?', 1)[0] ?? '',
  headers,
});

/** The one place where a token may stand in a URL is the address of the UI. */
function tokenOf(request: FastifyRequest): string | null {
  const { method, path } = accessRequest(request);
  if (method !== 'GET' || path !== '/') return null;
  return new URLSearchParams(request.url.slice(path.length + 1)).get('token');
}

function signInWith(value: string, signIn: SignIn, request: FastifyRequest, reply: FastifyReply) {
  const cookie = signIn.redeem(value);
  if (cookie !== null) return reply.header('set-cookie', cookie).redirect('/', 303);
  // The link again in a browser that it has signed in.
  if (signIn.allows(request.headers)) return reply.redirect('/', 303);
  return sendRefusal(request, reply, { status: 401, message: 'the token is wrong, or its link was used' });
}

function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, message }: Refusal,
): FastifyReply {
  reply.code(status);
  if (status === 401) {
    reply.header('www-authenticate', 'Bearer realm="trivet"');
    if (request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')) {
      return reply.type('text/html; charset=utf-8').send(signInPage(isFromElsewhere(request)));
    }
  }
  return reply.send({ error: message });
}

const isFromElsewhere = ({ headers }: FastifyRequest) => {
  const site = headers['sec-fetch-site'];
  return site === 'cross-site' || site === 'same-site';
};
