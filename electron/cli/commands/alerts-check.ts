import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { count } from '../../../shared/model/format.ts';
import { parseAlertmanagerConfig } from '../../engine/alerts/routing/alertmanager-config.ts';
import { parseRuleFile } from '../../engine/alerts/rules/rule-file.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { safeText } from '../safe-text.ts';

interface Problem {
  severity: 'error' | 'warning';
  line: number | null;
  message: string;
}

interface Checked {
  file: string;
  kind: 'rules' | 'alertmanager';
  /** How many there are of what it holds. */
  holds: Record<string, number>;
  problems: Problem[];
}

/** Without its place: what a reader refused or warned of. */
type Told = { line: number | null; message: string };

/** `trivet alerts check`: reads files of rules, and alertmanager.yml, without an engine. */
export function addAlertsCheckCommand(alerts: Command, { out, failed }: CommandContext): void {
  const command = alerts
    .command('check <files...>')
    .description('read files of Prometheus’ rules or an alertmanager.yml and say what is wrong, by line');
  withCommonOptions(command).action((files: string[]) => {
    const { json } = command.optsWithGlobals<CommonOptions>();
    const checked = files.map(checkedFile);
    for (const one of checked) {
      if (json) out.json(one);
      else for (const line of checkText(one)) out.line(safeText(line));
    }
    if (checked.some(isRefused)) failed();
  });
}

function checkedFile(file: string): Checked {
  try {
    const text = readFileSync(file, 'utf8');
    // Each has a top key that the other does not know.
    return /^(route|receivers|inhibit_rules)\s*:/m.test(text)
      ? alertmanagerFile(file, text)
      : ruleFile(file, text);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const message = `cannot be read: ${error.message}`;
    return { file, kind: 'rules', holds: {}, problems: [{ severity: 'error', line: null, message }] };
  }
}

function ruleFile(file: string, text: string): Checked {
  const read = parseRuleFile(text);
  if (!read.ok) return { file, kind: 'rules', holds: {}, problems: problems('error', read.error) };
  const { groups, warnings } = read.value;
  const rules = groups.flatMap((group) => group.rules);
  const alerting = rules.filter(({ kind }) => kind === 'alert').length;
  const holds = {
    groups: groups.length,
    'alerting rules': alerting,
    'recording rules': rules.length - alerting,
  };
  return { file, kind: 'rules', holds, problems: problems('warning', warnings) };
}

function alertmanagerFile(file: string, text: string): Checked {
  const read = parseAlertmanagerConfig(text);
  if (!read.ok) return { file, kind: 'alertmanager', holds: {}, problems: problems('error', [read.error]) };
  const { receivers, route, inhibitRules, timeIntervals, warnings } = read.value;
  const holds = {
    receivers: receivers.size,
    'routes below the first': route.routes.length,
    'inhibit rules': inhibitRules.length,
    'time intervals': timeIntervals.size,
  };
  return { file, kind: 'alertmanager', holds, problems: problems('warning', warnings) };
}

const problems = (severity: Problem['severity'], told: readonly Told[]): Problem[] =>
  told.map(({ line, message }) => ({ severity, line, message }));

const isRefused = ({ problems }: Checked): boolean => problems.some(({ severity }) => severity === 'error');

function* checkText(checked: Checked): Generator<string> {
  const { file, holds, problems } = checked;
  const held = Object.entries(holds).map(([what, amount]) => `${count(amount)} ${what}`);
  yield `${file}: ${isRefused(checked) ? 'refused' : held.join(', ')}`;
  for (const { line, severity, message } of problems) {
    yield `  ${line === null ? file : `${file}:${line}`}: ${severity === 'warning' ? 'warning: ' : ''}${message}`;
  }
}
