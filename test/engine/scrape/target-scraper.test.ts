import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { Counters } from '../../../electron/engine/counters.ts';
import { parsePrometheusConfig } from '../../../electron/engine/scrape/config/prometheus-config.ts';
import { groupTargets } from '../../../electron/engine/scrape/discovery/target-source.ts';
import { HttpFetcher } from '../../../electron/engine/scrape/http/http-fetcher.ts';
import { TargetScraper } from '../../../electron/engine/scrape/loop/target-scraper.ts';
import { buildTarget, isDropped } from '../../../electron/engine/scrape/targets/target.ts';
import { MemorySink } from './memory-sink.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const text =
  (body: string, type = 'text/plain; version=0.0.4'): Answer =>
  (_request, response) =>
    response.setHeader('content-type', type).end(body);

/** A target that gives one answer after the other, the last one again and again, and a scraper with the job's keys. */
async function scraperOf(answers: Answer[], jobKeys = '') {
  let given = 0;
  const address = await serve((request, response) => {
    const answer = answers[Math.min(given++, answers.length - 1)] as Answer;
    answer(request, response);
  });
  const sink = new MemorySink();
  const counters = new Counters({ now: () => 0 });
  const scraper = makeScraper(address, jobKeys, sink, counters);
  const stop = new AbortController();
  return {
    scrape: (atMs: number) => scraper.scrape(atMs, stop.signal),
    scraper,
    sink,
    address,
    counters,
    stop,
  };
}

function makeScraper(
  address: string,
  jobKeys: string,
  sink: MemorySink,
  counters: Counters,
  series?: TargetScraper,
) {
  const keys = jobKeys.split('\n').map((line) => `    ${line}`);
  const parsed = parsePrometheusConfig(
    `scrape_configs:\n  - job_name: j\n    static_configs: [{ targets: ['${address}'], labels: { instance: i } }]\n${keys.join('\n')}`,
    '/',
  );
  if (!parsed.ok) throw parsed.error;
  const [job] = parsed.value.jobs;
  const [found] = groupTargets(job!.discovery.static[0]!);
  const target = buildTarget(found!, job!);
  if (isDropped(target)) throw new Error('dropped');
  const fetcher = new HttpFetcher({ client: job!.client, userAgent: 'Trivet/test', resolve: () => [] });
  onTestFinished(() => fetcher.dispose());
  return new TargetScraper(
    { sink, counters, fetcher, job: job!, target, entity: () => null, forcedError: () => null },
    series?.series,
  );
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a scrape stores what is exposed with the target’s labels, and says how it went', async () => {
  const { scrape, sink } = await scraperOf([text('# TYPE a counter\na 1\nb{x="y"} 2\n')]);
  const result = await scrape(1000);
  expect(result).toMatchObject({ error: null, samples: 2, stored: 2, added: 2, note: null });
  expect(sink.named('a')).toEqual({ 'a{instance="i",job="j"}': [1] });
  expect(sink.named('b')).toEqual({ 'b{instance="i",job="j",x="y"}': [2] });
  expect(sink.named('up')).toEqual({ 'up{instance="i",job="j"}': [1] });
  expect(Object.values(sink.named('scrape_samples_scraped'))).toEqual([[2]]);
  expect(Object.values(sink.named('scrape_series_added'))).toEqual([[2]]);
  expect(sink.metadata.get('a')).toMatchObject({ type: 'counter' });
});

test('a series that is gone is marked stale at the time of the scrape that lacks it, once', async () => {
  const { scrape, sink } = await scraperOf([
    text('a 1\nb 2\n'),
    text('a 1\n'),
    text('a 1\n'),
    text('a 1\nb 3\n'),
  ]);
  for (const atMs of [1000, 2000, 3000, 4000]) await scrape(atMs);
  expect(sink.all()['b{instance="i",job="j"}']).toEqual([
    [1000, 2],
    [2000, 'stale'],
    [4000, 3],
  ]);
  expect(Object.values(sink.named('scrape_series_added'))).toEqual([[2, 0, 0, 1]]);
});

