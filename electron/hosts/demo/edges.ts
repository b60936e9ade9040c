import { queries } from './queries.ts';
import { between, pick, seeded, wholeBetween } from './random.ts';
import type { DemoSpan, Recorder } from './recorder.ts';

/** The proxy's clock is ahead of the others'. */
const PROXY_AHEAD_MS = 38;
/** The part of the page views that come through the proxy that reports them. */
const PROXIED = 0.12;

/**
 * Some page views come through nginx, whose tracer speaks Zipkin and whose clock is off. Drawn apart from the rest, so
 * that the story stays what it is.
 */
export function putProxyBefore(record: Recorder, second: number, index: number): void {
  const random = seeded(second, index, 71);
  const [root] = record.spans;
  if (!root || random() >= PROXIED) return;
  const before = between(random, 0.4, 2.2);
  const proxy = record.span(null, {
    ...{ service: 'nginx', name: root.name, kind: 'server', at: PROXY_AHEAD_MS - before },
    took: root.endMs - root.startMs + before + between(random, 0.3, 1.4),
    attributes: [
      ['http.method', root.name.split(' ')[0] ?? 'GET'],
      [
        'http.status_code',
        Number(root.attributes.find(([key]) => key === 'http.response.status_code')?.[1] ?? 200),
      ],
      ['component', 'nginx'],
    ],
  });
  root.parentId = proxy.spanId;
  // The root of a trace comes first.
  record.spans.unshift(...record.spans.splice(-1));
}

/** A picture of a product comes from the object store, which sends no spans. */
export function recordPicture(record: Recorder, parent: DemoSpan, second: number, index: number): void {
  const random = seeded(second, index, 73);
  if (random() >= 0.3) return;
  const took = between(random, 1.2, 6);
  const at = parent.startMs - record.startMs + 1;
  record.span(parent, {
    ...{ service: parent.service, name: 'GET images', kind: 'client', at, took },
    attributes: [
      ['http.request.method', 'GET'],
      ['server.address', 'minio'],
      ['server.port', 9000],
      ['url.full', `http://minio:9000/images/${wholeBetween(random, 1_000, 1_420)}.webp`],
      ['http.response.status_code', 200],
    ],
  });
}

/** A worker's confirmation leaves by SMTP. */
export function recordMail(record: Recorder, parent: DemoSpan): void {
  const random = seeded(Math.floor(record.startMs), 79);
  record.span(parent, {
    ...{ service: parent.service, container: parent.container, name: 'SMTP send', kind: 'client' },
    ...{ at: parent.startMs - record.startMs + 2, took: between(random, 6, 30) },
    attributes: [
      ['server.address', 'mailpit'],
      ['server.port', 1025],
      ['network.protocol.name', 'smtp'],
    ],
  });
}

const STATEMENTS = [
  ['SELECT', 'item', queries.rankedItems],
  ['SELECT', 'order', queries.oneOrder],
] as const;

/** Somebody looks into the database with a tool that nobody gave a service name. */
export function recordAdmin(record: Recorder): void {
  const { random } = record;
  const took = between(random, 12, 90);
  const [operation, collection, text] = pick(random, STATEMENTS);
  const root = record.span(null, {
    ...{ service: '', container: 'adminer', name: 'GET /', kind: 'server', at: 0, took: took + 6 },
    attributes: [
      ['http.request.method', 'GET'],
      ['http.response.status_code', 200],
    ],
  });
  record.span(root, {
    ...{ service: '', container: 'adminer', name: `${operation} ${collection}`, kind: 'client', at: 3, took },
    attributes: [
      ['db.system.name', 'postgresql'],
      ['db.namespace', 'shop'],
      ['db.operation.name', operation],
      ['db.collection.name', collection],
      ['db.query.text', text],
      ['server.address', 'postgres'],
    ],
  });
}
