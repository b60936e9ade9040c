import type { MetricFamily } from '../../../../shared/contract/promql.ts';
import type { ScrapeTarget } from '../../../../shared/contract/scrape.ts';
import type { Labels, Matcher } from '../../../../shared/model/series.ts';
import { METRIC_NAME } from '../../../../shared/model/series.ts';
import { compilePattern } from '../../../../shared/promql/matcher-pattern.ts';
import { formatDuration } from '../../../../shared/promql/number.ts';
import { faultText, parseSelector } from '../../../../shared/promql/parse.ts';
import type { LocalClient } from '../local-client.ts';
import type { Answer, Asked } from './answer.ts';
import { ApiError, badParameter } from './api-error.ts';
import { FIRST_MS, LAST_MS, limit } from './parameters.ts';

/** The time of a target that was never scraped. */
const NEVER = '0001-01-01T00:00:00Z';
const MOST_FAMILIES = 100_000;
const WHOLE_TIME = { startMs: FIRST_MS, endMs: LAST_MS };

/** `/targets`, `/targets/metadata` and `/metadata`. */
export class Targets {
  readonly #client: LocalClient;

  constructor(client: LocalClient) {
    this.#client = client;
  }

  async targets({ parameters, signal }: Asked): Promise<Answer> {
    const state = (parameters.get('state') ?? '').toLowerCase();
    const pool = parameters.get('scrapePool');
    const { targets, dropped } = await this.#client.call('scrape.status', {}, { signal });
    const inPool = ({ job }: { job: string }) => !pool || job === pool;
    const droppedTargets = dropped.filter(inPool);
    return {
      data: {
        activeTargets: state === 'dropped' ? [] : targets.filter(inPool).map(activeTarget),
        droppedTargets:
          state === 'active'
            ? []
            : droppedTargets.map(({ job, discovered }) => ({
                discoveredLabels: Object.fromEntries(discovered),
                scrapePool: job,
              })),
        droppedTargetCounts: countBy(droppedTargets.map(({ job }) => job)),
      },
    };
  }

  async metadata({ parameters, signal }: Asked): Promise<Answer> {
    const most = limit(parameters);
    // One entry stands for a metric here, so that a limit of them changes nothing.
    limit(parameters, 'limit_per_metric');
    const name = parameters.get('metric');
    const families = await this.#families(signal);
    const found = name ? families.filter((family) => family.name === name) : families;
    return {
      data: Object.fromEntries(
        (most > 0 ? found.slice(0, most) : found).map((family) => [family.name, [described(family)]]),
      ),
    };
  }

  /** What each target tells of its metrics: those that are known of the series that carry its labels. */
  async targetMetadata({ parameters, signal }: Asked): Promise<Answer> {
    const most = limit(parameters) || Number.POSITIVE_INFINITY;
    const wanted = parameters.get('metric');
    const matchers = targetMatchers(parameters.get('match_target') ?? '');
    const { targets } = await this.#client.call('scrape.status', {}, { signal });
    const families = new Map((await this.#families(signal)).map((family) => [family.name, family]));
    const entries: object[] = [];
    for (const { labels } of targets.filter((target) => matchers.every((test) => test(target.labels)))) {
      for (const name of await this.#metricsOf(labels, signal)) {
        const family = families.get(name);
        if (!family || (wanted && name !== wanted)) continue;
        const target = Object.fromEntries(labels);
        entries.push({ target, ...(wanted ? {} : { metric: name }), ...described(family) });
        if (entries.length >= most) return { data: entries };
      }
    }
    if (entries.length === 0) throw new ApiError('not_found', 'specified metadata not found');
    return { data: entries };
  }

  #families(signal: AbortSignal): Promise<MetricFamily[]> {
    return this.#client.call('metrics.families', { ...WHOLE_TIME, limit: MOST_FAMILIES }, { signal });
  }

  async #metricsOf(labels: Labels, signal: AbortSignal): Promise<string[]> {
    const selectors = [labels.map(([name, value]) => ({ name, op: '=' as const, value }))];
    const asked = { ...WHOLE_TIME, label: METRIC_NAME, selectors, limit: MOST_FAMILIES };
    return (await this.#client.call('metrics.labelValues', asked, { signal })).values;
  }
}

const described = ({ type, help, unit }: MetricFamily) => ({ type, help, unit });

function activeTarget(target: ScrapeTarget) {
  return {
    discoveredLabels: Object.fromEntries(target.discovered),
    labels: Object.fromEntries(target.labels),
    scrapePool: target.job,
    scrapeUrl: target.url,
    globalUrl: target.url,
    lastError: target.lastError ?? '',
    lastScrape: target.lastScrapeMs === null ? NEVER : new Date(target.lastScrapeMs).toISOString(),
    lastScrapeDuration: (target.durationMs ?? 0) / 1000,
    health: target.health,
    scrapeInterval: formatDuration(target.intervalMs),
    scrapeTimeout: formatDuration(target.timeoutMs),
  };
}

function countBy(jobs: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const job of jobs) counts[job] = (counts[job] ?? 0) + 1;
  return counts;
}

/** @throws ApiError */
function targetMatchers(text: string): ((labels: Labels) => boolean)[] {
  if (text === '') return [];
  const parsed = parseSelector(text);
  if (!parsed.ok) throw badParameter('match_target', faultText(text, parsed.error));
  return parsed.value.matchers.map(labelTest);
}

function labelTest({ name, op, value }: Matcher): (labels: Labels) => boolean {
  const pattern = op.endsWith('~') ? compilePattern(value) : null;
  return (labels) => {
    const found = labels.find(([label]) => label === name)?.[1] ?? '';
    const same = pattern ? pattern.matcher(found).find() : found === value;
    return same === op.startsWith('=');
  };
}