test('a target that answers with an error is down: its series are stale, and back when it is back', async () => {
  const broken: Answer = (_request, response) => response.writeHead(503).end();
  const { scrape, sink } = await scraperOf([text('a 1\n'), broken, broken, text('a 4\n')]);
  const results = [];
  for (const atMs of [1000, 2000, 3000, 4000]) results.push(await scrape(atMs));
  expect(results[1]).toMatchObject({ error: 'server returned HTTP status 503 Service Unavailable' });
  expect(sink.all()['a{instance="i",job="j"}']).toEqual([
    [1000, 1],
    [2000, 'stale'],
    [4000, 4],
  ]);
  expect(Object.values(sink.named('up'))).toEqual([[1, 0, 0, 1]]);
  expect(Object.values(sink.named('scrape_series_added'))).toEqual([[1, 0, 0, 0]]);
});

test('of a broken document nothing is kept; its line and what was expected are told', async () => {
  const { scrape, sink, counters } = await scraperOf([text('a 1\n'), text('a 2\nb nonsense\n')]);
  await scrape(1000);
  const result = await scrape(2000);
  expect(result.error).toMatch(/^line 2: expected /);
  expect(sink.named('a')).toEqual({ 'a{instance="i",job="j"}': [1, 'stale'] });
  expect(sink.named('b')).toEqual({});
  expect(Object.values(sink.named('up'))).toEqual([[1, 0]]);
  expect(counters.droppedCounts()).toContainEqual({
    receiver: 'scrape',
    signal: 'metrics',
    cause: 'decode',
    items: 1,
  });
});

test('a series of a failed scrape only was never there, and needs no marker', async () => {
  const { scrape, sink } = await scraperOf([text('a 1\nb 1\nbroken\n'), text('a 2\n')]);
  await scrape(1000);
  await scrape(2000);
  expect(sink.named('a')).toEqual({ 'a{instance="i",job="j"}': [2] });
  expect(sink.named('b')).toEqual({});
});

test('an exposed label with a target’s name moves aside; with honor_labels it stays', async () => {
  const body = text('a{job="own",exported_job="older"} 1\n');
  const moved = await scraperOf([body]);
  await moved.scrape(1000);
  expect(Object.keys(moved.sink.named('a'))).toEqual([
    'a{exported_exported_job="own",exported_job="older",instance="i",job="j"}',
  ]);
  const honoured = await scraperOf([body], 'honor_labels: true');
  await honoured.scrape(1000);
  expect(Object.keys(honoured.sink.named('a'))).toEqual(['a{exported_job="older",instance="i",job="own"}']);
});

test('exposed times count unless honor_timestamps is false; such series get no markers', async () => {
  const own = await scraperOf([text('a 1 500\n'), text('')]);
  await own.scrape(1000);
  await own.scrape(2000);
  expect(own.sink.all()['a{instance="i",job="j"}']).toEqual([[500, 1]]);
  const ignored = await scraperOf([text('a 1 500\n'), text('')], 'honor_timestamps: false');
  await ignored.scrape(1000);
  await ignored.scrape(2000);
  expect(ignored.sink.all()['a{instance="i",job="j"}']).toEqual([
    [1000, 1],
    [2000, 'stale'],
  ]);
  const tracked = await scraperOf([text('a 1 500\n'), text('')], 'track_timestamps_staleness: true');
  await tracked.scrape(1000);
  await tracked.scrape(2000);
  expect(tracked.sink.all()['a{instance="i",job="j"}']).toEqual([
    [500, 1],
    [2000, 'stale'],
  ]);
});

test('metric relabelling drops and renames; the first of two that become one stays, and is counted', async () => {
  const { scrape, sink, counters } = await scraperOf(
    [text('a{n="1"} 1\na{n="2"} 2\ngone 3\n')],
    'metric_relabel_configs: [{ regex: n, action: labeldrop }, { source_labels: [__name__], regex: gone, action: drop }]',
  );
  const result = await scrape(1000);
  expect(result).toMatchObject({ samples: 3, stored: 2, added: 1 });
  expect(sink.named('a')).toEqual({ 'a{instance="i",job="j"}': [1] });
  expect(sink.named('gone')).toEqual({});
  expect(counters.droppedCounts()).toContainEqual(expect.objectContaining({ cause: 'duplicate', items: 1 }));
});

test('a sample that stands twice is kept once and counted', async () => {
  const { scrape, sink, counters } = await scraperOf([text('a 1\na 2\n')]);
  expect(await scrape(1000)).toMatchObject({ error: null, note: '1 duplicate samples' });
  expect(sink.named('a')).toEqual({ 'a{instance="i",job="j"}': [1] });
  expect(counters.droppedCounts()).toContainEqual(expect.objectContaining({ cause: 'duplicate', items: 1 }));
});

