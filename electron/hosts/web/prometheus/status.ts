import { hostname } from 'node:os';
import { cwd, version as nodeVersion, uptime } from 'node:process';
import type { LocalClient } from '../local-client.ts';
import type { Answer, Asked } from './answer.ts';
import { FIRST_MS, LAST_MS, limit } from './parameters.ts';

/** Clients choose by it what they ask for: the language and the API are this Prometheus'. */
const SPOKEN_VERSION = '3.5.0';
const MOST_TOP = 1000;

/** `/status/…`, as far as clients ask for it. */
export class Status {
  readonly #client: LocalClient;
  readonly #now: () => number;

  constructor(client: LocalClient, now: () => number) {
    this.#client = client;
    this.#now = now;
  }

  async build(): Promise<Answer> {
    const { version } = await this.#client.call('app.info', {});
    return {
      data: {
        version: SPOKEN_VERSION,
        revision: `trivet-${version}`,
        branch: 'trivet',
        buildUser: '',
        buildDate: '',
        goVersion: `node ${nodeVersion}`,
      },
    };
  }

  /** The jobs that run, as a configuration would name them. */
  async config({ signal }: Asked): Promise<Answer> {
    const { targets } = await this.#client.call('scrape.status', {}, { signal });
    const jobs = [...new Set(targets.map(({ job }) => job))].sort();
    const lines = jobs.map((job) => `- job_name: ${JSON.stringify(job)}`);
    return { data: { yaml: lines.length > 0 ? `scrape_configs:\n${lines.join('\n')}\n` : '' } };
  }

  flags(): Answer {
    return {
      data: {
        'query.lookback-delta': '5m',
        'query.timeout': '2m',
        'web.enable-admin-api': 'false',
        'web.enable-lifecycle': 'false',
        'web.enable-remote-write-receiver': 'true',
      },
    };
  }

  runtime(): Answer {
    const now = this.#now();
    const started = new Date(now - uptime() * 1000).toISOString();
    return {
      data: {
        startTime: started,
        CWD: cwd(),
        hostname: hostname(),
        serverTime: new Date(now).toISOString(),
        reloadConfigSuccess: true,
        lastConfigTime: started,
        corruptionCount: 0,
        goroutineCount: 0,
        GOMAXPROCS: 0,
        GOMEMLIMIT: 0,
        GOGC: '',
        GODEBUG: '',
        storageRetention: '',
      },
    };
  }

  async tsdb({ parameters, signal }: Asked): Promise<Answer> {
    const top = Math.min(MOST_TOP, limit(parameters) || 10);
    const { series, metrics, labels } = await this.#client.call('metrics.cardinality', { top }, { signal });
    const pairs = labels.flatMap(({ name, top: values }) =>
      values.map(({ value, series: count }) => ({ name: `${name}=${value}`, value: count })),
    );
    return {
      data: {
        headStats: {
          numSeries: series,
          numLabelPairs: labels.reduce((sum, { values }) => sum + values, 0),
          chunkCount: 0,
          minTime: FIRST_MS,
          maxTime: LAST_MS,
        },
        seriesCountByMetricName: metrics.map(({ name, series: value }) => ({ name, value })),
        labelValueCountByLabelName: labels.map(({ name, values }) => ({ name, value: values })),
        memoryInBytesByLabelName: [],
        seriesCountByLabelValuePair: pairs.sort((a, b) => b.value - a.value).slice(0, top),
      },
    };
  }
}
