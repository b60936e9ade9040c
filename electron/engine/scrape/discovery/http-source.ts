import type { HttpDiscovery } from '../config/discovery-config.ts';
import type { HttpFetcher } from '../http/http-fetcher.ts';
import { PolledSource } from './polled-source.ts';
import { parseTargetGroups } from './target-groups.ts';
import { groupTargets, type TargetSource } from './target-source.ts';

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 2 ** 20;

/** http_sd_configs: a list of target groups in JSON. */
export function httpSource({ url, refreshMs }: HttpDiscovery, fetcher: HttpFetcher): TargetSource {
  const headers = {
    accept: 'application/json',
    'x-prometheus-refresh-interval-seconds': String(refreshMs / 1000),
  };
  const source = new PolledSource(refreshMs, async (signal) => {
    const chunks: Buffer[] = [];
    const options = { headers, timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES, signal };
    await fetcher.fetch(url, options, () => (chunk) => chunks.push(chunk));
    const groups = parseTargetGroups(Buffer.concat(chunks).toString('utf8'), url);
    return { targets: groups.flatMap((group) => groupTargets(group, [['__meta_url', url]])), problem: null };
  });
  return source.owns(fetcher);
}
