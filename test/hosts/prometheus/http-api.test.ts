import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { servePrometheusApi } from '../../../electron/hosts/web/prometheus/prometheus-api.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { InstantAnswer, RangeAnswer } from '../../../shared/contract/promql.ts';

/** Answers by method, and what was asked. */
let answers: Record<string, unknown> = {};
let asked: { method: string; params: unknown }[] = [];
let app: FastifyInstance;
const NOW = 1_700_000_000_500;

beforeAll(async () => {
  const client = {
    async call(method: string, params: unknown) {
      asked.push({ method, params });
      const answer = answers[method];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    subscribe: () => ({ dispose: () => undefined }),
    onClose: () => ({ dispose: () => undefined }),
    dispose: () => undefined,
  };
  app = Fastify();
  await servePrometheusApi(app, client as never, () => NOW);
  await app.ready();
});
afterAll(() => app.close());
beforeEach(() => {
  answers = {};
  asked = [];
});

const stats = { seriesRead: 2, samplesRead: 7, peakSamples: 5, elapsedMs: 12 };
const notes = { warnings: [], infos: [], stats };

async function get(path: string) {
  const { statusCode, body } = await app.inject({ url: `/api/v1${path}` });
  return { status: statusCode, text: body, body: JSON.parse(body) };
}
const url = (path: string, parameters: Record<string, string>) =>
  `${path}?${new URLSearchParams(parameters)}`;

describe('an instant query', () => {
  const vector = (values: number[]): InstantAnswer => ({
    type: 'vector',
    samples: values.map((value, at) => ({
      labels: [
        ['__name__', 'up'],
        ['job', `"${at}"`],
      ],
      timeMs: 1_435_781_451_781,
      value,
    })),
    ...notes,
  });

  test('answers a vector in Prometheus’ bytes', async () => {
    answers['promql.instant'] = vector([1, 0.1 + 0.2]);
    const { status, text } = await get(url('/query', { query: 'up', time: '1435781451.781' }));
    expect(status).toBe(200);
    expect(text).toBe(
      '{"status":"success","data":{"resultType":"vector","result":[' +
        '{"metric":{"__name__":"up","job":"\\"0\\""},"value":[1435781451.781,"1"]},' +
        '{"metric":{"__name__":"up","job":"\\"1\\""},"value":[1435781451.781,"0.30000000000000004"]}]}}',
    );
    expect(asked[0]).toMatchObject({ params: { expr: 'up', timeMs: 1_435_781_451_781 } });
  });

  test.each([
    [Number.NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [-0, '-0'],
    [1e20, '100000000000000000000'],
    [1.5e21, '1.5e+21'],
    [1e-6, '0.000001'],
    [1e-7, '1e-07'],
    [-2.5e-10, '-2.5e-10'],
    [1e100, '1e+100'],
  ])('writes %d as %s', async (value, text) => {
    answers['promql.instant'] = vector([value]);
    expect((await get('/query?query=up')).body.data.result[0].value[1]).toBe(text);
  });

  test('writes scalars without exponents and strings as they are', async () => {
    answers['promql.instant'] = { type: 'scalar', timeMs: -1005, value: 1.5e21, ...notes };
    expect((await get('/query?query=1')).text).toContain('"result":[-1.005,"1500000000000000000000"]');
    answers['promql.instant'] = { type: 'string', timeMs: 2000, value: 'a"b', ...notes };
    expect((await get('/query?query=1')).text).toContain('"result":[2,"a\\"b"]');
  });

  test('is at the present time where none is said, and takes RFC 3339', async () => {
    answers['promql.instant'] = vector([]);
    await get('/query?query=up');
    await get(url('/query', { query: 'up', time: '2015-07-01T20:10:51.781+02:00' }));
    expect(asked.map(({ params }) => (params as { timeMs: number }).timeMs)).toEqual([
      NOW,
      Date.UTC(2015, 6, 1, 18, 10, 51, 781),
    ]);
  });

  test('may be posted as a form', async () => {
    answers['promql.instant'] = vector([]);
    const { statusCode } = await app.inject({
      method: 'POST',
      url: '/api/v1/query?time=1',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'query=sum%28up%29+%3E+0&time=5&timeout=30s&lookback_delta=1m',
    });
    expect(statusCode).toBe(200);
    expect(asked[0]).toMatchObject({
      params: { expr: 'sum(up) > 0', timeMs: 5000, timeoutMs: 30_000, lookbackMs: 60_000 },
    });
  });

  test('carries warnings, infos and what it cost', async () => {
    answers['promql.instant'] = { ...vector([1, 2, 3]), warnings: ['w'], infos: ['i'] };
    const { body } = await get('/query?query=up&limit=2&stats=all');
    expect(body).toMatchObject({
      data: { result: { length: 2 }, stats: { samples: { totalQueryableSamples: 7, peakSamples: 5 } } },
      warnings: ['w', 'results truncated due to limit'],
      infos: ['i'],
    });
  });
});

describe('a range query', () => {
  const answer = (values: number[][], present: Uint8Array | null = null): RangeAnswer => ({
    timesMs: Float64Array.from([1000, 2500, 4000]),
    series: values.map((each, at) => ({ labels: [['n', String(at)]], values: Float64Array.from(each) })),
    present,
    truncated: false,
    ...notes,
  });
  const range = (more: Record<string, string> = {}) =>
    url('/query_range', { query: 'up', start: '1', end: '4', step: '1.5', ...more });

  test('leaves gaps out and series without a value', async () => {
    answers['promql.range'] = answer([
      [1, Number.NaN, 3],
      [Number.NaN, Number.NaN, Number.NaN],
      [Number.NaN, 2, Number.NaN],
    ]);
    const { text } = await get(range());
    expect(text).toBe(
      '{"status":"success","data":{"resultType":"matrix","result":[' +
        '{"metric":{"n":"0"},"values":[[1,"1"],[4,"3"]]},{"metric":{"n":"2"},"values":[[2.500,"2"]]}]}}',
    );
    expect(asked[0]).toMatchObject({ params: { startMs: 1000, endMs: 4000, stepMs: 1500 } });
  });

  test('tells a computed NaN from a gap', async () => {
    const present = Uint8Array.from([0b00_0111_01]);
    answers['promql.range'] = answer(
      [
        [Number.NaN, Number.NaN, 3],
        [Number.NaN, Number.NaN, Number.NaN],
      ],
      present,
    );
    const { body } = await get(range());
    expect(body.data.result.map(({ values }: { values: unknown }) => values)).toEqual([
      [
        [1, 'NaN'],
        [4, '3'],
      ],
      [
        [1, 'NaN'],
        [2.5, 'NaN'],
      ],
    ]);
  });

  test.each([
    ['1h', 3_600_000],
    ['0.25', 250],
    ['1m30s', 90_000],
    ['0.0001', 1],
  ])('takes the step %s', async (step, stepMs) => {
    answers['promql.range'] = answer([]);
    await get(range({ step, end: '1' }));
    expect(asked[0]).toMatchObject({ params: { stepMs } });
  });

  test('sends many series in pieces that make one document', async () => {
    answers['promql.range'] = answer(Array.from({ length: 20_000 }, (_, at) => [at, at, at]));
    const { body } = await get(range());
    expect(body.data.result).toHaveLength(20_000);
    expect(body.data.result[19_999].values[2]).toEqual([4, '19999']);
  });
});

describe('what is wrong is told as Prometheus tells it', () => {
  test.each([
    ['/query?query=', 'invalid parameter "query": 1:1: parse error: no expression found in input'],
    [
      '/query?query=up&time=x',
      `invalid parameter "time": invalid time value for 'time': cannot parse "x" to a valid timestamp`,
    ],
    ['/query?query=up&timeout=xx', 'invalid parameter "timeout": cannot parse "xx" to a valid duration'],
    ['/query_range?query=up&start=1&end=2', 'invalid parameter "step": cannot parse "" to a valid duration'],
    ['/query_range?query=up&end=2&step=1', 'invalid parameter "start": cannot parse "" to a valid timestamp'],
    [
      '/query_range?query=up&start=1&end=2&step=0',
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    ],
    [
      '/query_range?query=up&start=5&end=2&step=1',
      'invalid parameter "end": end timestamp must not be before start time',
    ],
    [
      '/query_range?query=up&start=1&end=11002&step=1',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    ],
    [
      '/query_range?query=up[5m]&start=1&end=2&step=1',
      'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    ],
    ['/series', 'no match[] parameter provided'],
    [
      '/series?match[]={}',
      'invalid parameter "match[]": match[] must contain at least one non-empty matcher',
    ],
    ['/series?match[]=rate(x[5m])', 'invalid parameter "match[]": 1:5: parse error: unexpected "("'],
    ['/labels?match[]={', '1:2: parse error: unexpected end of input inside braces'],
    ['/query_exemplars?query=sum(', '1:5: parse error: unclosed left parenthesis'],
    ['/format_query?query=(', 'invalid parameter "query": 1:2: parse error: unclosed left parenthesis'],
  ])('%s', async (path, error) => {
    expect(await get(path)).toMatchObject({
      status: 400,
      body: { status: 'error', errorType: 'bad_data', error },
    });
    expect(asked).toEqual([]);
  });

  test.each([
    [new TrivetError('invalid_params', 'many-to-many'), 422, 'execution'],
    [new TrivetError('limit', 'would load too many samples'), 422, 'execution'],
    [new TrivetError('limit', 'query timed out in expression evaluation'), 503, 'timeout'],
    [new TrivetError('cancelled', 'cancelled'), 503, 'canceled'],
    [new TrivetError('disconnected', 'gone'), 503, 'unavailable'],
    [new TrivetError('internal', 'oh'), 500, 'internal'],
  ])('%s', async (error, status, errorType) => {
    answers['promql.instant'] = error;
    expect(await get('/query?query=up')).toEqual({
      status,
      text: expect.any(String),
      body: { status: 'error', errorType, error: error.message },
    });
  });
});

describe('names', () => {
  test('series are asked for by any of the selectors', async () => {
    answers['metrics.series'] = { series: [[['__name__', 'up']]], truncated: true };
    const { body } = await get('/series?match[]=up&match[]=%7Bjob%3D~%22a.*%22%7D&start=1&end=2&limit=1');
    expect(body).toEqual({
      status: 'success',
      data: [{ __name__: 'up' }],
      warnings: ['results truncated due to limit'],
    });
    expect(asked[0]).toMatchObject({
      params: {
        startMs: 1000,
        endMs: 2000,
        limit: 1,
        selectors: [[{ name: '__name__', op: '=', value: 'up' }], [{ name: 'job', op: '=~', value: 'a.*' }]],
      },
    });
  });

  test('labels are cut at the limit', async () => {
    answers['metrics.labelNames'] = ['__name__', 'a', 'b'];
    expect((await get('/labels?limit=2')).body).toMatchObject({
      data: ['__name__', 'a'],
      warnings: ['results truncated due to limit'],
    });
  });

  test('a label with dots may be asked for by its escaped name', async () => {
    answers['metrics.labelValues'] = { values: ['x'], truncated: false };
    await get('/label/U__a_2e_b__c/values');
    await get('/label/a.b/values');
    expect(asked.map(({ params }) => (params as { label: string }).label)).toEqual(['a.b_c', 'a.b']);
  });
});

test('exemplars stand below their series', async () => {
  answers['promql.exemplars'] = [
    {
      labels: [['__name__', 'x_bucket']],
      exemplars: [{ labels: [['trace_id', 'abc']], value: 6, timeMs: 1_600_096_945_479 }],
    },
  ];
  expect((await get('/query_exemplars?query=x_bucket&start=1&end=2')).body.data).toEqual([
    {
      seriesLabels: { __name__: 'x_bucket' },
      exemplars: [{ labels: { trace_id: 'abc' }, value: '6', timestamp: 1_600_096_945.479 }],
    },
  ]);
});

const target = {
  job: 'node',
  origin: '/p.yml',
  url: 'http://localhost:9100/metrics',
  labels: [
    ['instance', 'localhost:9100'],
    ['job', 'node'],
  ],
  discovered: [['__address__', 'localhost:9100']],
  health: 'up',
  lastError: null,
  lastScrapeMs: 1_700_000_000_000,
  durationMs: 12,
  samples: 3,
  intervalMs: 90_000,
  timeoutMs: 10_000,
};

test('targets are what is scraped', async () => {
  answers['scrape.status'] = {
    targets: [target],
    dropped: [{ job: 'old', discovered: [['__address__', 'x']] }],
    configs: [],
    offers: [],
  };
  expect((await get('/targets')).body.data).toEqual({
    activeTargets: [
      {
        discoveredLabels: { __address__: 'localhost:9100' },
        labels: { instance: 'localhost:9100', job: 'node' },
        scrapePool: 'node',
        scrapeUrl: 'http://localhost:9100/metrics',
        globalUrl: 'http://localhost:9100/metrics',
        lastError: '',
        lastScrape: '2023-11-14T22:13:20.000Z',
        lastScrapeDuration: 0.012,
        health: 'up',
        scrapeInterval: '1m30s',
        scrapeTimeout: '10s',
      },
    ],
    droppedTargets: [{ discoveredLabels: { __address__: 'x' }, scrapePool: 'old' }],
    droppedTargetCounts: { old: 1 },
  });
  expect((await get('/targets?state=dropped')).body.data.activeTargets).toEqual([]);
  expect((await get('/targets?scrapePool=other')).body.data.activeTargets).toEqual([]);
});

test('metadata is by metric, and by target', async () => {
  answers['scrape.status'] = { targets: [target], dropped: [], configs: [], offers: [] };
  answers['metrics.families'] = [
    { name: 'a_total', type: 'counter', help: 'A.', unit: '', series: 1, lastMs: 1 },
    { name: 'b', type: 'gauge', help: 'B.', unit: 's', series: 1, lastMs: 1 },
  ];
  answers['metrics.labelValues'] = { values: ['b'], truncated: false };
  expect((await get('/metadata?limit=1')).body.data).toEqual({
    a_total: [{ type: 'counter', help: 'A.', unit: '' }],
  });
  expect((await get('/metadata?metric=b')).body.data).toEqual({
    b: [{ type: 'gauge', help: 'B.', unit: 's' }],
  });
  expect((await get(url('/targets/metadata', { match_target: '{job=~"no.*"}' }))).body.data).toEqual([
    {
      target: { instance: 'localhost:9100', job: 'node' },
      metric: 'b',
      type: 'gauge',
      help: 'B.',
      unit: 's',
    },
  ]);
  expect(await get(url('/targets/metadata', { match_target: '{job="x"}' }))).toMatchObject({ status: 404 });
});

test('without rules there are no groups and no alerts', async () => {
  answers['alerts.status'] = { groups: [], rules: [], alerts: [] };
  expect((await get('/rules')).body).toEqual({ status: 'success', data: { groups: [] } });
  expect((await get('/alerts')).body).toEqual({ status: 'success', data: { alerts: [] } });
});

test('a query that nobody waits for any more is stopped', async () => {
  const stopped = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const client = {
    call: (_method: string, _params: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          stopped.resolve();
          reject(new TrivetError('cancelled', 'cancelled'));
        });
        begun.resolve();
      }),
  };
  const server = Fastify();
  await servePrometheusApi(server, client as never, () => NOW);
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  const leaving = new AbortController();
  const asking = fetch(`${address}/api/v1/query?query=up`, { signal: leaving.signal }).catch(() => 'left');
  await begun.promise;
  leaving.abort();
  expect(await asking).toBe('left');
  await stopped.promise;
  await server.close();
});
