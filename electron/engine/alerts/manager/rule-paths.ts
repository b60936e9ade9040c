import { globSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const MOST_FILES = 500;
const YAML_NAMES = ['*.yml', '*.yaml'];
/** What rule files of projects are called, and where in a project they are. */
const PROJECT_NAMES = ['*rules*.yml', '*rules*.yaml', 'alerts*.yml', 'alerts*.yaml'];
const PROJECT_PARTS = ['', 'prometheus', 'rules', 'alerts', 'monitoring'];

export interface RulePlaces {
  /** Of the settings: files, globs or folders. */
  files: readonly string[];
  /** Folders of projects that are opened. */
  projects: readonly string[];
  /** rule_files of the prometheus.yml files that are scraped by; absolute. */
  ofPrometheus: readonly { pattern: string; intervalMs: number | null }[];
  own: string;
}

export interface RulePath {
  path: string;
  /** Somebody said that it is a rule file; else it is taken only if it looks like one. */
  named: boolean;
  own: boolean;
  /** Of groups that name none; null takes the setting. */
  intervalMs: number | null;
}

/** Every file that may hold rules, each once; named ones whether they are there or not. */
export function rulePaths({ files, projects, ofPrometheus, own }: RulePlaces): RulePath[] {
  const found = new Map<string, RulePath>();
  const add = (path: string, how: Partial<RulePath>) => {
    if (found.size >= MOST_FILES || found.has(path)) return;
    found.set(path, { path, named: true, own: false, intervalMs: null, ...how });
  };
  add(own, { own: true });
  for (const text of files) {
    const path = resolve(text);
    if (path.includes('*')) for (const one of globSync(path).sort()) add(one, {});
    else if (!isFolder(path)) add(path, {});
    else for (const one of inFolder(path, YAML_NAMES)) add(one, { named: false });
  }
  for (const { pattern, intervalMs } of ofPrometheus) {
    const paths = pattern.includes('*') ? globSync(pattern).sort() : [pattern];
    for (const path of paths) add(path, { intervalMs });
  }
  for (const folder of projects) {
    for (const part of PROJECT_PARTS) {
      for (const path of inFolder(join(resolve(folder), part), PROJECT_NAMES)) add(path, { named: false });
    }
  }
  return [...found.values()];
}

const inFolder = (folder: string, names: readonly string[]): string[] =>
  isFolder(folder) ? names.flatMap((name) => globSync(join(globSafe(folder), name))).sort() : [];

/** A folder's name is no pattern. */
const globSafe = (path: string): string => path.replace(/[[\]{}()!?*]/g, '[$&]');

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** What others use YAML for is left alone; only groups with rules in them, or none at all, are rule files. */
export function looksLikeRules(text: string): boolean {
  if (/^kind:\s*["']?PrometheusRule\b/m.test(text)) return true;
  if (!/^["']?groups["']?\s*:/m.test(text)) return false;
  return /^\s*(-\s*)?["']?(alert|record)["']?\s*:/m.test(text) || /^groups\s*:\s*(\[\s*\])?\s*$/m.test(text);
}
