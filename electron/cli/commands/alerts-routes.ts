import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { matcherText } from '../../../shared/alerts/matchers.ts';
import { formatDuration } from '../../../shared/promql/number.ts';
import { parseAlertmanagerConfig } from '../../engine/alerts/routing/alertmanager-config.ts';
import { matchingRoutes, type Route } from '../../engine/alerts/routing/route.ts';
import { UsageError } from '../../hosts/config/usage-error.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { safeText } from '../safe-text.ts';

interface RoutesOptions extends CommonOptions {
  config: string;
}

/** `trivet alerts routes`: who would be told of an alert with these labels, as `amtool config routes test` says. */
export function addAlertsRoutesCommand(alerts: Command, { out }: CommandContext): void {
  const command = alerts
    .command('routes [labels...]')
    .description('show the routes of an alertmanager.yml, or those that an alert with labels (a=b) takes')
    .requiredOption('--config <file>', 'the alertmanager.yml');
  withCommonOptions(command).action((labels: string[], { config }: RoutesOptions) => {
    const { json } = command.optsWithGlobals<CommonOptions>();
    const route = rootOf(config);
    const taken = labels.length === 0 ? null : matchingRoutes(route, labelsOf(labels));
    if (json) for (const one of taken ?? [route]) out.json(routeJson(one, taken === null));
    else for (const line of taken ? taken.map(routeLine) : treeLines(route, 0)) out.line(safeText(line));
  });
}

/** @throws UsageError */
function rootOf(file: string): Route {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const read = parseAlertmanagerConfig(text);
  if (read.ok) return read.value.route;
  throw new UsageError(
    `${file}${read.error.line === null ? '' : `:${read.error.line}`}: ${read.error.message}`,
  );
}

function labelsOf(texts: readonly string[]): Map<string, string> {
  return new Map(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at <= 0) throw new UsageError(`${text}: expected a label as name=value`);
      return [text.slice(0, at), text.slice(at + 1).replace(/^"(.*)"$/, '$1')];
    }),
  );
}

const groupText = ({ groupBy }: Route): string => (groupBy === 'all' ? '...' : groupBy.join(', '));

function routeLine(route: Route): string {
  const { receiver, groupWaitMs, groupIntervalMs, repeatIntervalMs } = route;
  const waits = [groupWaitMs, groupIntervalMs, repeatIntervalMs].map(formatDuration);
  return `${receiver}  grouped by ${groupText(route) || 'nothing'}; waits ${waits[0]}, then ${waits[1]}, repeats after ${waits[2]}`;
}

function* treeLines(route: Route, depth: number): Generator<string> {
  const conditions = route.matchers.map(matcherText).join(' ') || (depth === 0 ? 'all' : 'any');
  yield `${'  '.repeat(depth)}${conditions} -> ${routeLine(route)}${route.continue ? '; goes on' : ''}`;
  for (const child of route.routes) yield* treeLines(child, depth + 1);
}

const routeJson = (route: Route, whole: boolean): Record<string, unknown> => ({
  receiver: route.receiver,
  groupBy: route.groupBy === 'all' ? ['...'] : route.groupBy,
  groupWaitMs: route.groupWaitMs,
  groupIntervalMs: route.groupIntervalMs,
  repeatIntervalMs: route.repeatIntervalMs,
  matchers: route.matchers.map(matcherText),
  continue: route.continue,
  line: route.line,
  ...(whole ? { routes: route.routes.map((child) => routeJson(child, true)) } : {}),
});
