import type { Labels } from '../../../../shared/model/series.ts';
import { parsePrometheusDuration, prometheusDuration } from '../config/duration.ts';
import type { ScrapeJob } from '../config/scrape-job.ts';
import { relabel, toLabels } from '../relabel/relabel.ts';

/** One target as a discovery tells it: `__address__`, `__meta_…` and the labels that it was given. */
export type DiscoveredTarget = ReadonlyMap<string, string>;

/** What is scraped, after relabelling. */
export interface Target {
  /** The same for the same labels and URL: what makes two targets one. */
  key: string;
  /** Without `__` labels. */
  labels: Labels;
  discovered: Labels;
  url: string;
  intervalMs: number;
  timeoutMs: number;
}

export interface DroppedTarget {
  discovered: Labels;
  /** Null where relabelling dropped it, else what is wrong with it. */
  reason: string | null;
}

/**
 * From a discovered target to what is scraped, as Prometheus' scrape.PopulateLabels and Target.URL do it: the job's
 * values as labels, relabelling, then the address, path and parameters out of the labels again.
 */
export function buildTarget(found: DiscoveredTarget, job: ScrapeJob): Target | DroppedTarget {
  const labels = withJobLabels(found, job);
  const discovered = toLabels(labels);
  if (!relabel(labels, job.relabel)) return { discovered, reason: null };
  const address = labels.get('__address__') ?? '';
  const scheme = labels.get('__scheme__') ?? '';
  const intervalMs = parsePrometheusDuration(labels.get('__scrape_interval__') ?? '') || 0;
  const timeoutMs = parsePrometheusDuration(labels.get('__scrape_timeout__') ?? '') || 0;
  const fault = targetFault({ address, scheme, intervalMs, timeoutMs });
  if (fault) return { discovered, reason: fault };
  const url = targetUrl(labels, job);
  if (url === null) return { discovered, reason: `"${address}" is not a valid hostname` };
  if (!labels.has('instance')) labels.set('instance', address);
  const own = toLabels(labels).filter(([name]) => !name.startsWith('__'));
  return { key: JSON.stringify([url, own]), labels: own, discovered, url, intervalMs, timeoutMs };
}

export const isDropped = (built: Target | DroppedTarget): built is DroppedTarget => 'reason' in built;

function withJobLabels(found: DiscoveredTarget, job: ScrapeJob): Map<string, string> {
  const labels = new Map(found);
  const standard: [string, string][] = [
    ['job', job.name],
    ['__scrape_interval__', prometheusDuration(job.intervalMs)],
    ['__scrape_timeout__', prometheusDuration(job.timeoutMs)],
    ['__metrics_path__', job.metricsPath],
    ['__scheme__', job.urlScheme],
  ];
  for (const [name, value] of standard) if (!labels.get(name)) labels.set(name, value);
  for (const [name, [value]] of job.params) if (value !== undefined) labels.set(`__param_${name}`, value);
  return labels;
}

function targetFault(facts: {
  address: string;
  scheme: string;
  intervalMs: number;
  timeoutMs: number;
}): string | null {
  const { address, scheme, intervalMs, timeoutMs } = facts;
  if (address === '') return 'no address';
  if (address.includes('/')) return `"${address}" is not a valid hostname`;
  if (scheme !== 'http' && scheme !== 'https') return `invalid scheme: "${scheme}"`;
  if (intervalMs <= 0) return 'the scrape interval is no duration above 0';
  if (timeoutMs <= 0) return 'the scrape timeout is no duration above 0';
  if (timeoutMs > intervalMs) return 'the scrape timeout is greater than the scrape interval';
  return null;
}

/** The first value of a parameter comes from its label, the others from the configuration. */
function targetUrl(labels: ReadonlyMap<string, string>, job: ScrapeJob): string | null {
  const path = labels.get('__metrics_path__') ?? '/';
  const base = `${labels.get('__scheme__')}://${labels.get('__address__')}`;
  if (!URL.canParse(base)) return null;
  const url = new URL(base);
  // A path may bring a query of its own, which Prometheus would escape; people write it all the same.
  const [pathname = '/', query = ''] = splitOnce(path, '?');
  url.pathname = pathname;
  const params = new URLSearchParams(query);
  const given = new Map(job.params);
  for (const [label, value] of labels) {
    if (!label.startsWith('__param_')) continue;
    const name = label.slice('__param_'.length);
    given.set(name, [value, ...(given.get(name)?.slice(1) ?? [])]);
  }
  for (const [name, values] of [...given].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const value of values) params.append(name, value);
  }
  url.search = params.toString();
  return url.href;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
