import { readFileSync } from 'node:fs';
import { LogFacts } from '../../electron/engine/formats/log-facts.ts';
import { PatternTree } from '../../electron/engine/logs/patterns/pattern-tree.ts';
import { corpusFile } from '../corpus.ts';
import type { GroupedFile } from './log-groups.ts';

export interface Grouped {
  /** Of each line, by the file's own statements. */
  truth: number[];
  /** Of each line, as Trivet reads and groups it. */
  found: number[];
  /** The same by what is left of the message when its digits are gone. */
  plain: string[];
  templates: number;
}

/**
 * Share of the lines whose group has the same lines as the group that they truly belong to: grouping accuracy of Zhu et al.,
 * Tools and Benchmarks for Automated Log Parsing (2019).
 */
export function groupingAccuracy<T, F>(truth: readonly T[], found: readonly F[]): number {
  const byTruth = members(truth);
  const byFound = members(found);
  let right = 0;
  for (const lines of byTruth.values()) {
    const group = found[lines[0] as number] as F;
    const same = lines.every((line) => found[line] === group) && byFound.get(group)?.length === lines.length;
    if (same) right += lines.length;
  }
  return right / truth.length;
}

function members<K>(groups: readonly K[]): Map<K, number[]> {
  const lines = new Map<K, number[]>();
  for (const [line, group] of groups.entries()) {
    const known = lines.get(group);
    if (known) known.push(line);
    else lines.set(group, [line]);
  }
  return lines;
}

/** @throws when a line belongs to none of the file's statements, or a statement has no line */
export function groupFile({ path, header, groups }: GroupedFile): Grouped {
  const lines = readFileSync(corpusFile(path), 'utf8').split(/\r?\n/).filter(Boolean);
  const facts = new LogFacts();
  let id = 0;
  const tree = new PatternTree({ nextId: () => ++id });
  const grouped: Grouped = { truth: [], found: [], plain: [], templates: 0 };
  for (const line of lines) {
    const message = line.slice(header.exec(line)?.[0].length ?? 0);
    const group = groups.findIndex((expression) => expression.test(message));
    if (group < 0) throw new Error(`no statement of ${path} wrote ${line}`);
    const bytes = Buffer.from(line);
    facts.read(bytes, 0, bytes.length);
    grouped.truth.push(group);
    grouped.plain.push(message.replaceAll(/\d+/g, ''));
    grouped.found.push(tree.add(bytes, facts.messageStart, facts.messageEnd, facts.severity, 0));
  }
  const used = new Set(grouped.truth).size;
  if (used !== groups.length) throw new Error(`${groups.length - used} statements of ${path} wrote no line`);
  grouped.templates = tree.size;
  return grouped;
}
