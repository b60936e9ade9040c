import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ScrapeConfigFile } from '../../../shared/contract/scrape.ts';
import { err, type Result } from '../../../shared/util/result.ts';
import { ConfigError } from './config/config-error.ts';
import { type PrometheusConfig, parsePrometheusConfig } from './config/prometheus-config.ts';

export const SETTINGS_ORIGIN = 'settings';
const FOLDER_NAMES = ['prometheus.yml', 'prometheus.yaml'];
const MOST_BYTES = 2 ** 20;

/** One configuration: what was read of it, and the last good one, which goes on while it is broken. */
export interface LoadedConfig {
  origin: string;
  config: PrometheusConfig | null;
  baseDir: string;
  view: ScrapeConfigFile;
}

/** The file that a path of the settings means: itself, or the prometheus.yml of a folder. */
export function configPath(path: string): string {
  const full = resolve(path);
  if (!statSync(full, { throwIfNoEntry: false })?.isDirectory()) return full;
  const inside = FOLDER_NAMES.map((name) => join(full, name));
  return inside.find((file) => statSync(file, { throwIfNoEntry: false })) ?? (inside[0] as string);
}

export interface ReadOptions {
  extraMetrics: boolean;
  nowMs: number;
}

export function loadFile(path: string, before: LoadedConfig | undefined, options: ReadOptions): LoadedConfig {
  const baseDir = dirname(path);
  const text = readText(path);
  const parsed = text.ok ? parsePrometheusConfig(text.value, baseDir, options.extraMetrics) : text;
  return loaded(path, baseDir, parsed, before, options.nowMs);
}

/** @param baseDir what relative paths in it start from: it has no place of its own */
export function loadText(
  text: string,
  baseDir: string,
  before: LoadedConfig | undefined,
  options: ReadOptions,
): LoadedConfig {
  const parsed = parsePrometheusConfig(text, baseDir, options.extraMetrics);
  return loaded(SETTINGS_ORIGIN, baseDir, parsed, before, options.nowMs);
}

function loaded(
  origin: string,
  baseDir: string,
  parsed: Result<PrometheusConfig, ConfigError>,
  before: LoadedConfig | undefined,
  nowMs: number,
): LoadedConfig {
  const config = parsed.ok ? parsed.value : (before?.config ?? null);
  return {
    origin,
    baseDir,
    config,
    view: {
      origin,
      state: parsed.ok ? 'loaded' : 'refused',
      error: parsed.ok ? null : { message: parsed.error.message, line: parsed.error.line },
      warnings: config?.warnings ?? [],
      jobs: config?.jobs.length ?? 0,
      loadedMs: nowMs,
    },
  };
}

function readText(path: string): Result<string, ConfigError> {
  try {
    if (statSync(path).size > MOST_BYTES) return err(new ConfigError('larger than 1 MiB', null));
    return { ok: true, value: readFileSync(path, 'utf8') };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return err(new ConfigError(code === 'ENOENT' ? 'the file does not exist' : message, null));
  }
}
