import { queries } from './queries.ts';
import { between, hashText, pick, type Random, seeded, wholeBetween } from './random.ts';
import type { DemoLine, DemoSpan, Recorder } from './recorder.ts';
import { HEALTHY_AFTER_MS, OOM_AFTER_MS, ordersAt, ordersMemory, type Story } from './story.ts';

/** A line that a service prints of itself, at some moment of the second. */
type Say = (container: string, text: string, options?: { ms?: number; stream?: DemoLine['stream'] }) => void;

const every = (second: number, period: number, phase = 0) =>
  (((second - phase) % period) + period) % period === 0;

function sayOrders(say: Say, story: Story, fromMs: number, random: Random): void {
  const state = ordersAt(story, fromMs + 999);
  const runMs = fromMs - state.startedMs;
  const starts = state.startedMs >= fromMs && state.startedMs < fromMs + 1_000;
  if (starts) sayStart(say, state.startedMs, state.version);
  if (state.down || starts) return;
  const health = Math.floor(runMs / 1_000);
  if (health === HEALTHY_AFTER_MS / 1_000) say('orders', 'level=info msg=healthy probe=/healthz took=3.10ms');
  const heap = ordersMemory(story, fromMs);
  if (heap > 440 && random() < 0.22) {
    say('orders', `level=warn msg="heap above soft limit" heap=${heap.toFixed(0)}MiB limit=460MiB gc=forced`);
  }
  if (heap > 460 && random() < 0.2) {
    const pause = wholeBetween(random, 90, 240);
    say(
      'orders',
      `level=warn msg="GC pause ${pause} ms" heap=${heap.toFixed(0)}MiB live=${(heap - 15).toFixed(0)}MiB`,
    );
  }
  if (heap > 480 && random() < 0.16) {
    const size = between(random, 1.2, 3.4).toFixed(2);
    const text = `level=error msg="response cache refused entry: out of budget" size=${size}MiB used=${heap.toFixed(0)}MiB`;
    say('orders', text, { stream: 'stderr' });
  }
  if (state.unhealthy && random() < 0.2)
    say('orders', 'level=warn msg="probe timed out after 2 s" probe=/healthz');
}

function sayStart(say: Say, startedMs: number, version: string): void {
  const go = version === '2.14.0' ? '1.23.3' : '1.23.1';
  say('orders', `level=info msg="starting orders" version=${version} go=${go} GOMEMLIMIT=460MiB`, {
    ms: startedMs + 240,
  });
  say('orders', 'level=info msg=connected db=postgres:5432 pool=20', { ms: startedMs + 690 });
  say('orders', 'level=info msg=connected cache=redis:6379', { ms: startedMs + 702 });
  say('orders', 'level=info msg=listening addr=:8080 proto=grpc', { ms: startedMs + 730 });
}

const postgresTime = (ms: number) => `${new Date(ms).toISOString().replace('T', ' ').slice(0, 23)} UTC`;

function sayStores(say: Say, second: number, fromMs: number, bad: boolean, random: Random): void {
  if (every(second, 300, 40)) {
    const buffers = wholeBetween(random, 180, 2_400);
    const text = `LOG:  checkpoint complete: wrote ${buffers} buffers (1.5%); 0 WAL file(s) added, 0 removed`;
    say('postgres', `${postgresTime(fromMs)} [27] ${text}`, { stream: 'stderr' });
  }
  if (bad && random() < 0.04) {
    const took = between(random, 201, 420).toFixed(3);
    const text = `LOG:  duration: ${took} ms  statement: ${queries.oneItem}`;
    say('postgres', `${postgresTime(fromMs)} [${wholeBetween(random, 41, 96)}] ${text}`, {
      stream: 'stderr',
    });
  }
  if (every(second, 421, 7)) {
    const text = 'ERROR:  duplicate key value violates unique constraint "order_pkey"';
    say('postgres', `${postgresTime(fromMs)} [58] ${text}`, { stream: 'stderr' });
  }
  if (every(second, 61, 12)) {
    const time = new Date(fromMs).toUTCString().slice(5, 25);
    say('redis', `1:M ${time}.104 * 1000 changes in 60 seconds. Saving...`);
    say('redis', `1:M ${time}.131 * Background saving started by pid ${wholeBetween(random, 900, 9_000)}`);
    say('redis', `1:M ${time}.309 * Background saving terminated with success`);
  }
}