test.each([
  ['sample_limit: 1', 'sample_limit exceeded: 2 samples, 1 allowed'],
  ['label_limit: 3', 'label_limit exceeded: 4 labels of b, 3 allowed'],
  ['label_name_length_limit: 8', 'label_name_length_limit exceeded: the label long_name of b'],
  ['label_value_length_limit: 5', 'label_value_length_limit exceeded: the value of long_name of b'],
  ['body_size_limit: 10B', 'body size limit exceeded: more than 10 bytes'],
])('%s fails the scrape as a whole', async (keys, error) => {
  const { scrape, sink } = await scraperOf([text('a 1\nb{long_name="long value"} 2\n')], keys);
  expect((await scrape(1000)).error).toBe(error);
  expect(sink.named('a')).toEqual({});
  expect(Object.values(sink.named('up'))).toEqual([[0]]);
});

test('asks as Prometheus does', async () => {
  const asked: IncomingMessage['headers'][] = [];
  const { scrape } = await scraperOf(
    [
      (request, response) => {
        asked.push(request.headers);
        text('a 1\n')(request, response);
      },
    ],
    'scrape_timeout: 5s',
  );
  await scrape(1000);
  expect(asked[0]).toMatchObject({
    'user-agent': 'Trivet/test',
    'accept-encoding': 'gzip',
    'x-prometheus-scrape-timeout-seconds': '5',
  });
  expect(asked[0]?.accept).toMatch(/^application\/openmetrics-text;version=1\.0\.0/);
});

test('a compressed body is limited by what it is decompressed', async () => {
  const bomb = gzipSync(Buffer.alloc(20 * 2 ** 20, '# all the same\n'));
  const { scrape } = await scraperOf(
    [(_request, response) => response.setHeader('content-encoding', 'gzip').end(bomb)],
    'body_size_limit: 1MB',
  );
  expect((await scrape(1000)).error).toBe('body size limit exceeded: more than 1048576 bytes');
});

test('a body without an end of its own is cut off at the standard limit', async () => {
  const line = Buffer.alloc(64 * 1024, '#'.repeat(1023).concat('\n'));
  const { scrape } = await scraperOf([
    (_request, response) => {
      response.setHeader('content-type', 'text/plain');
      const more = () => {
        while (response.writable && response.write(line));
        response.once('drain', more);
      };
      more();
    },
  ]);
  expect((await scrape(1000)).error).toMatch(/^body size limit exceeded/);
});

test('a redirect is followed, a circle of them is not for long, and none where the job says so', async () => {
  const to =
    (location: string): Answer =>
    (_request, response) =>
      response.writeHead(302, { location }).end();
  const followed = await scraperOf([to('/elsewhere'), text('a 1\n')]);
  expect((await followed.scrape(1000)).error).toBeNull();
  const circle = await scraperOf([to('/metrics')]);
  expect((await circle.scrape(1000)).error).toBe('stopped after 10 redirects');
  const refused = await scraperOf([to('/elsewhere'), text('a 1\n')], 'follow_redirects: false');
  expect((await refused.scrape(1000)).error).toBe('server returned HTTP status 302 Found');
});

test('credentials are not carried to another origin', async () => {
  const seen: (string | undefined)[] = [];
  const other = await serve((request, response) => {
    seen.push(request.headers.authorization);
    text('a 1\n')(request, response);
  });
  const { scrape } = await scraperOf(
    [
      (request, response) => {
        seen.push(request.headers.authorization);
        response.writeHead(307, { location: `http://${other}/metrics` }).end();
      },
    ],
    'basic_auth: { username: me, password: secret }',
  );
  expect((await scrape(1000)).error).toBeNull();
  expect(seen).toEqual([`Basic ${Buffer.from('me:secret').toString('base64')}`, undefined]);
});

test('a target that hangs is given up after the timeout', async () => {
  const { scrape } = await scraperOf(
    [(_request, response) => response.write('a 1\n')],
    'scrape_timeout: 100ms',
  );
  expect((await scrape(1000)).error).toBe('no complete answer within 100ms');
});

