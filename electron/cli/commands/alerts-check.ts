import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { count } from '../../../shared/model/format.ts';
import type { Result } from '../../../shared/util/result.ts';
import type { RuleFile } from '../../engine/alerts/rules/rule.ts';
import { parseRuleFile } from '../../engine/alerts/rules/rule-file.ts';
import { ConfigError } from '../../engine/scrape/config/config-error.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { safeText } from '../safe-text.ts';

interface Checked {
  file: string;
  groups: number;
  alerting: number;
  recording: number;
  problems: { severity: 'error' | 'warning'; line: number | null; message: string }[];
}

/** `trivet alerts check`: reads files of Prometheus' rules without an engine, and says what is wrong with them. */
export function addAlertsCheckCommand(alerts: Command, { out, failed }: CommandContext): void {
  const command = alerts
    .command('check <files...>')
    .description('read files of Prometheus’ rules and say what is wrong with them, by line');
  withCommonOptions(command).action((files: string[]) => {
    const { json } = command.optsWithGlobals<CommonOptions>();
    const checked = files.map((file) => checkedFile(file, read(file)));
    for (const one of checked) {
      if (json) out.json(one);
      else for (const line of checkText(one)) out.line(safeText(line));
    }
    if (checked.some(isRefused)) failed();
  });
}

function read(file: string): Result<RuleFile, ConfigError[]> {
  try {
    return parseRuleFile(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { ok: false, error: [new ConfigError(`cannot be read: ${error.message}`, null)] };
  }
}

function checkedFile(file: string, result: Result<RuleFile, ConfigError[]>): Checked {
  const rules = result.ok ? result.value.groups.flatMap((group) => group.rules) : [];
  const of = (severity: 'error' | 'warning', all: readonly { line: number | null; message: string }[]) =>
    all.map(({ line, message }) => ({ severity, line, message }));
  return {
    file,
    groups: result.ok ? result.value.groups.length : 0,
    alerting: rules.filter(({ kind }) => kind === 'alert').length,
    recording: rules.filter(({ kind }) => kind === 'record').length,
    problems: result.ok ? of('warning', result.value.warnings) : of('error', result.error),
  };
}

const isRefused = ({ problems }: Checked): boolean => problems.some(({ severity }) => severity === 'error');

function* checkText(checked: Checked): Generator<string> {
  const { file, groups, alerting, recording, problems } = checked;
  yield isRefused(checked)
    ? `${file}: refused`
    : `${file}: ${count(groups)} groups, ${count(alerting)} alerting and ${count(recording)} recording rules`;
  for (const { line, severity, message } of problems) {
    yield `  ${line === null ? file : `${file}:${line}`}: ${severity === 'warning' ? 'warning: ' : ''}${message}`;
  }
}
