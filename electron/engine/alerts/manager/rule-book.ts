import { METRIC_NAME } from '../../../../shared/model/series.ts';
import type { Expr, VectorSelector } from '../../../../shared/promql/ast.ts';
import type { ConfigError } from '../../scrape/config/config-error.ts';
import { fingerprint } from '../fingerprint.ts';
import { ruleIds } from '../rule-id.ts';
import type { Rule, RuleFile, RuleGroup } from '../rules/rule.ts';
import { parseRuleFile } from '../rules/rule-file.ts';
import type { CheckAnswer, FileFacts, GroupFacts, LoadParams, RuleFacts } from './thread-messages.ts';

/** A group of a file, with what it and its rules are called. */
export interface BookGroup {
  facts: GroupFacts;
  group: RuleGroup;
  rules: RuleFacts[];
}

interface Read {
  text: string;
  file: RuleFile | null;
  errors: ConfigError[];
}

/** The rule files by what was read of them; a file whose text is the same is not read again. */
export class RuleBook {
  #known = new Map<string, Read>();

  read({ files, generated, intervalMs }: LoadParams): { files: FileFacts[]; groups: BookGroup[] } {
    const known = new Map<string, Read>();
    const facts: FileFacts[] = [];
    const groups: BookGroup[] = [];
    for (const { path, text, before, intervalMs: own } of files) {
      const read = this.#read(path, text);
      const { file, errors } = read;
      facts.push({ path, errors: errors.map(faultOf), warnings: (file?.warnings ?? []).map(faultOf) });
      const good = file ? read : before === null ? null : this.#read(path, before);
      if (good) known.set(`${path}\0${good.text.length}`, good);
      groups.push(...(good?.file?.groups ?? []).map((group) => bookGroup(path, group, own ?? intervalMs)));
    }
    for (const [origin, own] of generated) {
      groups.push(...own.map((group) => bookGroup(origin, group, intervalMs)));
    }
    this.#known = known;
    return { files: facts, groups };
  }

  #read(path: string, text: string): Read {
    const known = this.#known.get(`${path}\0${text.length}`);
    return known?.text === text ? known : { text, ...readText(text) };
  }
}

function readText(text: string): Omit<Read, 'text'> {
  const parsed = parseRuleFile(text);
  return parsed.ok ? { file: parsed.value, errors: [] } : { file: null, errors: parsed.error };
}

/** What a text would be as a rule file. */
export function checkText(text: string): CheckAnswer {
  const { file, errors } = readText(text);
  const groups = file?.groups ?? [];
  return {
    groups: groups.length,
    rules: groups.reduce((sum, { rules }) => sum + rules.length, 0),
    errors: errors.map(faultOf),
    warnings: (file?.warnings ?? []).map(faultOf),
  };
}

const faultOf = ({ message, line }: { message: string; line: number | null }) => ({ message, line });

function bookGroup(file: string, group: RuleGroup, standardMs: number): BookGroup {
  const id = fingerprint([
    ['file', file],
    ['name', group.name],
  ]);
  const intervalMs = group.intervalMs || standardMs;
  const { name, limit, line } = group;
  // Groups spread over their interval, each always at the same place in it.
  const offsetMs = Number.parseInt(id.slice(4), 16) % intervalMs;
  const ids = ruleIds(file, group);
  const rules = group.rules.map((rule, i) => ruleFacts(id, ids[i] as string, group, rule));
  return { facts: { id, file, name, intervalMs, offsetMs, limit, line }, group, rules };
}

function ruleFacts(groupId: string, id: string, group: RuleGroup, rule: Rule): RuleFacts {
  const { kind, name, line, expr, parsed } = rule;
  return {
    id,
    groupId,
    kind,
    name,
    line,
    expr,
    forMs: rule.kind === 'alert' ? rule.forMs : 0,
    keepFiringForMs: rule.kind === 'alert' ? rule.keepFiringForMs : 0,
    labels: [...new Map([...group.labels, ...rule.labels])],
    annotations: rule.kind === 'alert' ? [...rule.annotations] : [],
    ofMemory: asksForMemory(parsed),
  };
}

function asksForMemory(expr: Expr): boolean {
  return selectorsOf(expr).some(({ matchers }) =>
    matchers.some(({ name, value }) => name === METRIC_NAME && /memory|_rss|resident/.test(value)),
  );
}

function selectorsOf(expr: Expr): VectorSelector[] {
  switch (expr.kind) {
    case 'selector':
      return [expr];
    case 'matrix':
      return [expr.selector];
    case 'call':
      return expr.args.flatMap(selectorsOf);
    case 'binary':
      return [...selectorsOf(expr.lhs), ...selectorsOf(expr.rhs)];
    case 'number':
    case 'string':
      return [];
    default:
      return selectorsOf(expr.expr);
  }
}
