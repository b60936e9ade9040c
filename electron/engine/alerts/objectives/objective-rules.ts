import { stringify } from 'yaml';
import { quoted } from '../../../../shared/promql/go-text.ts';
import { formatDuration, formatFloat } from '../../../../shared/promql/number.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { parseRuleFile } from '../rules/rule-file.ts';
import { type BurnWindows, burnWindows, scaledText, windowText } from './burn-windows.ts';
import type { Objective } from './objective.ts';
import { errorRatio } from './sli.ts';

/** Windows beyond it are recorded less often. */
const SHORT_WINDOWS_MS = 2 * 3_600_000;
const LONG_INTERVAL = '2m';
const ALERT_NAME = 'ErrorBudgetBurn';

export const recordName = (windowMs: number): string => `slo:sli_error:ratio_rate${formatDuration(windowMs)}`;

const selectorOf = ({ name, service }: Objective, windowMs: number): string =>
  `${recordName(windowMs)}{service=${quoted(service)},slo=${quoted(name)}}`;

/** Part of errors at which a burn rate is reached. */
export const burnThreshold = ({ target }: Objective, factor: number): number =>
  Number((factor * (1 - target)).toPrecision(12));

/** Those that can be reached at all: nothing is worse than everything. */
export const reachable = (objective: Objective): BurnWindows[] =>
  burnWindows(objective.windowMs).filter(({ factor }) => burnThreshold(objective, factor) < 1);

/** What is to be known of an objective's alerts, in sentences. */
export function ruleNotes(objective: Objective, keptMs: number | null): string[] {
  const { target, windowMs } = objective;
  const scaled = scaledText(windowMs);
  const notes = scaled === null ? [] : [scaled];
  const never = burnWindows(windowMs).filter(({ factor }) => burnThreshold(objective, factor) >= 1);
  for (const { factor } of never) {
    const most = Number((1 / (1 - target)).toPrecision(3));
    notes.push(`A burn rate of ${factor} cannot be reached: with all calls bad it is ${most}.`);
  }
  if (keptMs !== null && windowMs > keptMs) {
    notes.push(
      `Metrics are kept for ${windowText(keptMs)}: the budget of ${windowText(windowMs)} is judged by those.`,
    );
  }
  return notes;
}

/** Rules of objectives as the text of a rule file that any Prometheus takes. */
export function objectiveRulesText(objectives: readonly Objective[]): string {
  const head = objectives.flatMap((objective) =>
    ruleNotes(objective, null).map((note) => `# ${objective.name}: ${note}\n`),
  );
  const groups = objectives.flatMap(groupsOf);
  return head.join('') + stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** The same as groups, each rule at the line of its objective. */
export function objectiveRuleGroups(objectives: readonly Objective[]): RuleGroup[] {
  return objectives.flatMap((objective) => {
    const read = parseRuleFile(objectiveRulesText([objective]));
    if (!read.ok)
      throw new Error(`rules of ${objective.name}: ${read.error.map(({ message }) => message).join('; ')}`);
    const { line } = objective;
    return read.value.groups.map((group) => ({
      ...group,
      line,
      rules: group.rules.map((rule) => ({ ...rule, line })),
    }));
  });
}

type RuleYaml = Record<string, unknown>;

function groupsOf(objective: Objective): { name: string; interval?: string; rules: RuleYaml[] }[] {
  const pairs = reachable(objective);
  const windows = [...new Set(pairs.flatMap(({ longMs, shortMs }) => [shortMs, longMs]))].sort(
    (a, b) => a - b,
  );
  const recordings = (some: number[]) => some.map((windowMs) => recording(objective, windowMs));
  const long = recordings(windows.filter((windowMs) => windowMs > SHORT_WINDOWS_MS));
  const short = recordings(windows.filter((windowMs) => windowMs <= SHORT_WINDOWS_MS));
  const alerts = (['page', 'ticket'] as const).flatMap((severity) => {
    const some = pairs.filter((pair) => pair.severity === severity);
    return some.length > 0 ? [alert(objective, severity, some)] : [];
  });
  const name = `slo ${objective.name}`;
  const group = { name, rules: [...short, ...alerts] };
  // Before the other, whose alerts read what it records.
  return long.length > 0
    ? [{ name: `${name}, long windows`, interval: LONG_INTERVAL, rules: long }, group]
    : [group];
}

function recording({ name, service, indicator }: Objective, windowMs: number): RuleYaml {
  return {
    record: recordName(windowMs),
    expr: errorRatio(indicator, windowMs),
    labels: { service, slo: name },
  };
}

function alert(objective: Objective, severity: 'page' | 'ticket', pairs: readonly BurnWindows[]): RuleYaml {
  const { name, service, displayName, target, windowMs, labels, annotations } = objective;
  const conditions = pairs.map(({ longMs, shortMs, factor }) => {
    const limit = formatFloat(burnThreshold(objective, factor));
    return `(${selectorOf(objective, longMs)} > ${limit} and ${selectorOf(objective, shortMs)} > ${limit})`;
  });
  const speeds = pairs.map(({ longMs, factor }) => `${factor} times over ${windowText(longMs)}`).join(' or ');
  const promise = `${formatFloat(Number((target * 100).toPrecision(12)))} % over ${windowText(windowMs)}`;
  return {
    alert: ALERT_NAME,
    expr: conditions.join('\nor\n'),
    labels: { ...Object.fromEntries(labels), severity, service: literally(service), slo: literally(name) },
    annotations: {
      summary: `${literally(displayName)} spends its error budget too fast: {{ $value | humanizePercentage }} bad`,
      description: `Promised are ${promise}; the budget is spent faster than ${speeds}.`,
      ...Object.fromEntries(annotations),
    },
  };
}

/** A name is no template, even with its braces in it. */
const literally = (text: string): string => text.replaceAll('{{', '{{ "{{" }}');