test('nobody there: said in words', async () => {
  const sink = new MemorySink();
  const scraper = makeScraper('127.0.0.1:1', '', sink, new Counters({ now: () => 0 }));
  const result = await scraper.scrape(1000, new AbortController().signal);
  expect(result.error).toBe('connection refused by 127.0.0.1:1');
  expect(Object.values(sink.named('up'))).toEqual([[0]]);
});

test('under another configuration the series go on, and those that it drops are marked', async () => {
  const first = await scraperOf([text('a 1\nb 2\n')]);
  await first.scrape(1000);
  const second = makeScraper(
    first.address,
    'metric_relabel_configs: [{ source_labels: [__name__], regex: b, action: drop }]',
    first.sink,
    first.counters,
    first.scraper,
  );
  await second.scrape(2000, new AbortController().signal);
  expect(first.sink.named('a')).toEqual({ 'a{instance="i",job="j"}': [1, 1] });
  expect(first.sink.named('b')).toEqual({ 'b{instance="i",job="j"}': [2, 'stale'] });
});

test('the end of a target marks everything, its own report too', async () => {
  const { scrape, scraper, sink } = await scraperOf([text('a 1\n')]);
  await scrape(1000);
  await scraper.end(2000);
  const last = Object.values(sink.all()).map((points) => points.at(-1));
  expect(last).toHaveLength(6);
  expect(last.every((point) => point?.[0] === 2000 && point[1] === 'stale')).toBe(true);
});

test('what was broken off leaves nothing behind', async () => {
  const stop = new AbortController();
  const { scraper, sink } = await scraperOf([
    (_request, response) => {
      response.write('a 1\n');
      stop.abort();
    },
  ]);
  await scraper.scrape(1000, stop.signal);
  expect(sink.all()).toEqual({});
});

test('many series that come and go do not pile up', async () => {
  let n = 0;
  const { scrape, scraper } = await scraperOf([
    (request, response) => {
      const lines = Array.from({ length: 1000 }, (_, i) => `a{n="${n}-${i}"} 1`);
      n++;
      text(`${lines.join('\n')}\n`)(request, response);
    },
  ]);
  for (let i = 0; i < 8; i++) await scrape(1000 * i);
  expect(scraper.series.live).toBe(1000);
  expect(scraper.series.size).toBeLessThan(4000);
});

test('a JSON endpoint is a target too: each number a gauge named by its path', async () => {
  const { scrape, sink } = await scraperOf([text('{"heap":{"used":12.5},"ok":true}', 'application/json')]);
  expect(await scrape(1000)).toMatchObject({ error: null, samples: 2 });
  expect(sink.named('heap_used')).toEqual({ 'heap_used{instance="i",job="j"}': [12.5] });
  expect(sink.named('ok')).toEqual({ 'ok{instance="i",job="j"}': [1] });
});

test('OpenMetrics by its type, and by the fallback where there is none', async () => {
  const body = '# TYPE a counter\na_total 1 # {trace_id="x"} 1\n# EOF\n';
  const named = await scraperOf([text(body, 'application/openmetrics-text; version=1.0.0')]);
  expect(await named.scrape(1000)).toMatchObject({ error: null, samples: 1 });
  expect(named.sink.exemplars).toMatchObject([
    [expect.anything(), { labels: [['trace_id', 'x']], timeMs: 1000 }],
  ]);
  const silent = await scraperOf(
    [(_request, response) => response.end(body)],
    'fallback_scrape_protocol: OpenMetricsText1.0.0',
  );
  expect(await silent.scrape(1000)).toMatchObject({ error: null, samples: 1 });
});

test('a web page is told as one', async () => {
  const { scrape } = await scraperOf([text('<html>', 'text/html; charset=utf-8')]);
  expect((await scrape(1000)).error).toBe('the answer is a web page, not metrics');
});

test('a label bomb is bounded: so many series of a name are looked at, the rest is counted and told', async () => {
  const lines = Array.from({ length: 15_000 }, (_, i) => `a{id="${i}"} 1`);
  const { scrape, scraper, counters } = await scraperOf([text(`${lines.join('\n')}\nb 1\n`)]);
  const result = await scrape(1000);
  expect(result).toMatchObject({ error: null, samples: 15_001, added: 12_001 });
  expect(result.note).toBe('3000 samples of more series than a target may have');
  expect(scraper.series.size).toBe(12_001);
  expect(counters.droppedCounts()).toContainEqual(expect.objectContaining({ cause: 'limit', items: 3_000 }));
});
