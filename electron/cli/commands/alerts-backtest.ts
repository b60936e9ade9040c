import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Backtest, DraftRule } from '../../../shared/contract/alerts.ts';
import { count, durationWords } from '../../../shared/model/format.ts';
import type { Labels } from '../../../shared/model/series.ts';
import { parseRuleFile } from '../../engine/alerts/rules/rule-file.ts';
import { UsageError } from '../../hosts/config/usage-error.ts';
import { type EngineClient, withEngine } from '../engine-access.ts';
import { type CommonOptions, durationOption, limitOption, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { safeText } from '../safe-text.ts';

interface BacktestOptions extends CommonOptions {
  since?: bigint;
  step?: bigint;
  limit: number;
}

interface Tried {
  rule: DraftRule;
  /** Alerts that its group allows it; 0 is no limit. */
  groupLimit: number;
}

const DAY_MS = 86_400_000;

/** `trivet alerts backtest`: what the alerting rules of a file, or one in force, would have done. */
export function addAlertsBacktestCommand(alerts: Command, context: CommandContext): void {
  withCommonOptions(
    alerts
      .command('backtest <file|rule>')
      .description(
        'say when rules would have fired over what is stored: those of a file, or one in force by its name or id',
      ),
  )
    .addOption(durationOption('--since <time>', 'how far back: 6h, 7d; a day without it'))
    .addOption(durationOption('--step <time>', 'between evaluations, if it is not the evaluation interval'))
    .addOption(limitOption())
    .action((asked: string, options: BacktestOptions) => tryRules(asked, options, context));
}

/** Says of each rule when it would have been pending and firing. @throws UsageError where there is none */
export function tryRules(asked: string, options: BacktestOptions, context: CommandContext): Promise<void> {
  return withEngine(options, async ({ client }) => {
    const endMs = context.now();
    const backMs = options.since === undefined ? DAY_MS : Number(options.since / 1_000_000n);
    const stepMs = options.step === undefined ? null : Number(options.step / 1_000_000n);
    for (const { rule, groupLimit } of await rulesOf(asked, client)) {
      const range = { startMs: endMs - backMs, endMs, stepMs, limit: options.limit, groupLimit };
      const found = await client.call('alerts.backtest', { rule, ...range });
      if (options.json) context.out.json(backtestJson(rule, found));
      else for (const line of backtestText(rule, found, endMs)) context.out.line(safeText(line));
    }
  });
}

/** @throws UsageError where nothing is found, or what is found cannot be read */
async function rulesOf(asked: string, client: EngineClient): Promise<Tried[]> {
  const text = textOf(asked);
  if (text !== null) return rulesOfFile(asked, text);
  const { rules, groups } = await client.call('alerts.status', {});
  const found = rules.filter(({ kind, id, name }) => kind === 'alert' && (id === asked || name === asked));
  if (found.length === 0)
    throw new UsageError(`${asked}: neither a file nor the name or id of an alerting rule`);
  return found.map((rule) => {
    const { name, expr, forMs, keepFiringForMs, labels, annotations } = rule;
    const group = groups.find((each) => each.file === rule.file && each.name === rule.group);
    return {
      rule: { name, expr, forMs, keepFiringForMs, labels, annotations },
      groupLimit: group?.limit ?? 0,
    };
  });
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new UsageError(
      `${path}: cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function rulesOfFile(path: string, text: string): Tried[] {
  const read = parseRuleFile(text);
  if (!read.ok) {
    const [fault] = read.error;
    throw new UsageError(`${path}${fault?.line ? `:${fault.line}` : ''}: ${fault?.message}`);
  }
  const tried = read.value.groups.flatMap((group) =>
    group.rules.flatMap((rule): Tried[] => {
      if (rule.kind !== 'alert') return [];
      const { name, expr, forMs, keepFiringForMs, annotations } = rule;
      const labels = [...new Map([...group.labels, ...rule.labels])];
      const draft = { name, expr, forMs, keepFiringForMs, labels, annotations: [...annotations] };
      return [{ rule: draft, groupLimit: group.limit }];
    }),
  );
  if (tried.length === 0) throw new UsageError(`${path}: there is no alerting rule in it`);
  return tried;
}

const labelText = (labels: Labels): string =>
  labels
    .filter(([name]) => name !== 'alertname')
    .map(([name, value]) => `${name}=${value}`)
    .join(' ') || 'without labels';

const iso = (ms: number): string => new Date(ms).toISOString();

function* backtestText(rule: DraftRule, found: Backtest, endMs: number): Generator<string> {
  const { timesFired, firingMs, timesPending, firstDataMs, courses, moreCourses, evaluations, stepMs } =
    found;
  const fired = timesFired === 1 ? 'once' : `${count(timesFired)} times`;
  const times =
    timesFired === 0 ? 'would not have fired' : `would have fired ${fired}, ${durationWords(firingMs)}`;
  yield `${rule.name}: ${times}; pending ${count(timesPending)} times; ${count(evaluations)} evaluations every ${durationWords(stepMs)}`;
  if (firstDataMs === null) yield '  there is no data to judge by';
  else yield `  data from ${iso(firstDataMs)}`;
  for (const { labels, spans } of courses) {
    yield `  ${labelText(labels)}`;
    for (const { state, startMs, endMs: toMs } of spans) {
      yield `    ${state.padEnd(7)} ${iso(startMs)} to ${toMs === null ? 'now' : iso(toMs)}, ${durationWords((toMs ?? endMs) - startMs)}`;
    }
  }
  if (moreCourses > 0) yield `  and ${count(moreCourses)} more label sets`;
  for (const warning of found.warnings) yield `  warning: ${warning}`;
}

const backtestJson = (
  rule: DraftRule,
  { shown: _, example, ...found }: Backtest,
): Record<string, unknown> => ({
  name: rule.name,
  expr: rule.expr,
  ...found,
  firstData: found.firstDataMs === null ? null : iso(found.firstDataMs),
  example: example && { ...example, labels: Object.fromEntries(example.labels) },
  courses: found.courses.map(({ labels, spans }) => ({
    labels: Object.fromEntries(labels),
    spans: spans.map(({ state, startMs, endMs }) => ({
      state,
      start: iso(startMs),
      end: endMs === null ? null : iso(endMs),
    })),
  })),
});
