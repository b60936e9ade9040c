import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answered, ask, differences } from '../../compare/compare.ts';
import { type Api, hasPrometheus, startPrometheus, startTrivet } from '../../compare/programs.ts';
import { compareQueries } from '../../compare/promql-compare.ts';
import { comparisonSamples } from '../../compare/samples.ts';
import { hasCorpus, readCorpus } from '../../corpus.ts';
import { members, substituted } from '../../shared/promql/corpus-queries.ts';

const recorded: [query: string, error: string][] = JSON.parse(
  readFileSync(new URL('../../fixtures/promql/refused-by-prometheus-2.42.json', import.meta.url), 'utf8'),
);

/** Needs Debian's package prometheus; a run of CI has it. */
const describeReal = hasPrometheus || process.env.CI ? describe : describe.skip;
const run = promisify(execFile);
const HOUR_MS = 3_600_000;
const startMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 3 * HOUR_MS;
/** Half seconds: no step of a query or a subquery lies on a sample. */
const from = startMs / 1000 + 3617.5;
const until = from + 3000;

describeReal("beside Debian's Prometheus with the same samples", () => {
  let dir: string;
  let prometheus: Api;
  let trivet: Api & { token: string };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'trivet-real-clients-'));
    const families = comparisonSamples(startMs, 120);
    prometheus = await startPrometheus(dir, families);
    trivet = await startTrivet(join(dir, 'trivet'), families);
  }, 120_000);

  afterAll(async () => {
    await prometheus?.stop();
    await trivet?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const both = (path: string, parameters: Record<string, string>): Promise<[Answered, Answered]> =>
    Promise.all([ask(prometheus, path, parameters), ask(trivet, path, parameters)]);

  test('every query of the list is answered the same', async () => {
    const found: string[] = [];
    const asked = [['query', { time: String(until) }]] as const;
    for await (const one of compareQueries(prometheus, trivet, asked)) {
      if (one.reason === null) found.push(...one.found.map((text) => `${one.query}: ${text}`));
    }
    expect(found).toEqual([]);
  }, 120_000);

  test('the recorded refusals are what this Prometheus says', async () => {
    for (const [query, error] of recorded) {
      const { error: said = '' } = await ask(prometheus, 'query', { query, time: String(until) });
      expect(said.replace(/^invalid parameter "query": /, ''), query).toBe(error);
    }
  }, 60_000);

  test.skipIf(!hasCorpus)(
    'queries of dashboards are printed the same',
    async () => {
      const dashboard = JSON.parse(readCorpus('grafana-dashboards/node-exporter-full.json').toString('utf8'));
      const texts = [...new Set(members(dashboard, 'expr').map(substituted))];
      expect(texts.length).toBeGreaterThan(100);
      for (const query of texts.filter((_, place) => place % 4 === 0)) {
        const [theirs, ours] = await both('format_query', { query });
        expect(ours, query).toEqual(theirs);
      }
    },
    60_000,
  );

  /** What Grafana's data source sends (grafana pkg/promlib/client, packages/grafana-prometheus resource_clients.ts). */
  describe('requests of Grafana', () => {
    const range = { start: String(from), end: String(until) };

    test.each([
      ['sum by (route) (rate(http_requests_total{job="shop"}[1m0s]))', '15'],
      ['histogram_quantile(0.95, sum by(le) (rate(latency_seconds_bucket[1m0s])))', '60'],
      ['memory_bytes', '0.5'],
    ])('query_range of %s every %s s', async (query, step) => {
      const end = String(from + Math.min(3000, Number(step) * 1000));
      const [theirs, ours] = await both('query_range', {
        query,
        step,
        start: range.start,
        end,
        timeout: '60s',
      });
      expect(differences(theirs, ours)).toEqual([]);
      expect(ours.data?.result).not.toEqual([]);
    });

    test.each(['1+1', 'topk(3, http_requests_total)', 'memory_bytes[2m]', '"text"'])(
      'query of %s',
      async (query) => {
        const [theirs, ours] = await both('query', { query, time: String(until) });
        expect(ours).toEqual(theirs);
      },
    );

    test.each([
      ['labels', { ...range }],
      ['labels', { ...range, limit: '40000', 'match[]': '{__name__="named"}' }],
      ['series', { ...range, limit: '40000', 'match[]': '{__name__=~"memory.*",instance!=""}' }],
      ['series', { ...range, 'match[]': 'nothing_at_all' }],
      ['query_exemplars', { ...range, query: 'rate(latency_seconds_bucket[1m])' }],
      ['format_query', { query: 'sum(rate(a{b="c"}[5m]))by(x)/on(x)group_left y' }],
    ])('%s %o', async (path, parameters) => {
      const [theirs, ours] = await both(path, parameters);
      expect(sorted(ours)).toEqual(sorted(theirs));
    });

    test.each([
      ['label/__name__/values', range],
      ['label/route/values', { ...range, 'match[]': 'http_requests_total{code="200"}' }],
      ['label/value/values', {}],
      ['label/nothing/values', {}],
      ['rules', {}],
      ['alerts', {}],
      ['targets?state=active', {}],
    ])('GET %s %o', async (path, parameters) => {
      const url = (api: Api) =>
        `${api.url}/api/v1/${path}${path.includes('?') ? '' : `?${new URLSearchParams(parameters)}`}`;
      const [theirs, ours] = await Promise.all(
        [prometheus, trivet].map(async (api) => (await fetch(url(api), { headers: api.headers })).json()),
      );
      expect(ours).toMatchObject(theirs);
    });

    test('its check of the data source finds a Prometheus', async () => {
      const [, ours] = await both('query', { query: '1+1', time: '4' });
      expect(ours).toEqual({ status: 'success', data: { resultType: 'scalar', result: [4, '2'] } });
      const answer = await fetch(`${trivet.url}/api/v1/status/buildinfo`, { headers: trivet.headers });
      expect(await answer.json()).toMatchObject({
        data: { version: expect.stringMatching(/^3\.\d+\.\d+$/) },
      });
    });
  });

  /** Go's client posts a form and takes the token from the address. */
  describe('promtool', () => {
    const promtool = async (api: Api & { token?: string }, ...args: string[]) => {
      const url = api.token ? api.url.replace('//', `//trivet:${api.token}@`) : api.url;
      const filled = args.map((arg) => (arg === 'SERVER' ? url : arg));
      const { stdout } = await run('promtool', ['query', ...filled]).catch((error) => error);
      return String(stdout).split('\n').sort();
    };

    test.each([
      [['instant', '--time', String(until), 'SERVER', 'sum by (route) (http_requests_total)']],
      [['instant', '--time', String(until), 'SERVER', 'named']],
      [['instant', '--time', '5', 'SERVER', '0.5 - Inf']],
      [
        [
          'range',
          '--start',
          String(from),
          '--end',
          String(until),
          '--step',
          '5m',
          'SERVER',
          'max(memory_bytes)',
        ],
      ],
      [['series', '--match', 'http_requests_total{code="500"}', '--match', 'odd', 'SERVER']],
      [['labels', 'SERVER', 'route']],
    ])('query %s', async (args) => {
      const [theirs, ours] = [await promtool(prometheus, ...args), await promtool(trivet, ...args)];
      expect(theirs.length).toBeGreaterThan(1);
      expect(ours).toEqual(theirs);
    });

    test('is told the same of a query that is wrong', async () => {
      const url = trivet.url.replace('//', `//trivet:${trivet.token}@`);
      const failed = await run('promtool', ['query', 'instant', url, 'sum(foo bar)']).catch((error) => error);
      expect(failed.stderr).toContain('1:9: parse error: unexpected identifier "bar" in aggregation');
    });

    test('checks that it is healthy and ready', async () => {
      for (const path of ['healthy', 'ready']) {
        expect((await fetch(`${trivet.url}/-/${path}`, { headers: trivet.headers })).status).toBe(200);
      }
    });
  });

  test('what is refused is refused the same', async () => {
    for (const [path, parameters] of [
      ['query', { query: 'up', timeout: 'xx' }],
      ['query', { query: 'foo{a b}' }],
      ['query', { query: 'http_requests_total + on(job) memory_bytes', time: String(until) }],
      ['query_range', { query: 'up', start: '1', end: '2', step: '-1' }],
      ['query_range', { query: 'up', start: '1', end: '100000', step: '1' }],
      ['query_range', { query: 'up', start: 'x', end: '2', step: '1' }],
      ['series', {}],
      ['series', { 'match[]': '{a=~".*"}' }],
      ['labels', { 'match[]': 'up{' }],
      ['query_exemplars', { query: 'up(' }],
    ] as const) {
      const [theirs, ours] = await both(path, parameters);
      expect(ours, `${path} ${JSON.stringify(parameters)}`).toEqual(theirs);
    }
  });
});

function sorted(answer: Answered): Answered {
  const { data } = answer;
  if (!Array.isArray(data)) return answer;
  return { ...answer, data: data.map((one) => JSON.stringify(one)).sort() as never };
}
