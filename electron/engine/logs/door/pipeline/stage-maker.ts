import { RE2JS } from 're2js';
import type { YamlSection } from '../../../scrape/config/yaml-section.ts';
import type { Stage } from './pipeline-record.ts';
import { parseTemplate, type Template } from './template.ts';

/** What a stage's factory gets beside its section. */
export interface StageMaker {
  stages(section: YamlSection, key: string): Stage[];
}

/** @throws ConfigError with the stage's line */
export type StageFactory = (section: YamlSection, make: StageMaker) => Stage;

const LONGEST_PATTERN = 1024;

/** A key's RE2 pattern. @throws ConfigError */
export function patternOf(section: YamlSection, key: string): RE2JS | undefined {
  const text = section.text(key);
  if (text === undefined) return undefined;
  if (text.length > LONGEST_PATTERN)
    return section.fail(`${key}: longer than ${LONGEST_PATTERN} characters`, key);
  return guarded(section, key, () => RE2JS.compile(text));
}

/** A key's template. @throws ConfigError */
export function templateOf(section: YamlSection, key: string): Template | undefined {
  const text = section.string(key);
  return text === undefined ? undefined : guarded(section, key, () => parseTemplate(text));
}

/** Turns what a reader throws into a refusal with the key's line. */
export function guarded<T>(section: YamlSection, key: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    return section.fail(`${key}: ${error instanceof Error ? error.message : String(error)}`, key);
  }
}

export const required = (section: YamlSection, key: string): string =>
  section.text(key) ?? section.fail(`${section.name}: ${key} is needed`);