function sayRest(say: Say, second: number, fromMs: number, bad: boolean, random: Random): void {
  if (bad && random() < 0.05) {
    const p95 = wholeBetween(random, 540, 760);
    say(
      'api',
      JSON.stringify({
        ...{ level: 40, time: fromMs, pid: 7, hostname: 'api', upstream: 'orders', p95_ms: p95 },
        ...{ inflight: wholeBetween(random, 18, 46), msg: 'upstream slow' },
      }),
    );
  }
  if (every(second, 10, 3))
    say(
      'api',
      `{"level":20,"time":${fromMs},"pid":7,"hostname":"api","path":"/healthz","status":200,"duration_ms":1,"msg":"probe"}`,
    );
  if (every(second, 10, 6)) {
    const time = new Date(fromMs).toISOString().replace('T', ' ').replace('Z', '').replace('.', ',');
    say('pay', `${time} DEBUG [grpc-default-executor-0] shop.pay.Health - probe path=/healthz status=200`);
  }
  if (random() < 0.03) {
    const size = wholeBetween(random, 270, 900);
    say(
      'web',
      `[${new Date(fromMs).toISOString()}] [WARN] [web] [images] image larger than 256 KiB [path=/img/${wholeBetween(random, 1_000, 1_420)}.webp, size=${size}KiB]`,
    );
  }
  if (every(second, 120, 9))
    say('worker-1', '{"level":"info","msg":"nightly report partition done","rows":18204}');
  if (every(second, 120, 59)) say('worker-2', '{"level":"info","msg":"search index merged","segments":7}');
  if (every(second, 90, 30)) {
    say(
      'mailpit',
      `level=info msg="[smtpd] received message from 172.20.0.9, ${wholeBetween(random, 2, 14)} KiB"`,
    );
  }
  if (every(second, 240, 100)) say('buildkit', 'time="" level=debug msg="gc cleaned up 0 bytes"');
  if (every(second, 150, 20))
    say('registry', 'level=info msg="response completed" http.request.method=GET status=200');
  if (every(second, 200, 77)) say('minio', 'INFO: Healing is not required, all drives are online');
}

/** What the services print of their own accord in one second that starts at `fromMs`. */
export function serviceLines(story: Story, second: number, fromMs: number): DemoLine[] {
  const random = seeded(second, hashText('service lines'));
  const lines: DemoLine[] = [];
  const say: Say = (container, text, { ms, stream = 'stdout' } = {}) => {
    lines.push({ container, stream, ms: ms ?? fromMs + random() * 1_000, text });
  };
  const { badForMs } = ordersAt(story, fromMs);
  const bad = badForMs !== null && badForMs > (OOM_AFTER_MS[0] ?? 0) / 4;
  sayOrders(say, story, fromMs, random);
  sayStores(say, second, fromMs, bad, random);
  sayRest(say, second, fromMs, bad, random);
  return lines;
}

const browsers = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0.0.0',
];

const attribute = ({ attributes }: DemoSpan, name: string) => attributes.find(([key]) => key === name)?.[1];

/** nginx writes one line in its combined format for every request that web answers. */
export function accessLine({ spans, random }: Recorder): DemoLine[] {
  const root = spans.find(({ service, kind }) => service === 'web' && kind === 'server');
  if (!root) return [];
  const time = new Date(root.endMs).toUTCString();
  const [, day, month, year, clock] = /(\d+) (\w+) (\d+) ([\d:]+)/.exec(time) ?? [];
  const request = `${attribute(root, 'http.request.method')} ${attribute(root, 'url.path')} HTTP/1.1`;
  const status = root.error ? 502 : attribute(root, 'http.response.status_code');
  const seconds = ((root.endMs - root.startMs + 1) / 1_000).toFixed(3);
  const peer = `172.20.0.1 - - [${day}/${month}/${year}:${clock} +0000]`;
  const bytes = wholeBetween(random, 420, 38_000);
  const text = `${peer} "${request}" ${status} ${bytes} "-" "${pick(random, browsers)}" ${seconds}`;
  return [{ container: 'nginx', stream: 'stdout', ms: root.endMs + 1, text }];
}
